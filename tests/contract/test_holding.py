"""Taking a case in hand: the whole way through database and sweep, the same on both databases."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts.holding import CannotHold
from alerts.taking_in_hand import InHand, give_up, take_in_hand
from consumer.as_of import waiting_at
from consumer.listings import waiting
from consumer.work import working
from schemas.auditing import Signature
from schemas.database import Database, open_database, retrying
from schemas.hold_tables import acknowledgements
from schemas.in_hand import Hold
from schemas.keys import handle
from schemas.listing import Waiting
from schemas.tables import alerts, audit, cases
from schemas.words import HoldReason
from tests.model.sentences import close, grade, receipt, report
from tests.model.times import Message
from tests.replays.both import a_database
from tests.replays.live import READER, SENT_HOUSE, Live, rows_of
from tests.replays.ours import KEYS, records_of
from tests.spec.made_cases import at

KNEW = "06-17 10:00"
CODE = handle(KEYS.reference_key("A"))
EDT = Signature(actor="edt desk", at=at("06-17 19:00"))


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    """A high-risk case: soon late at 14:00, late at 18:00, a senior at 22:00, the top at 72 h."""
    a_database(database_url).close()
    live = Live(database_url)
    live.take_in([report(KNEW, risk="high")], at(KNEW))
    for hour in ("10:00", "14:00", "18:00"):
        live.sweep(at(f"06-17 {hour}"))
    yield live
    live.database.close()


def hold(until: str, *, name: str = "A. Smith", since: datetime = EDT.at) -> Hold:
    return Hold(at=since, name=name, reason=HoldReason.RANG_POLICE_DESK, check_at=at(until))


def take(live: Live, until: str, name: str = "A. Smith", when: str = "06-17 19:00") -> InHand:
    by = Signature(actor="edt desk", at=at(when))
    return take_in_hand(live.database, CODE, hold(until, name=name, since=by.at), by)


def rang(database: Database) -> list[tuple[str, datetime, datetime]]:
    """Return rung, due and raised of what rang after `late`."""
    about_it = [row for row in rows_of(database, alerts) if row["case_key"] is not None]
    rows = sorted(about_it, key=lambda row: row["raised_at"])
    return [(row["rung"], row["due_at"], row["raised_at"]) for row in rows[2:]]


def through_the_night(live: Live) -> None:
    for quarter in range(4 * 24):
        live.sweep(at("06-17 19:00") + quarter * timedelta(minutes=15))


def test_held_stops_tell_a_senior_and_it_comes_back_when_it_lapses(live: Live) -> None:
    take(live, "06-18 03:00")

    through_the_night(live)

    came_back = at("06-18 03:00")
    assert rang(live.database) == [("escalate", came_back, came_back)]


def test_in_nobodys_hand_a_senior_is_told_four_hours_after_it_was_late(live: Live) -> None:
    through_the_night(live)

    due = at("06-17 22:00")
    assert rang(live.database) == [("escalate", due, due)]


def test_given_up_it_rings_at_its_own_hour(live: Live) -> None:
    take(live, "06-18 03:00")
    live.sweep(at("06-17 19:15"))
    give_up(live.database, CODE, Signature(actor="edt desk", at=at("06-17 20:00")))

    through_the_night(live)

    due = at("06-17 22:00")
    assert rang(live.database) == [("escalate", due, due)]


def test_given_up_after_that_hour_it_is_due_from_then(live: Live) -> None:
    take(live, "06-18 03:00")
    live.sweep(at("06-17 23:30"))
    given_up = at("06-18 00:00")
    give_up(live.database, CODE, Signature(actor="edt desk", at=given_up))

    live.sweep(given_up)

    assert rang(live.database) == [("escalate", given_up, given_up)]


def test_held_again_replaces_the_earlier_hold(live: Live) -> None:
    take(live, "06-17 23:00")
    again = take(live, "06-18 05:00", "B. Jones", "06-17 22:30")

    through_the_night(live)

    assert again.earlier is not None
    assert again.earlier.name == "A. Smith"
    came_back = at("06-18 05:00")
    assert rang(live.database) == [("escalate", came_back, came_back)]
    ended = [row["ended_at"] for row in rows_of(live.database, acknowledgements)]
    assert ended == [at("06-17 22:30"), None]


def test_a_shorter_hold_brings_a_senior_forward(live: Live) -> None:
    take(live, "06-18 03:00")
    live.sweep(at("06-17 19:15"))
    take(live, "06-17 22:15", when="06-17 20:00")

    through_the_night(live)

    assert [raised for _, _, raised in rang(live.database)] == [at("06-17 22:15")]


def test_the_top_limit_rings_while_somebody_has_it(live: Live) -> None:
    top = at("06-20 10:00")
    take(live, "06-20 09:00", when="06-20 07:00")
    take(live, "06-20 15:00", when="06-20 08:00")

    live.sweep(top)

    assert rang(live.database) == [("ceiling", top, top)]


def test_after_a_senior_was_told_a_hold_only_shows_who_has_it(live: Live) -> None:
    live.sweep(at("06-17 22:00"))

    taken = take(live, "06-18 03:00", when="06-17 23:00")

    through_the_night(live)
    assert taken.is_senior_told
    assert len(rang(live.database)) == 1


def listed(live: Live, now: str) -> list[Waiting]:
    with live.database.read() as connection:
        return waiting(connection, SENT_HOUSE.policies, at(now))


def test_a_case_in_hand_stays_on_the_list_and_says_who_has_it(live: Live) -> None:
    take(live, "06-18 03:00")

    (during,) = listed(live, "06-18 02:59:59")
    (after,) = listed(live, "06-18 03:00")

    assert during.hold == hold("06-18 03:00")
    assert after.hold is None


def test_the_list_of_an_earlier_instant_says_who_had_it_then(live: Live) -> None:
    take(live, "06-18 03:00")
    take(live, "06-18 05:00", "B. Jones", "06-17 22:30")
    live.sweep(at("06-18 12:00"))

    with live.database.read() as connection:
        names = [
            [one.hold and one.hold.name for one in waiting_at(connection, SENT_HOUSE.policies, at)]
            for at in map(at_night, ("18:30", "19:00", "22:29", "22:30"))
        ]

    assert names == [[None], ["A. Smith"], ["A. Smith"], ["B. Jones"]]


def at_night(clock: str) -> datetime:
    return at(f"06-17 {clock}")


def test_the_audit_says_who_did_it_and_holds_no_name(live: Live) -> None:
    take(live, "06-18 03:00")
    give_up(live.database, CODE, Signature(actor="edt desk", at=at("06-17 20:00")))

    rows = [row for row in rows_of(live.database, audit) if row["handle"] == CODE]

    assert {(row["actor"], row["action"]) for row in rows} == {
        ("edt desk", "case in hand"),
        ("edt desk", "case given up"),
    }
    assert "Smith" not in str(rows)


@pytest.mark.parametrize(
    ("messages", "code", "said"),
    [
        pytest.param([], "K7M-4QXR", "no case has the code", id="no-such-case"),
        pytest.param([receipt("06-17 18:30")], CODE, "does not wait", id="the-front-door-was-told"),
        pytest.param([close("06-17 18:30", "withdrawn")], CODE, "does not wait", id="withdrawn"),
    ],
)
def test_what_cannot_be_held_leaves_nothing(
    live: Live, messages: list[Message], code: str, said: str
) -> None:
    if messages:
        live.take_in(messages, at("06-17 18:30"))

    with pytest.raises(CannotHold, match=said):
        take_in_hand(live.database, code, hold("06-18 03:00"), EDT)

    assert rows_of(live.database, acknowledgements) == []


def test_nobody_can_give_up_what_nobody_has(live: Live) -> None:
    take(live, "06-18 03:00")

    with pytest.raises(CannotHold, match="nobody has"):
        give_up(live.database, CODE, Signature(actor="edt desk", at=at("06-18 03:00")))


def together(*deeds: Any) -> None:
    """Do things at the same moment, and wait until all are done."""
    barrier = threading.Barrier(len(deeds))

    def after_all(deed: Any) -> None:
        barrier.wait()
        retrying(deed)

    threads = [threading.Thread(target=after_all, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_of_many_who_take_it_at_once_one_has_it(live: Live) -> None:
    names = [f"P{n}" for n in range(8)]

    together(*(lambda name=name: take(live, "06-18 03:00", name) for name in names))

    rows = rows_of(live.database, acknowledgements)
    assert sorted(row["name"] for row in rows) == names
    assert sum(row["ended_at"] is None for row in rows) == 1
    (one,) = listed(live, "06-17 19:00")
    assert one.hold is not None
    assert [one.hold.name] == [row["name"] for row in rows if row["ended_at"] is None]


def test_a_message_that_arrives_at_the_same_moment_loses_neither(live: Live) -> None:
    graded = [grade("06-17 19:00", "medium", when=f"06-17 18:{n:02}") for n in range(6)]

    together(
        *(lambda one=one: live.take_in([one], EDT.at) for one in graded),
        *(lambda n=n: take(live, "06-18 03:00", f"P{n}") for n in range(6)),
    )

    (row,) = rows_of(live.database, cases)
    assert row["held_until"] == at("06-18 03:00")
    assert all(one["id"].encode() in row["facts"] for one in graded)


def test_a_message_in_the_midst_of_being_taken_in_is_waited_for(postgresql_url: str) -> None:
    a_database(postgresql_url).close()
    live, other = Live(postgresql_url), open_database(postgresql_url)
    live.take_in([report(KNEW, risk="high")], at(KNEW))
    arrivals = [READER.read(one, None) for one in records_of([grade("06-17 19:00", "medium")])]
    taking = threading.Thread(target=lambda: take_in_hand(other, CODE, hold("06-18 03:00"), EDT))

    with working(live.database, SENT_HOUSE, shard="test") as work:
        work.ingest.prepare(arrivals)
        taking.start()
        for arrival in arrivals:
            work.ingest.take(arrival, EDT.at)
        work.ingest.settle(EDT.at)
    taking.join(timeout=30)

    (row,) = rows_of(live.database, cases)
    assert row["held_until"] == at("06-18 03:00")
    assert row["risk"] == "medium"
    for database in (live.database, other):
        database.close()
