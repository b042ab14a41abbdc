"""Moments of the contract (section 1) as pairs of UTC instants: at the earliest, at the latest.

The model is written to be read beside the contract: slow and obvious, and it shares no code with
the program, so that the two can disagree.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

Message = dict[str, Any]
"""One CloudEvent as it stands in the file."""

Moment = tuple[datetime, datetime]
"""Lower and upper bound, equal where the time is exact."""


def instant(text: str) -> datetime:
    """Section 1: "an RFC 3339 string *with an offset*"; ":60 is accepted as the end of its minute;
    fractions of a second are dropped"."""
    whole = re.sub(r"\.\d+", "", text.upper())
    leap = whole[17:19] == "60"
    if leap:
        whole = f"{whole[:17]}59{whole[19:]}"
    return datetime.fromisoformat(whole).astimezone(UTC) + timedelta(seconds=1 if leap else 0)


def midnight(day: date) -> datetime:
    """Section 1: "some time on that day in Europe/London: from local midnight to the next"."""
    return datetime.combine(day, time(0), tzinfo=LONDON).astimezone(UTC)


def moment(value: Any) -> Moment:
    """Section 1: an instant, a bare date, or ``{"from", "to"}`` of instants or dates."""
    if isinstance(value, dict):
        return moment(value["from"])[0], moment(value["to"])[1]
    if len(value) == len("2026-11-20"):
        day = date.fromisoformat(value)
        return midnight(day), midnight(day + timedelta(days=1))
    return instant(value), instant(value)


def earliest(moments: Iterable[Moment]) -> Moment | None:
    """Section 2: "Of several times with bounds the earliest is [least lower, least upper]"."""
    told = list(moments)
    if not told:
        return None
    return min(lower for lower, _ in told), min(upper for _, upper in told)


def zulu(at: datetime) -> str:
    """Section 4: "times in UTC with `Z`, whole seconds"."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_json(told: Moment) -> dict[str, str]:
    """Section 4: ``milestones`` ({name: {"at"} or {"from","to"}})."""
    lower, upper = told
    if lower == upper:
        return {"at": zulu(lower)}
    return {"from": zulu(lower), "to": zulu(upper)}
