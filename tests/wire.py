"""Messages as they come over the wire, for tests: whole and sound, to be spoilt in one place."""

import json
from typing import Any

Json = dict[str, Any]

POLICE = "/police/staffordshire/niche"
COUNCIL = "/council/stoke/liquidlogic"
CHILD = {"ref": "STF-1-c0", "age_band": "4-7"}

MILESTONE = "danm.incident.milestone.v1"
CORRECTED = "danm.incident.corrected.v1"
CLOSED = "danm.incident.closed.v1"
RECEIVED = "danm.notification.received.v1"
TOTAL = "danm.feed.control_total.v1"
HEARTBEAT = "danm.feed.heartbeat.v1"

SENT_AT = "2026-11-20T23:52:10Z"

DATA: dict[str, Json] = {
    "danm.incident.reported.v1": {
        "force": "staffordshire",
        "local_authority": "E06000021",
        "reported": "2026-11-20T23:50:00Z",
        "risk": "medium",
        "children": [{"ref": "STF-1-c0", "age_band": "4-7"}],
    },
    "danm.incident.milestone.v1": {"milestone": "sent", "at": "2026-11-20T23:51:00Z"},
    "danm.incident.graded.v1": {"risk": "high", "at": "2026-11-20T23:51:00Z"},
    "danm.incident.corrected.v1": {
        "milestone": "reported",
        "at": "2026-11-20T23:40:00Z",
        "reason": "clock_error",
    },
    "danm.incident.closed.v1": {"disposition": "withdrawn", "at": "2026-11-20T23:51:00Z"},
    "danm.notification.received.v1": {
        "at": "2026-11-20T23:51:00Z",
        "notice": "first",
        "channel": "mailbox",
        "received_by": "edt",
    },
    "danm.contact.recorded.v1": {"at": "2026-11-20T23:51:00Z"},
    "danm.contact.decided.v1": {"at": "2026-11-20T23:51:00Z", "outcome": "referral"},
    "danm.feed.control_total.v1": {
        "force": "staffordshire",
        "local_authority": "E06000021",
        "date": "2026-11-19",
        "incidents_with_children": 7,
    },
    "danm.feed.heartbeat.v1": {"force": "staffordshire"},
}
"""The least data of every type."""


def a_message(message_type: str = "danm.incident.reported.v1", **changed: Any) -> Json:
    """Return a sound message; ``changed`` replaces envelope fields, ``...`` takes one away."""
    message: Json = {
        "specversion": "1.0",
        "id": "m1",
        "source": POLICE,
        "type": message_type,
        "time": SENT_AT,
        "data": dict(DATA[message_type]),
    }
    if not message_type.startswith("danm.feed."):
        message["subject"] = "STF-26-0012345"
    return _with(message, changed)


def with_data(message_type: str = "danm.incident.reported.v1", **changed: Any) -> Json:
    """Return a sound message whose data differ; ``...`` takes a field away."""
    message = a_message(message_type)
    message["data"] = _with(message["data"], changed)
    return message


def _with(fields: Json, changed: Json) -> Json:
    return {name: value for name, value in {**fields, **changed}.items() if value is not ...}


def wire(message: Any) -> bytes:
    """Return the bytes of a message; text outside ASCII stays as it is."""
    return json.dumps(message, ensure_ascii=False).encode()


def raw_area(text: str) -> bytes:
    """Return the bytes of a report whose area is the given JSON text, escapes and all."""
    return wire(with_data(area="AREA")).replace(b'"AREA"', text.encode())
