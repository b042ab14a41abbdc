"""Cases in the contract's JSON form, and in the order in which people look at them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from schemas.in_hand import Hold, hold_json
from schemas.moments import zulu
from schemas.records import Case, Reading
from schemas.words import BABIES, AgeBand, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One case as a list shows it. ``reference`` is None unless it was asked for and audited."""

    handle: str
    case: Case
    rung: Rung | None
    reference: str | None = None

    @property
    def name(self) -> str:
        """What the case is called on this list."""
        return self.reference or self.handle


def incident_json(listed: Listed) -> dict[str, Any]:
    """Return an incident in the contract's form; what is unknown is absent."""
    case = listed.case
    told: dict[str, Any] = {
        "handle": listed.handle,
        "incident_ref": listed.reference,
        "force": case.force,
        "local_authority": case.local_authority,
        "risk": case.risk,
        "highest_risk": case.highest_risk,
        "youngest": case.youngest,
        "children": case.children,
        "milestones": {name.value: at.as_json() for name, at in case.milestones.items()},
        "clocks": {name.value: reading_json(reading) for name, reading in case.clocks.items()},
        "state": case.state,
        "disposition": case.disposition,
        "flags": sorted(case.flags),
        "policy": case.policy,
    }
    return {name: value for name, value in told.items() if value is not None}


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return a clock in the contract's form, in whole seconds."""
    told: dict[str, Any] = {}
    if reading.is_exact:
        told["seconds"] = _seconds(reading.lower)
    else:
        told |= {"lower": _seconds(reading.lower), "upper": _seconds(reading.upper)}
    told |= {
        "working_seconds": _seconds(reading.working),
        "target": _seconds(reading.target),
        "verdict": reading.verdict,
        "late_by": _seconds(reading.late_by),
    }
    return {name: value for name, value in told.items() if value is not None}


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One case that waits, at an instant; ``late_at`` is None where no start is known."""

    listed: Listed
    as_of: datetime
    late_at: datetime | None
    hold: Hold | None = None
    """Who had it in hand at that instant; None where nobody had."""

    @property
    def is_late(self) -> bool:
        """Whether the limit is past; at the very instant it is."""
        return self.late_at is not None and self.late_at <= self.as_of

    @property
    def waited(self) -> timedelta | None:
        """How long the child has waited at most, elapsed time; 0 where that lies ahead."""
        start = self.listed.case.armed_from
        return None if start is None else max(self.as_of - start, timedelta(0))


def waiting_json(waiting: Waiting) -> dict[str, Any]:
    """Return a waiting case in the contract's form."""
    told = {
        "waiting_seconds": _seconds(waiting.waited),
        "due_at": None if waiting.late_at is None else zulu(waiting.late_at),
        "rung": waiting.listed.rung,
    }
    known = {name: value for name, value in told.items() if value is not None}
    return incident_json(waiting.listed) | known | hold_json(waiting.hold)


Place = tuple[bool, bool, datetime, str]
"""What cases that wait are ordered by."""


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Return those past their limit first, within each group babies first, then by limit."""
    return sorted(waiting, key=_place)


def _place(waiting: Waiting) -> Place:
    youngest = waiting.listed.case.youngest
    return place_of(waiting.late_at, waiting.as_of, youngest, waiting.listed.name)


def place_of(late_at: datetime | None, as_of: datetime, youngest: AgeBand, name: str) -> Place:
    """Return where one case that waits stands among others; ``late_at`` is None for no limit."""
    is_late = late_at is not None and late_at <= as_of
    return not is_late, youngest not in BABIES, late_at or as_of, name
