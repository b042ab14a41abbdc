"""Which deliveries are planned, which missing one begins a silence, and which is thin. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from schemas.deliveries import Delivery
from schemas.moments import LONDON
from schemas.schedules import Schedule, next_slot, slots

SAME_WEEKDAY, ANY_DAY, KNOWN = 8, 10, 4
"""How many earlier files tell what is usual: 8 of the weekday, else 10 of any; at least 4 known.

Source: the 8 weeks and the least 4 windows of the volume rule, contract section 3, "Feeds"; ten
of any day is an assumption for the first weeks.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An earlier whole file: the instant for which it came, and its rows."""

    at: datetime
    rows: int


def to_plan(schedule: Schedule, planned_to: datetime, now: datetime) -> list[Delivery]:
    """Return the deliveries not planned yet, up to the first one after now."""
    if planned_to > now:
        return []
    found = slots(schedule, planned_to, next_slot(schedule, now))
    return [Delivery(expected_at=at, due_at=schedule.due_at(at)) for at in found]


def is_new_silence(before: Delivery | None) -> bool:
    """Whether a missing delivery begins a silence; ``before`` is the one expected before it.

    Once per silence (contract section 3): where that one is missing too, somebody was told.
    """
    return before is None or before.told_at is None or before.arrived_at is not None


def usual_rows(earlier: Iterable[Counted], at: datetime) -> int | None:
    """Return how many rows a file for this instant usually has, None where nobody can say.

    The median of the last files of the same local weekday and hour, else of the last files.
    """
    known = sorted((one for one in earlier if one.at < at), key=lambda one: one.at, reverse=True)
    alike = [one.rows for one in known if _hour(one.at) == _hour(at)]
    for rows in (alike[:SAME_WEEKDAY], [one.rows for one in known[:ANY_DAY]]):
        if len(rows) >= KNOWN:
            return int(median(rows))
    return None


def is_thin(rows: int, usual: int | None) -> bool:
    """Whether a file has under half of its usual rows; never where the usual is not known."""
    return usual is not None and 2 * rows < usual


def _hour(at: datetime) -> tuple[int, int]:
    local = at.astimezone(LONDON)
    return local.weekday(), local.hour
