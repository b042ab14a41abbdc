"""Loops that the database keeps waiting: said once, tried again with longer pauses, and gone on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError

from consumer.loops import Turn
from consumer.outages import AWAY, NO_ROOM, PAUSES, Outages
from schemas.database import CommitUnknown
from schemas.retries import retrying

NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)
EVERY = timedelta(seconds=1)
LOST, BACK = "the database cannot be used: trying again", "the database can be used again"


def refused() -> DBAPIError:
    return OperationalError("SELECT 1", None, psycopg.OperationalError("refused"))


def said_by_the_server(sort: type[psycopg.Error]) -> DBAPIError:
    return DBAPIError("INSERT", None, sort("no"))


def failing(*errors: Exception | None) -> Turn:
    """A turn that fails with each of these in order, and works where there is none."""
    rest: Iterator[Exception | None] = iter(errors)

    def turn(_: datetime) -> timedelta:
        error = next(rest, None)
        if error is not None:
            raise error
        return EVERY

    return turn


def test_a_loop_waits_longer_and_longer_and_goes_on_once_the_database_is_back() -> None:
    outages = Outages()
    turn = outages.enduring("watch", failing(*[refused() for _ in range(6)]))

    pauses = [turn(NOW) for _ in range(8)]

    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1], EVERY, EVERY]


def test_one_outage_is_one_line_at_its_beginning_and_one_at_its_end_however_many_loops_it_keeps(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    outages = Outages()
    loops = [outages.enduring(name, failing(refused(), refused())) for name in ("a", "b")]

    for _ in range(4):
        for turn in loops:
            turn(NOW)

    assert [record.message for record in caplog.records] == [LOST, BACK]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(refused(), AWAY, id="no-connection"),
        pytest.param(said_by_the_server(errors.AdminShutdown), AWAY, id="it-is-going-down"),
        pytest.param(said_by_the_server(errors.CannotConnectNow), AWAY, id="it-is-coming-up"),
        pytest.param(CommitUnknown(), AWAY, id="lost-in-commit"),
        pytest.param(said_by_the_server(errors.DiskFull), NO_ROOM, id="its-disk-is-full"),
        pytest.param(said_by_the_server(errors.LockNotAvailable), NO_ROOM, id="a-lock-is-held"),
    ],
)
def test_while_it_lasts_the_process_says_why_it_cannot_work(error: Exception, words: str) -> None:
    outages = Outages()
    turn = outages.enduring("watch", failing(error))

    turn(NOW)

    assert list(outages.troubles) == [words]
    turn(NOW)
    assert list(outages.troubles) == []


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(said_by_the_server(errors.UndefinedTable), id="a-table-is-gone"),
        pytest.param(said_by_the_server(errors.UniqueViolation), id="a-rule-is-broken"),
        pytest.param(LookupError("no such case"), id="our-own-mistake"),
    ],
)
def test_what_waiting_does_not_mend_goes_through(error: Exception) -> None:
    outages = Outages()

    with pytest.raises(type(error)):
        outages.enduring("watch", failing(error))(NOW)

    assert outages.troubles == ()


def test_a_server_that_answers_late_is_not_asked_over_and_over_in_one_turn() -> None:
    clock, tries = [0.0], []

    def times_out() -> None:
        tries.append("try")
        clock[0] += 6.0
        raise refused()

    with pytest.raises(OperationalError):
        retrying(times_out, pause=lambda _: None, steady_seconds=lambda: clock[0])

    assert len(tries) == 1
