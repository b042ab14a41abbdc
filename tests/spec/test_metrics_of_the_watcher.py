"""What the metrics say of canaries and audits: only what was proved."""

from datetime import timedelta

from consumer.auditor_rules import Fault
from consumer.metrics import exposition
from consumer.signs import Signs
from schemas.audits import write_result
from schemas.canaries import ENTERED, THROUGH_WITHIN, begin, hand_over, look_at, note_taken
from schemas.database import Database
from schemas.last_done import LastDone, note_done
from schemas.moments import parse_instant
from tests.replays.ours import HOUSE
from tests.scraped import Scraped, scraped

NINE = parse_instant("2026-11-21T09:00:00Z")
LATE = NINE + THROUGH_WITHIN + timedelta(seconds=1)
NOTHING = {fault.value: 0 for fault in Fault}
PASSED, FAILED = "danm_canary_last_passed_timestamp_seconds", "danm_canary_failed"


def told(database: Database) -> Scraped:
    return scraped(exposition(database, HOUSE, LATE))


def test_what_was_never_proved_is_absent_and_not_0(database: Database) -> None:
    said = told(database)

    for name in (PASSED, FAILED, "danm_audit_findings", "danm_audit_last_passed_timestamp_seconds"):
        assert name not in said.values


def test_a_canary_that_is_stuck_says_at_which_step(database: Database) -> None:
    with database.write() as connection:
        one = begin(connection, ENTERED, NINE)
        assert one is not None
        note_taken(connection, {one: ENTERED}, NINE)

    said = told(database)

    assert said.value(FAILED, path=ENTERED, step="looked at") == 1
    assert said.value(FAILED, path=ENTERED, step="taken in") == 0
    assert PASSED not in said.values


def test_a_canary_that_came_through_says_when(database: Database) -> None:
    with database.write() as connection:
        one = begin(connection, ENTERED, NINE)
        assert one is not None
        note_taken(connection, {one: ENTERED}, NINE)
        look_at(connection, NINE)
        hand_over(connection, NINE)

    said = told(database)

    assert said.value(PASSED, path=ENTERED) == NINE.timestamp()
    assert said.total(FAILED) == 0


def test_an_audit_says_what_it_found_and_when_one_last_passed(database: Database) -> None:
    with database.write() as connection:
        write_result(connection, NOTHING, NINE)
        write_result(connection, NOTHING | {"disarmed": 3}, LATE)

    said = told(database)

    assert said.value("danm_audit_findings", fault="disarmed") == 3
    assert said.value("danm_audit_findings", fault="past_due") == 0
    assert said.value("danm_audit_last_passed_timestamp_seconds") == NINE.timestamp()


def test_what_a_timer_did_says_when_it_was_last_done_and_nothing_of_the_rest(
    database: Database,
) -> None:
    with database.write() as connection:
        note_done(connection, LastDone.BACKUP, NINE)

    said = told(database)

    assert said.value("danm_backup_last_success_timestamp_seconds") == NINE.timestamp()
    assert "danm_audit_trail_verified_timestamp_seconds" not in said.values
    assert "danm_audit_trail_changed_timestamp_seconds" not in said.values


def test_a_loop_says_when_it_last_turned_and_one_that_never_did_is_absent(
    database: Database,
) -> None:
    turn = Signs(database=database).leaving("watch", lambda _: timedelta(seconds=1))

    turn(NINE)

    assert told(database).values["danm_loop_last_turn_timestamp_seconds"] == {
        frozenset({("loop", "watch")}): NINE.timestamp()
    }
