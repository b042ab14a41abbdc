"""One figure of one council by week, with its usual ups and downs. Pure.

Weeks that are not mature have their figure, and no part in the limits or in what is unusual.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reviews.agreed import Agreed
from reviews.charted import Charted, beginnings, charted
from reviews.cohorts import week_of
from reviews.delays import Estimate, Observation
from reviews.delays.mature import WATCHED, is_mature
from reviews.delays.triangle import MOST_DAYS
from reviews.pack.drawn_weeks import Band, Break, Point, Signs, Weeks
from reviews.pack.parts import PLACES, Period, Row, hours_of
from reviews.pack.receipts import has_no_police_feed
from reviews.pack.seen import Seen
from reviews.pack.words import day_words, number_words
from reviews.spc import (
    FEWEST_POINTS,
    SIGNAL_WORDS,
    TRIAL_WORDS,
    Better,
    Chart,
    Mark,
    Variation,
)

MATURE_NOTE = (
    "A week is mature once its last notification has been watched for "
    f"{WATCHED // timedelta(hours=1)} hours, longer than every limit; where only the front door's "
    f"own list exists, for {MOST_DAYS} days. Younger weeks are drawn hollow: their figures still "
    "move, so they count neither for the usual ups and downs nor as a sign of change."
)
_BETTER = {True: "better", False: "worse"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Charting:
    """Which figure of a week's notifications is charted; it is never under 0."""

    figure: Callable[[Sequence[Observation]], Estimate]
    better: Better
    most: float | None = None
    is_hours: bool = False
    """Whether it is seconds, and shown as hours; else it is a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekChart:
    """The weeks of one council. ``goal`` is None where none is agreed for this figure."""

    council: str
    code: str
    charting: Charting
    weeks: Sequence[date]
    said: Sequence[Estimate]
    mature: Sequence[bool]
    stretches: Sequence[Charted]
    reasons: Mapping[int, tuple[date, str]]
    """By place the day from which the chart begins anew, and why."""

    @property
    def last(self) -> Chart | None:
        """The chart of the last stretch: the only one that still says anything."""
        return self.stretches[-1].chart

    @property
    def marks(self) -> dict[int, frozenset[Mark]]:
        """What is unusual of each week, by its place."""
        return {place: marks for one in self.stretches for place, marks in one.marks().items()}

    def way(self, place: int) -> bool | None:
        """Return whether a week is unusually good or unusually bad; None for neither."""
        is_higher = self.charting.better is Better.HIGHER
        ways = {mark.is_up is is_higher for mark in self.marks.get(place, ())}
        return None if not ways else ways == {True}

    def points(self) -> list[Point]:
        """Return the points of the weeks."""
        told = zip(self.weeks, self.said, self.mature, strict=True)
        return [
            Point(week=week, value=said.value, is_better=self.way(place), is_mature=mature)
            for place, (week, said, mature) in enumerate(told)
        ]

    def bands(self) -> list[Band]:
        """Return the usual ups and downs of each stretch that has them."""
        return [
            Band(
                first=one.first,
                last=one.after - 1,
                centre=one.chart.centre,
                lower=one.chart.lower,
                upper=one.chart.upper,
            )
            for one in self.stretches
            if one.chart is not None
        ]

    def limits(self, place: int) -> tuple[float | None, float | None, float | None]:
        """Return centre and limits at a week, None where there are none."""
        here = [one for one in self.bands() if one.first <= place <= one.last]
        return next(((one.centre, one.lower, one.upper) for one in here), (None, None, None))

    def signs(self, goal: float | None) -> Signs | None:
        """Return the signs of Making Data Count; the right one only where a goal is agreed."""
        if self.last is None:
            return None
        better = self.charting.better
        variation = self.last.variation(better)
        return Signs(
            variation=variation,
            is_high=(variation is Variation.IMPROVING) is (better is Better.HIGHER),
            assurance=None if goal is None else self.last.assurance(goal, better),
        )

    def drawn(self, goal: float | None = None) -> Weeks:
        """Return the chart as a picture's data."""
        return Weeks(
            points=tuple(self.points()),
            bands=tuple(self.bands()),
            breaks=tuple(
                Break(place=place, reason=reason) for place, (_, reason) in self.reasons.items()
            ),
            goal=goal,
            signs=self.signs(goal),
            is_hours=self.charting.is_hours,
        )

    def since_words(self) -> str:
        """Return since when the last stretch runs, and why; empty where nothing broke it."""
        newest = list(self.reasons.values())[-1:]
        return "".join(f" since {day_words(day)} ({reason})" for day, reason in newest)

    def trial_words(self) -> str:
        """Return that the limits are trial limits, where they are."""
        return f" ({TRIAL_WORDS})" if self.last is not None and self.last.is_trial else ""

    def too_few_words(self) -> str:
        """Return why there are no limits."""
        last = self.stretches[-1]
        return (
            f"cannot be said: {len(last.places)} of "
            f"{number_words(last.after - last.first, 'whole week')} can be told, and it takes "
            f"{FEWEST_POINTS} to know the usual ups and downs."
        )

    def points_words(self, said: Callable[[float], str]) -> str:
        """Return every week in words, for whoever cannot see the picture."""
        told = (
            f"{self._begun(place)}{_point_words(point, said)}"
            for place, point in enumerate(self.points())
        )
        return "; ".join(told) or "No whole week"

    def unusual_words(self, place: int) -> str | None:
        """Return what is unusual of a week; None where nothing is."""
        marks = self.marks.get(place)
        if not marks:
            return None
        signals = sorted({mark.signal for mark in marks})
        words = ", ".join(SIGNAL_WORDS[one] for one in signals)
        return f"{_BETTER[bool(self.way(place))]}: {words}"

    def rows(self) -> list[Row]:
        """Return a row for each week: whose, when, of how many, figure, limits, what is unusual."""
        return [
            (
                self.council,
                week.isoformat(),
                self.mature_words(place),
                said.n,
                said.open,
                *map(self._cell, (said.value, *self.limits(place))),
                self.unusual_words(place),
                self.reason(place),
            )
            for place, (week, said) in enumerate(zip(self.weeks, self.said, strict=True))
        ]

    def _cell(self, figure: float | None) -> float | None:
        if figure is None:
            return None
        return hours_of(figure) if self.charting.is_hours else round(figure, PLACES)

    def mature_words(self, place: int) -> str:
        """Return whether a week is mature."""
        return "yes" if self.mature[place] else "not yet"

    def reason(self, place: int) -> str | None:
        """Return why the chart begins anew at a week; None where it does not."""
        return self.reasons[place][1] if place in self.reasons else None

    def _begun(self, place: int) -> str:
        if place not in self.reasons:
            return ""
        day, reason = self.reasons[place]
        return f"limits begin anew for {day_words(day)}: {reason}; "


def _point_words(point: Point, said: Callable[[float], str]) -> str:
    value = "cannot be said" if point.value is None else said(point.value)
    unusual = "" if point.is_better is None else f" (unusually {_BETTER[point.is_better]})"
    mature = "" if point.is_mature else " (not mature)"
    return f"{day_words(point.week)}: {value}{unusual}{mature}"


def week_charts(
    seen: Sequence[Seen],
    period: Period,
    councils: Mapping[str, str],
    agreed: Agreed,
    charting: Charting,
) -> list[WeekChart]:
    """Return the chart of each council, of the weeks that lie wholly in the period.

    ``councils`` are their names by code.
    """
    by_code: dict[str, list[Seen]] = {
        code: [] for code in sorted({s.local_authority for s in seen})
    }
    for one in seen:
        by_code[one.local_authority].append(one)
    return [
        _chart(those, period, agreed, charting, councils.get(code, code))
        for code, those in by_code.items()
    ]


def _chart(
    those: Sequence[Seen], period: Period, agreed: Agreed, charting: Charting, council: str
) -> WeekChart:
    weeks, code = period.weeks(), those[0].local_authority
    found: dict[date, list[Observation]] = {week: [] for week in weeks}
    for one in those:
        if one.duty is not None and (week := week_of(one.day)) in found:
            found[week].append(one.duty)
    said = [charting.figure(duty) for duty in found.values()]
    has_feed = not has_no_police_feed(those)
    mature = [is_mature(week, period.as_of, has_police_feed=has_feed) for week in weeks]
    values = [one.value if old else None for one, old in zip(said, mature, strict=True)]
    breaks = agreed.breaks_for({code, *(one.force for one in those)})
    begins = beginnings(weeks, breaks)
    return WeekChart(
        council=council,
        code=code,
        charting=charting,
        weeks=weeks,
        said=said,
        mature=mature,
        stretches=charted(values, begins, least=0.0, most=charting.most),
        reasons={place: (day, breaks[day]) for place, day in begins.items()},
    )
