from dataclasses import replace
from datetime import timedelta

from consumer.sources.settling import Settling, Sighted
from schemas.moments import parse_instant

NOW = parse_instant("2026-06-01T06:00:00Z")
SECOND = timedelta(seconds=1)
A_FILE = Sighted(name="niche.csv", size=100, changed_ns=1)


def waiting(seconds: int = 30) -> Settling:
    return Settling(stable_for=timedelta(seconds=seconds))


def test_a_file_is_read_once_it_has_not_changed_for_thirty_seconds() -> None:
    settling = waiting()

    assert settling.settled([A_FILE], NOW) == []
    assert settling.settled([A_FILE], NOW + 29 * SECOND) == []
    assert settling.settled([A_FILE], NOW + 30 * SECOND) == [A_FILE]


def test_a_file_that_grows_waits_anew() -> None:
    settling = waiting()
    grown = replace(A_FILE, size=200)
    settling.settled([A_FILE], NOW)

    assert settling.settled([grown], NOW + 30 * SECOND) == []
    assert settling.settled([grown], NOW + 60 * SECOND) == [grown]


def test_a_file_written_over_with_as_many_letters_waits_anew() -> None:
    settling = waiting()
    settling.settled([A_FILE], NOW)

    assert settling.settled([replace(A_FILE, changed_ns=2)], NOW + 30 * SECOND) == []


def test_a_done_file_is_believed_at_once() -> None:
    done = replace(A_FILE, is_done=True)

    assert waiting().settled([done], NOW) == [done]


def test_a_file_that_was_away_waits_anew() -> None:
    settling = waiting()
    settling.settled([A_FILE], NOW)
    settling.settled([], NOW + 20 * SECOND)

    assert settling.settled([A_FILE], NOW + 30 * SECOND) == []


def test_a_file_that_changed_while_it_was_read_waits_anew() -> None:
    settling = waiting()
    settling.settled([A_FILE], NOW)
    settling.disturb(A_FILE.name)

    assert settling.settled([A_FILE], NOW + 30 * SECOND) == []
