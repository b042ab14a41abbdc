"""What people send on the page of a case, and what the audit keeps of it."""

from schemas.tables import audit
from schemas.words import MessageType
from tests.contract.hand_room import REFERENCE
from tests.quarantine_room import Room
from tests.spec.metered import a_report
from tests.wire import Json

WITHDRAWN = "2026-06-15T09:00:00Z"
AGAIN = {"name": "A. Smith, MASH", "opened_for": "closed_by_mistake"}
CORRECTION = {
    "name": "A. Smith, MASH",
    "milestone": "Police knew",
    "right": "at",
    "day": "2026-06-15",
    "time": "07:30",
    "wrong_for": "data_entry",
}


def audited(room: Room, action: str) -> list[tuple[str, str, str]]:
    return [(one.actor, one.handle, one.detail) for one in room.rows(audit) if one.action == action]


def a_closing(disposition: str = "withdrawn", at: str = WITHDRAWN, **more: str) -> Json:
    return {**a_report(at, REFERENCE), "type": MessageType.INCIDENT_CLOSED.value} | {
        "id": f"closing-{at}",
        "data": {"disposition": disposition, "at": at} | more,
    }
