"""Short ways to write messages and to read outcomes, for tables drawn by hand.

Times are written `06-17 10:00` or `06-17 10:00:01`: 2026, UTC. 2026-06-15 is a Monday.
"""

import json
import zlib
from typing import Any

from tests.model.times import Message

POLICE = "/police/staffordshire/niche"
COUNCIL = "/council/stoke/liquidlogic"
STOKE = "E06000021"


def utc(short: Any) -> Any:
    """A short time as the wire has it; anything else (a bare date, a range, None) as it is."""
    if isinstance(short, tuple):
        return {"from": utc(short[0]), "to": utc(short[1])}
    if not isinstance(short, str) or " " not in short:
        return short
    day, clock = short.split(" ")
    return f"2026-{day}T{clock if clock.count(':') > 1 else clock + ':00'}Z"


def message(kind: str, at: str, ref: str | None, data: Message, **envelope: str) -> Message:
    """One message; unless given, its id follows from what it says."""
    of_council = kind.startswith(("notification.", "contact."))
    m: Message = {
        "specversion": "1.0",
        "source": COUNCIL if of_council else POLICE,
        "type": f"danm.{kind}.v1",
        "time": utc(at),
        "datacontenttype": "application/json",
        "data": data,
    }
    if ref is not None:
        m["subject"] = ref
    m |= envelope
    return {"id": f"m{zlib.crc32(json.dumps(m, sort_keys=True).encode()):08x}", **m}


def children(*bands: str, of: str = "K") -> list[dict[str, str]]:
    """Children K0, K1 … of these age bands."""
    return [{"ref": f"{of}{n}", "age_band": band} for n, band in enumerate(bands)]


def report(
    at: str, ref: str = "A", *, knew: Any = None, risk: str = "standard", **data: Any
) -> Any:
    """incident.reported; the police knew when they say so, unless `knew` says otherwise."""
    envelope = {name: data.pop(name) for name in ("id", "source", "sequence") if name in data}
    given = {"children": children("8-11", of=f"{ref}-"), "local_authority": STOKE, **data}
    told = {"force": "staffordshire", "reported": utc(knew or at), "risk": risk, **given}
    return message("incident.reported", at, ref, told, **envelope)


def receipt(at: str, ref: str = "A", *, when: Any = None, **data: Any) -> Message:
    """notification.received, received when it is sent unless `when` says otherwise."""
    given = {"notice": "first", "channel": "mailbox", "received_by": "mash", **data}
    return message("notification.received", at, ref, {"at": utc(when or at), **given})


def contact(at: str, what: str = "recorded", ref: str = "A", *, when: Any = None) -> Message:
    """contact.recorded, or contact.decided."""
    outcome = {"outcome": "referral"} if what == "decided" else {}
    return message(f"contact.{what}", at, ref, {"at": utc(when or at), **outcome})


def milestone(at: str, name: str, ref: str = "A", *, when: Any = None, **data: Any) -> Message:
    """incident.milestone."""
    return message(
        "incident.milestone", at, ref, {"milestone": name, "at": utc(when or at), **data}
    )


def grade(at: str, risk: str, ref: str = "A", *, when: Any = None) -> Message:
    """incident.graded."""
    return message("incident.graded", at, ref, {"risk": risk, "at": utc(when or at)})


def correct(at: str, name: str, to: Any, ref: str = "A", **envelope: str) -> Message:
    """incident.corrected; None takes the milestone back."""
    data = {"milestone": name, "at": utc(to), "reason": "data_entry"}
    return message("incident.corrected", at, ref, data, **envelope)


def close(at: str, disposition: str, ref: str = "A", *, when: Any = None, **data: Any) -> Message:
    """incident.closed."""
    return message(
        "incident.closed", at, ref, {"disposition": disposition, "at": utc(when or at), **data}
    )


def short(zulu: str) -> str:
    """A time of the outcome as the tables write it."""
    day, clock = zulu[5:-1].split("T")
    return f"{day} {clock.removesuffix(':00') if clock.count(':') > 1 else clock}"


def read_time(told: dict[str, str]) -> str:
    """A milestone as the tables write it."""
    return short(told["at"]) if "at" in told else f"{short(told['from'])}..{short(told['to'])}"


def read_clock(told: dict[str, Any]) -> str:
    """A clock as the tables write it: its length, verdict and lateness, as far as it has them."""
    length = told.get("seconds", f"{told['lower']}..{told['upper']}" if "lower" in told else None)
    parts = (length, told.get("verdict"), told.get("late_by"))
    return " ".join(str(part) for part in parts if part is not None)


def read(incident: dict[str, Any]) -> dict[str, Any]:
    """An incident as the tables write it, milestones and clocks beside the other fields."""
    return {
        **incident,
        **{name: read_time(told) for name, told in incident["milestones"].items()},
        **{name: read_clock(told) for name, told in incident["clocks"].items()},
    }


def rang(alert: dict[str, Any]) -> str:
    """An alert as the tables write it: when, about which case, what."""
    ref = alert.get("incident_ref", "-")
    clock = " pickup" if alert.get("clock") == "pickup" else ""
    return f"{short(alert['raised_at'])} {ref}{clock} {alert['kind']} {alert['rung']}"
