"""A database in which people enter what they know of a case of Monday 15 June 2026."""

from alerts.hand_receipts import HandReceipt, enter_receipt
from schemas.auditing import Signature
from schemas.listing import Listed
from schemas.moments import parse_instant, parse_moment
from schemas.words import (
    Channel,
    ReceivedBy,
)
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.wire import Json, wire

KNEW = "2026-06-15T07:00:00Z"
TYPED_WRONGLY = "STF-26-0012354"
REFERENCE = "STF-26-0012345"
NOON = parse_instant("2026-06-15T12:00:00Z")
TODAY = "2026-06-15"
MANAGER = Signature(actor="data manager", at=NOON)


def come(room: Room, *messages: Json) -> None:
    for one in messages:
        room.come(wire(one), at=parse_instant(one["time"]))


def the_case(room: Room, reference: str = REFERENCE) -> Listed:
    (found,) = (one for one in room.cases() if one.reference == reference)
    return found


def code_of(room: Room, reference: str = REFERENCE) -> str:
    return the_case(room, reference).handle


def a_hand_receipt(at: str = "2026-06-15T11:00:00Z", name: str = "A. Smith, EDT") -> HandReceipt:
    return HandReceipt(
        at=parse_moment(at), channel=Channel.PHONE, received_by=ReceivedBy.EDT, name=name
    )


def enter(room: Room, receipt: HandReceipt, reference: str = REFERENCE) -> None:
    enter_receipt(room.database, KEYS, code_of(room, reference), receipt, MANAGER)
    room.take_entered(NOON)
