"""A police reference that was erased: nothing fails for it, and only a message brings it back."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import update

from alerts.hand_entries import CannotEnter
from alerts.hand_receipts import enter_receipt
from alerts.revealing import RevealReason, reveal_reference
from schemas.tables import audit, cases
from schemas.words import Kind
from tests.contract.hand_room import (
    KNEW,
    MANAGER,
    NOON,
    REFERENCE,
    TYPED_WRONGLY,
    a_hand_receipt,
    code_of,
    come,
)
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.spec.metered import a_receipt, a_report

LATER = "2026-06-15T11:00:00Z"
HOME = {"household": "H-1"}


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    with closing(room.database):
        come(room, a_report(KNEW, REFERENCE, **HOME))
        yield room


def erase(room: Room) -> None:
    with room.database.write() as connection:
        connection.execute(update(cases).values(sealed_ref=b""))


def shown(room: Room) -> list[str | None]:
    return [one.reference for one in room.cases()]


def test_showing_it_says_that_it_is_no_longer_kept_and_audits_nothing(room: Room) -> None:
    code = code_of(room)
    erase(room)

    with pytest.raises(CannotEnter, match=f"the police reference of {code} is no longer kept"):
        reveal_reference(room.database, KEYS, code, RevealReason.OTHER, MANAGER)

    assert room.rows(audit) == []


def test_nothing_is_entered_by_hand_about_a_case_that_cannot_be_named(room: Room) -> None:
    code = code_of(room)
    erase(room)

    with pytest.raises(CannotEnter, match="is no longer kept"):
        enter_receipt(room.database, KEYS, code, a_hand_receipt(), MANAGER)


def test_a_list_goes_without_it(room: Room) -> None:
    erase(room)

    assert shown(room) == [None]


def test_a_message_that_comes_again_changes_nothing(room: Room) -> None:
    erase(room)

    come(room, a_report(KNEW, REFERENCE, **HOME))

    assert shown(room) == [None]


def test_a_new_message_brings_it_back(room: Room) -> None:
    erase(room)

    come(room, a_receipt(LATER, REFERENCE))

    assert shown(room) == [REFERENCE]


def test_a_repeat_in_its_home_still_rings(room: Room) -> None:
    erase(room)
    come(room, a_report(LATER, TYPED_WRONGLY, **HOME))

    room.sweep(NOON)

    assert [alert.case_key for alert in room.alerts(Kind.REPEAT)] == [
        KEYS.reference_key(TYPED_WRONGLY)
    ]
