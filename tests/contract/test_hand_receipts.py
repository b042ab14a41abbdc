"""A receipt that people enter, taken in like any message: the same on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from alerts.hand_entries import CannotEnter, find_case
from alerts.hand_receipts import enter_receipt
from alerts.person_names import LONGEST_NAME, UnusableName
from schemas.auditing import Signature
from schemas.moments import Moment, parse_instant, parse_moment
from schemas.references import ReferenceRules
from schemas.tables import audit, entered, feeds, metadata
from schemas.words import (
    Flag,
    Kind,
    State,
)
from tests.contract.hand_room import (
    KNEW,
    MANAGER,
    NOON,
    REFERENCE,
    TODAY,
    a_hand_receipt,
    code_of,
    come,
    enter,
    the_case,
)
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.spec.metered import a_receipt, a_report
from tests.wire import CORRECTED, COUNCIL, POLICE, Json, a_message


def taken_back(at: str) -> Json:
    data = {"milestone": "received", "at": None, "reason": "wrong_incident"}
    return a_message(CORRECTED, time=at, subject=REFERENCE, data=data)


def test_we_already_have_this_ends_the_wait_and_is_shown_apart(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt())

    case = the_case(room).case
    assert (case.state, case.is_waiting) == (State.RECEIVED, False)
    assert case.received == Moment.exact(parse_instant("2026-06-15T11:00:00Z"))
    assert case.flags == {Flag.ENTERED_BY_HAND}


def test_the_day_alone_is_enough(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt(TODAY))

    assert the_case(room).case.received == parse_moment(TODAY)


def test_the_case_systems_own_takes_its_place(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))
    enter(room, a_hand_receipt())

    come(room, a_receipt("2026-06-15T14:00:00Z", REFERENCE))

    case = the_case(room).case
    assert case.received == Moment.exact(parse_instant("2026-06-15T14:00:00Z"))
    assert not case.flags


def test_whoever_was_told_that_it_is_late_is_told_that_it_is_over(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE, risk="high"))
    late = parse_instant(KNEW) + timedelta(hours=8)
    room.sweep(late)
    by = Signature(actor="edt", at=late)

    at = a_hand_receipt("2026-06-15T15:00:00Z")
    enter_receipt(room.database, KEYS, code_of(room), at, by)
    room.take_entered(late)
    room.sweep(late)

    (cleared,) = room.alerts(Kind.CLEARED)
    assert cleared.raised_at == late


def test_its_source_is_no_feed(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt())
    room.sweep(NOON + timedelta(days=30))

    assert [row.source for row in room.rows(feeds)] == [POLICE]
    assert not [one for one in room.alerts(Kind.SILENCE) if "/danm/" in one.reason]


def test_the_audit_says_who_typed_it_and_what_and_names_nobody_else(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt())

    (told,) = (row for row in room.rows(audit) if row.action == "receipt entered by hand")
    assert (told.actor, told.handle) == ("data manager", code_of(room))
    assert told.detail == "phone, edt; entered:1"
    assert REFERENCE not in str(room.rows(audit))
    assert "Smith" not in str(room.rows(audit))


def test_who_said_it_is_found_by_the_number_in_the_audit_and_can_be_erased(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))
    enter(room, a_hand_receipt())

    (row,) = room.rows(entered)
    assert (row.entered_id, row.actor) == (1, "A. Smith, EDT (typed by data manager)")
    with room.database.write() as connection:
        connection.execute(delete(entered).where(entered.c.taken_at.is_not(None)))
    come(room, a_report("2026-06-15T13:00:00Z", "STF-26-OTHER"))

    assert the_case(room).case.state is State.RECEIVED
    tables = [room.rows(table) for table in metadata.sorted_tables]
    assert "Smith" not in str(tables)


def test_the_longest_name_leaves_room_for_what_a_column_holds(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt(name="S" * LONGEST_NAME))

    (row,) = room.rows(entered)
    assert row.actor == "S" * LONGEST_NAME
    assert the_case(room).case.state is State.RECEIVED


def test_a_case_keeps_its_reference_whatever_the_rules_of_its_source(room: Room) -> None:
    room.rules = {POLICE: ReferenceRules(upper_case=False)}
    come(room, a_report(KNEW, "Stf-26-a"))

    enter(room, a_hand_receipt(), "Stf-26-a")

    assert [one.reference for one in room.cases()] == ["Stf-26-a"]
    assert the_case(room, "Stf-26-a").case.state is State.RECEIVED


@pytest.mark.parametrize(
    ("at", "said"),
    [
        pytest.param("2026-06-15T06:54:59Z", "before police knew", id="before-the-incident"),
        pytest.param("2026-06-14", "check the time and the case code", id="the-day-before"),
        pytest.param("2026-06-15T12:00:01Z", "in the future", id="in-the-future"),
        pytest.param("2026-06-16", "or the day alone", id="tomorrow"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_the_mend(room: Room, at: str, said: str) -> None:
    come(room, a_report(KNEW, REFERENCE))

    with pytest.raises(CannotEnter, match=said):
        enter(room, a_hand_receipt(at))

    assert not room.rows(entered)


def test_before_it_happened_is_refused_where_nobody_says_when_police_knew(room: Room) -> None:
    known = {"occurred": "2026-06-15T06:00:00Z"}
    told = a_receipt("2026-06-15T09:00:00Z", REFERENCE)
    told["data"] |= {"incident": known}
    come(room, told, taken_back("2026-06-15T10:00:00Z"))

    with pytest.raises(CannotEnter, match="before it happened"):
        enter(room, a_hand_receipt("2026-06-15T05:00:00Z"))


def test_a_case_shows_its_reference_in_no_log(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    with room.database.read() as connection:
        found = find_case(connection, KEYS, code_of(room))

    assert found.reference == REFERENCE
    assert REFERENCE not in repr(found)


def test_an_unknown_code_is_refused(room: Room) -> None:
    with pytest.raises(CannotEnter, match="no case has the code K7M-4QXR; see the codes"):
        enter_receipt(room.database, KEYS, "K7M-4QXR", a_hand_receipt(), MANAGER)


def test_a_name_that_cannot_be_kept_is_refused(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    with pytest.raises(UnusableName):
        enter(room, a_hand_receipt(name="A\x1b[31m"))


def test_what_the_front_doors_own_system_told_needs_no_word_of_ours(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE), a_receipt("2026-06-15T09:00:00Z", REFERENCE))

    with pytest.raises(CannotEnter, match="own system told of"):
        enter(room, a_hand_receipt())


def test_a_minute_before_police_knew_is_a_matter_of_clocks(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt("2026-06-15T06:56:00Z"))

    assert not the_case(room).case.is_waiting


def test_an_entered_message_never_passes_for_the_councils_own_feed(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE), a_receipt("2026-06-15T08:00:00Z", "STF-1"))
    enter(room, a_hand_receipt())

    (council,) = (row for row in room.rows(feeds) if row.source == COUNCIL)

    assert council.last_message_at == parse_instant("2026-06-15T08:00:00Z")
