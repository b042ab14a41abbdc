"""What a force counted of each day and what we hold: no total is never a 0. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.board.feed_days import CountedDay, CountedPlace
from alerts.feed_words import day_words, place_words
from alerts.list_phrases import at_words
from schemas.control_totals import ControlTotal
from schemas.moments import local_day
from schemas.policy import Policy

NO_TOTAL = "no total came"
NOT_OVER = "no total yet: the day is not over"
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day in words."""

    day: str
    counted: str
    held: str
    difference: str
    is_short: bool
    """Whether the police counted more than arrived here, and that was compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """The last days of one force and council in words. ``days`` is empty where nothing came."""

    name: str
    lead: str
    days: tuple[DayView, ...]


def place_views(
    places: Iterable[CountedPlace], policy: Policy, now: datetime
) -> tuple[PlaceView, ...]:
    """Return the last days of each force and council in words."""
    return tuple(_place(one, policy, now) for one in places)


def _place(one: CountedPlace, policy: Policy, now: datetime) -> PlaceView:
    came = sum(day.total is not None for day in one.days)
    is_empty = not came and not any(day.held for day in one.days)
    return PlaceView(
        name=place_words(one.place, policy),
        lead=_lead(came, len(one.days), is_empty=is_empty),
        days=() if is_empty else tuple(_day(day, now) for day in one.days),
    )


def _lead(came: int, days: int, *, is_empty: bool) -> str:
    if is_empty:
        return f"No total came in the last {days} days, and no incident with children arrived here."
    if not came:
        return f"No total came in the last {days} days: nobody can tell whether all arrived."
    return f"Totals came for {came} of the last {days} days."


def _day(day: CountedDay, now: datetime) -> DayView:
    total = day.total
    if total is None:
        is_over = day.day < local_day(now)
        counted, difference = NO_TOTAL if is_over else NOT_OVER, NOT_KNOWN
    else:
        counted, difference = str(total.incidents_with_children), _difference(total, day.held, now)
    return DayView(
        day=day_words(day.day),
        counted=counted,
        held=str(day.held),
        difference=difference,
        is_short=_is_short(day),
    )


def _is_short(day: CountedDay) -> bool:
    total = day.total
    return total is not None and not total.judge_at and total.incidents_with_children > day.held


def _difference(total: ControlTotal, held: int, now: datetime) -> str:
    if total.judge_at is not None:
        return _not_compared(total.judge_at, now)
    missing = total.incidents_with_children - held
    if missing > 0:
        return f"{missing} counted by the police did not arrive here"
    return "none" if not missing else f"{-missing} more arrived here than the police counted"


def _not_compared(judge_at: datetime, now: datetime) -> str:
    return "not compared yet" + (f": due {at_words(judge_at, now)}" if judge_at > now else "")
