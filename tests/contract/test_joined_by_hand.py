"""A receipt without a report, joined to its case by hand: the same on both databases."""

import pytest

from alerts.hand_entries import CannotEnter
from alerts.joining_by_hand import Joining, join_receipt, undo_joining
from consumer.matching_lists import unmatched_lines, unreceived_lines
from schemas.auditing import Signature
from schemas.moments import parse_instant
from schemas.tables import audit, entered
from schemas.words import (
    Disposition,
    JoinReason,
    Kind,
    Milestone,
    Rung,
    State,
)
from tests.contract.hand_room import (
    KNEW,
    MANAGER,
    NOON,
    REFERENCE,
    TYPED_WRONGLY,
    code_of,
    come,
    the_case,
)
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json


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


def test_the_audit_says_why_it_was_joined_and_the_message_keeps_who_said_so(
    room: Room, orphan: str
) -> None:
    join(room, orphan)
    undo_joining(room.database, KEYS, orphan, "D. Manager", MANAGER)

    (told,) = (row for row in room.rows(audit) if row.action == "receipt joined")
    assert told.handle == orphan
    assert told.detail == f"mistyped_reference: to {code_of(room)}; entered:1"
    (undone,) = (row for row in room.rows(audit) if row.action == "joining undone")
    assert (undone.handle, undone.detail) == (orphan, "entered:2")
    assert "D. Manager" not in str(room.rows(audit))
    assert {row.actor for row in room.rows(entered)} == {"D. Manager (typed by data manager)"}


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
