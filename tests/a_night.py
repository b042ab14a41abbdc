"""Messages of one night at the wall clock's present: one child nobody has told of, and trouble."""

from datetime import datetime, timedelta

from schemas.moments import zulu
from tests.wire import COUNCIL, HEARTBEAT, RECEIVED, Json, a_message

FORGOTTEN, TOLD = "STF-26-FORGOTTEN", "STF-26-TOLD"
BROKEN = b'{"specversion": "1.0", "id": "cut of'

EXPECTED_CASES = [("received", "high"), ("waiting", "medium")]
EXPECTED_ALERTS = [("conflict", "notice"), ("quarantine", "notice"), ("wait", "breach")]
ALERTS_TOLD = len(EXPECTED_ALERTS)
DISTINCT_MESSAGES = 4
"""Two reports, a receipt and a heartbeat: as the messages table must hold them."""

UNREADABLE = 2
"""What lies in quarantine: one cut off, one that contradicts an earlier one."""


def police_messages(now: datetime) -> tuple[Json | bytes, ...]:
    """A medium notification nobody received in 30 hours, one told in time, and what cannot be read.

    The first is sent twice, and once more with other content under the same id.
    """
    forgotten = reported(FORGOTTEN, "medium", now - timedelta(hours=30))
    contradicted = reported(FORGOTTEN, "high", now - timedelta(hours=30))
    told = reported(TOLD, "high", now - timedelta(hours=2))
    beat = a_message(HEARTBEAT, id="beat", time=zulu(now))
    return forgotten, told, BROKEN, contradicted, forgotten, beat


def front_door_messages(now: datetime) -> tuple[Json, ...]:
    """The receipt of the one that was told in time."""
    return (received(TOLD, now - timedelta(hours=1)),)


def reported(reference: str, risk: str, at: datetime) -> Json:
    """Return the report of an incident with one child of 4 to 7, sent as it was reported."""
    message = a_message(id=f"{reference}-reported", subject=reference, time=zulu(at))
    child = {"ref": f"{reference}-c0", "age_band": "4-7"}
    data = {"reported": zulu(at), "risk": risk, "children": [child]}
    return message | {"data": message["data"] | data}


def received(reference: str, at: datetime) -> Json:
    """Return the front door's receipt."""
    message = a_message(
        RECEIVED, id=f"{reference}-received", source=COUNCIL, subject=reference, time=zulu(at)
    )
    return message | {"data": message["data"] | {"at": zulu(at)}}
