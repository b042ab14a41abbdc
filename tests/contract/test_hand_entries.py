"""What people enter about a case, taken in like any message: the same on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.hand_entries import CannotEnter, find_case
from alerts.hand_receipts import HandReceipt, enter_receipt
from alerts.joining_by_hand import Joining, join_receipt, undo_joining
from alerts.person_names import UnusableName
from consumer.matching_lists import unmatched_lines, unreceived_lines
from schemas.auditing import Signature
from schemas.listing import Listed
from schemas.moments import Moment, parse_instant, parse_moment
from schemas.references import ReferenceRules
from schemas.tables import audit, entered, feeds
from schemas.words import (
    Channel,
    Disposition,
    Flag,
    JoinReason,
    Kind,
    Milestone,
    ReceivedBy,
    Rung,
    State,
)
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.spec.metered import a_receipt, a_report
from tests.wire import CORRECTED, COUNCIL, POLICE, Json, a_message, wire

KNEW = "2026-06-15T07:00:00Z"
TYPED_WRONGLY = "STF-26-0012354"
REFERENCE = "STF-26-0012345"
NOON = parse_instant("2026-06-15T12:00:00Z")
TODAY = "2026-06-15"
MANAGER = Signature(actor="data manager", at=NOON)


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    yield room
    room.database.close()


def come(room: Room, *messages: Json) -> None:
    for one in messages:
        room.come(wire(one), at=parse_instant(one["time"]))


def the_case(room: Room, reference: str = REFERENCE) -> Listed:
    (found,) = (one for one in room.cases() if one.reference == reference)
    return found


def code_of(room: Room, reference: str = REFERENCE) -> str:
    return the_case(room, reference).handle


def taken_back(at: str) -> Json:
    data = {"milestone": "received", "at": None, "reason": "wrong_incident"}
    return a_message(CORRECTED, time=at, subject=REFERENCE, data=data)


def a_hand_receipt(at: str = "2026-06-15T11:00:00Z", name: str = "A. Smith, EDT") -> HandReceipt:
    return HandReceipt(
        at=parse_moment(at), channel=Channel.PHONE, received_by=ReceivedBy.EDT, name=name
    )


def enter(room: Room, receipt: HandReceipt, reference: str = REFERENCE) -> None:
    enter_receipt(room.database, KEYS, code_of(room, reference), receipt, MANAGER)
    room.take_entered(NOON)


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


def test_who_said_it_is_in_the_audit_and_no_reference_is(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE))

    enter(room, a_hand_receipt())

    (told,) = (row for row in room.rows(audit) if row.action == "receipt entered by hand")
    assert (told.actor, told.handle) == ("data manager", code_of(room))
    assert told.detail == "phone, edt; said by A. Smith, EDT; entered:1"
    assert REFERENCE not in str(room.rows(audit))


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


def joined(to: str, code: str, reason: JoinReason = JoinReason.MISTYPED_REFERENCE) -> Joining:
    return Joining(code=code, to=to, reason=reason, name="D. Manager")


@pytest.fixture
def orphan(room: Room) -> str:
    """A receipt whose reference was typed wrongly; return its case code."""
    come(room, a_report(KNEW, REFERENCE), a_receipt("2026-06-15T09:00:00Z", TYPED_WRONGLY))
    return code_of(room, TYPED_WRONGLY)


def join(room: Room, code: str) -> None:
    join_receipt(room.database, KEYS, joined(code_of(room), code), MANAGER)
    room.take_entered(NOON)


def unmatched(room: Room) -> list[Json]:
    def reference(key: bytes, sealed: bytes) -> str:
        return KEYS.open_sealed(sealed, key).decode()

    return list(unmatched_lines(room.database, reference, reveal=False))


def unreceived(room: Room) -> list[Json]:
    def reference(key: bytes, sealed: bytes) -> str:
        return KEYS.open_sealed(sealed, key).decode()

    return list(unreceived_lines(room.database, reference, reveal=False))


def test_each_side_names_the_other_it_may_belong_to(room: Room, orphan: str) -> None:
    (receipt,), (report,) = unmatched(room), unreceived(room)

    assert (receipt["handle"], receipt["near"]) == (orphan, [code_of(room)])
    assert (report["handle"], report["near"]) == (code_of(room), [orphan])
    assert report["reported_at"] == KNEW


def test_a_joined_receipt_ends_the_wait_and_both_lists_are_empty(room: Room, orphan: str) -> None:
    join(room, orphan)

    case, receipt = the_case(room).case, the_case(room, TYPED_WRONGLY).case
    assert (case.state, case.flags) == (State.RECEIVED, frozenset())
    assert case.milestones[Milestone.RECEIVED].earliest == parse_instant("2026-06-15T09:00:00Z")
    assert (receipt.state, receipt.disposition) == (State.CLOSED, Disposition.DUPLICATE)
    assert unmatched(room) == unreceived(room) == []


def test_a_receipt_that_is_found_to_be_late_is_told_as_such(room: Room) -> None:
    came = "2026-06-16T09:00:00Z"
    come(room, a_report(KNEW, REFERENCE), a_receipt(came, TYPED_WRONGLY))
    by = Signature(actor="data manager", at=parse_instant(came))

    joining = joined(code_of(room), code_of(room, TYPED_WRONGLY))
    join_receipt(room.database, KEYS, joining, by)
    room.take_entered(by.at)
    room.sweep(by.at)

    (late,) = (
        one for one in room.alerts(Kind.WAIT) if one.case_key == KEYS.reference_key(REFERENCE)
    )
    assert (late.rung, late.reason) == (Rung.NOTICE, "received late")


def test_undone_the_wait_goes_on_and_the_receipt_is_unmatched_again(
    room: Room, orphan: str
) -> None:
    join(room, orphan)

    undo_joining(room.database, KEYS, orphan, "D. Manager", MANAGER)
    room.take_entered(NOON)

    assert the_case(room).case.is_waiting
    assert [one["handle"] for one in unmatched(room)] == [orphan]


def test_of_many_words_of_one_second_the_last_stands(room: Room, orphan: str) -> None:
    for _ in range(5):
        join(room, orphan)
        undo_joining(room.database, KEYS, orphan, "D. Manager", MANAGER)
        room.take_entered(NOON)
        assert the_case(room).case.is_waiting
    join(room, orphan)

    assert not the_case(room).case.is_waiting


def test_who_joined_it_and_why_is_in_the_audit(room: Room, orphan: str) -> None:
    join(room, orphan)

    (told,) = (row for row in room.rows(audit) if row.action == "receipt joined")
    assert told.handle == orphan
    assert told.detail == (f"mistyped_reference: to {code_of(room)}; said by D. Manager; entered:1")


def test_what_cannot_belong_together_is_refused(room: Room, orphan: str) -> None:
    come(
        room,
        a_report("2026-06-15T10:00:00Z", "STF-LATER"),
        a_report("2026-06-15T07:30:00Z", "STF-COUNTY", local_authority="E10000028"),
        a_receipt("2026-06-15T11:00:00Z", "STF-OTHER"),
    )
    case, later = code_of(room), code_of(room, "STF-LATER")
    refused = {
        (orphan, orphan): "to itself",
        (orphan, later): "before police knew",
        (case, orphan): "police reported .* themselves",
        (orphan, "K7M-4QXR"): "no case has the code",
    }

    for (code, to), said in refused.items():
        with pytest.raises(CannotEnter, match=said):
            join_receipt(room.database, KEYS, joined(to, code), MANAGER)

    with pytest.raises(CannotEnter, match="joined to no case"):
        undo_joining(room.database, KEYS, orphan, "D. Manager", MANAGER)
    assert not room.rows(entered)


def test_a_receipt_is_joined_once(room: Room, orphan: str) -> None:
    join(room, orphan)
    come(room, a_receipt("2026-06-15T11:30:00Z", "STF-OTHER"))

    with pytest.raises(CannotEnter, match="undo that first"):
        join(room, orphan)
    with pytest.raises(CannotEnter, match="is itself joined"):
        join_receipt(room.database, KEYS, joined(orphan, code_of(room, "STF-OTHER")), MANAGER)


def test_a_receipt_of_one_council_ends_no_wait_of_another(room: Room) -> None:
    block = {"local_authority": "E06000021"}
    receipt = a_receipt("2026-06-15T09:00:00Z", TYPED_WRONGLY)
    receipt["data"] |= {"incident": block}
    come(room, a_report(KNEW, REFERENCE, local_authority="E10000028"), receipt)

    with pytest.raises(CannotEnter, match="different councils"):
        join(room, code_of(room, TYPED_WRONGLY))


def test_an_entered_message_never_passes_for_the_councils_own_feed(room: Room) -> None:
    come(room, a_report(KNEW, REFERENCE), a_receipt("2026-06-15T08:00:00Z", "STF-1"))
    enter(room, a_hand_receipt())

    (council,) = (row for row in room.rows(feeds) if row.source == COUNCIL)

    assert council.last_message_at == parse_instant("2026-06-15T08:00:00Z")
