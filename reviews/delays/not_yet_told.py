"""Not yet told: about how many, with an interval, where only receipts exist; or why not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, exp, floor, log

from reviews.delays.estimates import FEWEST
from reviews.delays.triangle import (
    MOST_DAYS,
    RECENT_DAYS,
    DelayedDay,
    Hindcast,
    StillToCome,
    Triangle,
    hindcast,
    still_to_come,
    triangle_of,
)

HELD = 0.9
"""How much of the earlier errors lies inside the interval. Source: assumption, as usual."""

FEWEST_HINDCASTS = 19
"""Of fewer earlier days nobody can say what lies outside one time in twenty, on either side."""

FEWEST_DAYS = 2 * MOST_DAYS + FEWEST_HINDCASTS
"""Days of reports it takes: to read the delays, to look back from, and to know what came."""

MOST_BEYOND = 0.05
"""Where more than this share took longer than `MOST_DAYS`, nothing is said.

Source: assumption, to agree with both partners: then nobody knows how long telling may take.
"""


SILENT_DAYS = 7
"""Without a receipt for so long a list has stopped. Source: assumption; the front
door works every week."""


class WhyUntold(StrEnum):
    """Why it cannot be said how many are not yet told."""

    TOO_SHORT = "too_short"
    """Fewer than `FEWEST_DAYS` days of reports."""
    TOO_FEW = "too_few"
    """Fewer than `FEWEST` were told in the last `RECENT_DAYS` days of reports."""
    SILENT = "silent"
    """Nothing was told in the last `SILENT_DAYS` days of reports: the list has stopped."""
    TAKES_LONGER = "takes_longer"
    """Too many take longer than `MOST_DAYS`: nobody knows the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYetTold:
    """How many of those the police know of, and will tell in `MOST_DAYS`, are not here yet.

    ``value`` is None where it cannot be said, and ``why_not`` then says why. ``low`` and ``high``
    hold the truth in about nine of ten days, by the errors of ``looked_back``.
    """

    value: float | None = None
    low: int | None = None
    high: int | None = None
    why_not: WhyUntold | None = None
    days: tuple[StillToCome, ...] = ()
    """By day of report, rising: those that are recent enough for some still to come."""
    looked_back: tuple[Hindcast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """All receipts of the reports of some days, as known at the end of the day ``watched_to``."""

    delays: tuple[DelayedDay, ...]
    first: date
    last: date
    watched_to: date


def not_yet_told(receipts: Receipts) -> NotYetTold:
    """Return how many are not yet told, from receipts alone."""
    if (why := _why_not(receipts)) is not None:
        return NotYetTold(why_not=why)
    triangle = triangle_of(receipts.delays, receipts.first, receipts.last)
    last = len(triangle.told) - 1
    watched = (receipts.watched_to - receipts.first).days
    return _said(triangle, last, watched)


def _said(triangle: Triangle, last: int, watched: int) -> NotYetTold:
    days = tuple(reversed(tuple(still_to_come(triangle, last, watched))))
    earlier = tuple(hindcast(triangle, last, watched))
    value = sum(one.to_come for one in days)
    low, high = _between(value, earlier)
    return NotYetTold(value=value, low=low, high=high, days=days, looked_back=earlier)


def _why_not(receipts: Receipts) -> WhyUntold | None:
    if (receipts.last - receipts.first).days + 1 < FEWEST_DAYS:
        return WhyUntold.TOO_SHORT
    recent = sum(
        one.days <= MOST_DAYS and 0 <= (receipts.last - one.reported).days - one.days < RECENT_DAYS
        for one in receipts.delays
    )
    if recent < FEWEST:
        return WhyUntold.TOO_FEW
    told = max(one.reported + timedelta(days=one.days) for one in receipts.delays)
    if told <= receipts.last - timedelta(days=SILENT_DAYS):
        return WhyUntold.SILENT
    return WhyUntold.TAKES_LONGER if _beyond(receipts) > MOST_BEYOND else None


def _beyond(receipts: Receipts) -> float:
    """Return the share that took longer, of those old enough to have been seen to."""
    old = [
        one.days
        for one in receipts.delays
        if (receipts.watched_to - one.reported).days >= 2 * MOST_DAYS
    ]
    return sum(days > MOST_DAYS for days in old) / len(old) if old else 0.0


def _between(value: float, earlier: Sequence[Hindcast]) -> tuple[int, int]:
    """Return where the truth lies in nine of ten days, by the ratios of truth to estimate.

    One is added to both, so that nothing to come is a number too.
    """
    ratios = sorted(log((one.came + 1) / (one.estimated + 1)) for one in earlier)
    outside = max(1, floor((len(ratios) + 1) * (1 - HELD) / 2))
    low, high = ((value + 1) * exp(ratios[at]) - 1 for at in (outside - 1, -outside))
    return max(0, floor(low)), max(0, ceil(high))
