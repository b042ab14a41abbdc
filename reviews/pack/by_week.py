"""Is it getting better? The share told in time by week, with its usual ups and downs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviews.agreed import Agreed
from reviews.charted import Charted, beginnings, charted
from reviews.cohorts import week_of
from reviews.delays import Estimate, Observation, told_in_time
from reviews.pack.drawn_weeks import Band, Break, Point, Signs, Weeks
from reviews.pack.parts import PLACES, Column, Form, Period, Picture, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import day_words, number_words, of_100
from reviews.spc import (
    ASSURANCE_WORDS,
    FEWEST_POINTS,
    SIGNAL_WORDS,
    TRIAL_WORDS,
    VARIATION_WORDS,
    Better,
    Chart,
    Mark,
    Variation,
)

_COLUMNS = (
    Column(name="local_authority", heading="Council"),
    Column(name="week", heading="Week from Monday"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
    Column(name="open", heading="Still open", form=Form.COUNT),
    Column(name="share_met", heading="In time, of 100", form=Form.SHARE),
    Column(name="centre", heading="Centre", form=Form.SHARE),
    Column(name="lower", heading="Usual, at least", form=Form.SHARE),
    Column(name="upper", heading="Usual, at most", form=Form.SHARE),
    Column(name="unusual", heading="Unusual"),
    Column(name="begins_anew", heading="Begins anew", meaning="For which reason."),
)
_BETTER = {True: "better", False: "worse"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The weeks of one council."""

    council: str
    weeks: Sequence[date]
    said: Sequence[Estimate]
    stretches: Sequence[Charted]
    reasons: Mapping[int, tuple[date, str]]
    """By place the day from which the chart begins anew, and why."""
    goal: float | None

    @property
    def last(self) -> Chart | None:
        """The chart of the last stretch: the only one that still says anything."""
        return self.stretches[-1].chart


def by_week_section(
    seen: Sequence[Seen], period: Period, councils: Mapping[str, str], agreed: Agreed
) -> Section:
    """Return a chart for each council, of the weeks that lie wholly in the period.

    ``councils`` are their names by code.
    """
    codes = sorted({one.local_authority for one in seen})
    told = [
        _told(
            (code, councils.get(code, code)),
            [one for one in seen if one.local_authority == code],
            period,
            agreed,
        )
        for code in codes
    ]
    return Section(
        name="by-week",
        question="Is it getting better?",
        sentences=tuple(map(_sentence, told)) or ("Cannot be said: there is no notification.",),
        pictures=tuple(map(_picture, told)),
        tables=(_table(told),),
        notes=(*_NOTES, *(() if agreed.goals else (_NO_GOAL,))),
    )


_NOTES = (
    "One point a week, by the week in which the police knew; weeks that are not wholly in the "
    "period have none. A week in which too many still wait has none either. The band shows the "
    "usual ups and downs (the mean, and 2.66 mean moving ranges to either side). A point outside "
    "it, seven in a row on one side or in one direction, or two in three near one limit are more "
    "than chance.",
    "The signs above a chart are those of Making Data Count. Left: the latest week is as usual "
    "(~), unusually high (H) or unusually low (L). Right: the goal will be met (P), will be missed "
    "(F), or now the one and now the other (?), if nothing changes. Limits begin anew only where "
    "people gave a dated reason, from the first week wholly after it.",
)
_NO_GOAL = (
    "No goal for the share told in time is agreed, so nothing is said of whether one will be met."
)


def _told(council: tuple[str, str], those: Sequence[Seen], period: Period, agreed: Agreed) -> _Told:
    weeks = period.weeks()
    found: dict[date, list[Observation]] = {week: [] for week in weeks}
    for one in those:
        if one.duty is not None and (week := week_of(one.day)) in found:
            found[week].append(one.duty)
    said = [told_in_time(duty) for duty in found.values()]
    breaks = agreed.breaks_for({council[0], *(one.force for one in those)})
    begins = beginnings(weeks, breaks)
    return _Told(
        council=council[1],
        weeks=weeks,
        said=said,
        stretches=charted([one.value for one in said], begins, least=0.0, most=1.0),
        reasons={place: (day, breaks[day]) for place, day in begins.items()},
        goal=agreed.goal_of(council[0]),
    )


def _sentence(told: _Told) -> str:
    since = "".join(
        f" since {day_words(day)} ({reason})" for day, reason in list(told.reasons.values())[-1:]
    )
    chart = told.last
    if chart is None:
        can, last = len(told.stretches[-1].places), told.stretches[-1]
        return (
            f"{told.council}{since}: cannot be said: {can} of "
            f"{number_words(last.after - last.first, 'whole week')} can be told, and it takes "
            f"{FEWEST_POINTS} to know the usual ups and downs."
        )
    trial = f" ({TRIAL_WORDS})" if chart.is_trial else ""
    return (
        f"{told.council}{since}: {VARIATION_WORDS[chart.variation(Better.HIGHER)]}. In a usual "
        f"week between {of_100(chart.lower)} and {of_100(chart.upper)} of every 100 are told in "
        f"time, {of_100(chart.centre)} on average{trial}.{_assurance(told, chart)}"
    )


def _assurance(told: _Told, chart: Chart) -> str:
    if told.goal is None:
        return ""
    words = ASSURANCE_WORDS[chart.assurance(told.goal, Better.HIGHER)]
    return f" Goal, {of_100(told.goal)} of every 100: {words}."


def _points(told: _Told) -> list[Point]:
    ways = {place: _way(marks) for place, marks in _marks(told).items()}
    return [
        Point(week=week, value=one.value, is_better=ways.get(place))
        for place, (week, one) in enumerate(zip(told.weeks, told.said, strict=True))
    ]


def _marks(told: _Told) -> dict[int, frozenset[Mark]]:
    return {place: marks for one in told.stretches for place, marks in one.marks().items()}


def _way(marks: frozenset[Mark]) -> bool | None:
    ways = {mark.is_up for mark in marks}
    return None if not ways else ways == {True}


def _bands(told: _Told) -> list[Band]:
    return [
        Band(
            first=one.first,
            last=one.after - 1,
            centre=one.chart.centre,
            lower=one.chart.lower,
            upper=one.chart.upper,
        )
        for one in told.stretches
        if one.chart is not None
    ]


def _signs(told: _Told) -> Signs | None:
    if told.last is None:
        return None
    variation = told.last.variation(Better.HIGHER)
    return Signs(
        variation=variation,
        is_high=variation is Variation.IMPROVING,
        assurance=None if told.goal is None else told.last.assurance(told.goal, Better.HIGHER),
    )


def _picture(told: _Told) -> Picture:
    points = "; ".join(
        f"{begun}{_point_words(point)}"
        for place, point in enumerate(_points(told))
        for begun in (_begun(told, place),)
    )
    return Picture(
        title=f"Told in time by week, of every 100: {told.council}",
        words=f"Share told in time in each of {len(told.weeks)} weeks. "
        f"{points or 'No whole week'}. {_sentence(told)}",
        drawn=Weeks(
            points=tuple(_points(told)),
            bands=tuple(_bands(told)),
            breaks=tuple(
                Break(place=place, reason=reason) for place, (_, reason) in told.reasons.items()
            ),
            goal=told.goal,
            signs=_signs(told),
        ),
    )


def _begun(told: _Told, place: int) -> str:
    if place not in told.reasons:
        return ""
    day, reason = told.reasons[place]
    return f"limits begin anew for {day_words(day)}: {reason}; "


def _point_words(point: Point) -> str:
    said = "cannot be said" if point.value is None else of_100(point.value)
    unusual = "" if point.is_better is None else f" (unusually {_BETTER[point.is_better]})"
    return f"{day_words(point.week)}: {said}{unusual}"


def _table(told: Sequence[_Told]) -> Table:
    rows = [row for one in told for row in _rows(one)]
    return Table(name="weeks", title="Told in time by week", columns=_COLUMNS, rows=rows)


def _rows(told: _Told) -> list[Row]:
    bands = {place: band for band in _bands(told) for place in range(band.first, band.last + 1)}
    marks = _marks(told)
    return [
        (
            told.council,
            week.isoformat(),
            one.n,
            one.open,
            *map(_rounded, (one.value, *_limits(bands.get(place)))),
            _unusual(marks.get(place, frozenset())),
            told.reasons[place][1] if place in told.reasons else None,
        )
        for place, (week, one) in enumerate(zip(told.weeks, told.said, strict=True))
    ]


def _limits(band: Band | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if band is None else (band.centre, band.lower, band.upper)


def _unusual(marks: frozenset[Mark]) -> str | None:
    if not marks:
        return None
    signals = sorted({mark.signal for mark in marks})
    return f"{_BETTER[bool(_way(marks))]}: {', '.join(SIGNAL_WORDS[one] for one in signals)}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, PLACES)
