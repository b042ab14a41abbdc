"""Is it getting better? The share told in time by week, with its usual ups and downs. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from reviews.cohorts import week_of
from reviews.delays import Estimate, Observation, told_in_time
from reviews.pack.parts import Column, Form, Period, Picture, Point, Section, Table, Weeks
from reviews.pack.seen import Seen
from reviews.pack.words import day_words, of_100
from reviews.spc import (
    FEWEST_POINTS,
    TRIAL_WORDS,
    VARIATION_WORDS,
    Better,
    Chart,
    Mark,
    xmr,
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
)
_UNUSUAL = {True: "better", False: "worse", None: None}


def by_week_section(seen: Sequence[Seen], period: Period, councils: Mapping[str, str]) -> Section:
    """Return a chart for each council, of the weeks that lie wholly in the period.

    ``councils`` are their names by code.
    """
    codes = sorted({one.local_authority for one in seen})
    told = [
        _told(
            councils.get(code, code), [one for one in seen if one.local_authority == code], period
        )
        for code in codes
    ]
    return Section(
        name="by-week",
        question="Is it getting better?",
        sentences=tuple(_sentence(*one) for one in told),
        pictures=tuple(_picture(council, said, weeks) for council, said, weeks, _ in told),
        tables=(_table(told),),
        notes=(
            "One point a week, by the week in which the police knew; weeks that are not wholly in "
            "the period have none. A week in which too many still wait has none either. The band "
            "shows the usual ups and downs (the mean, and 2.66 mean moving ranges to either side). "
            "A point outside it, seven in a row on one side or in one direction, or two in three "
            "near one limit are more than chance.",
        ),
    )


_Told = tuple[str, dict[date, Estimate], Weeks, Chart | None]


def _told(council: str, those: Sequence[Seen], period: Period) -> _Told:
    found: dict[date, list[Observation]] = {week: [] for week in period.weeks()}
    for one in those:
        if one.duty is not None and (week := week_of(one.day)) in found:
            found[week].append(one.duty)
    said = {week: told_in_time(duty) for week, duty in found.items()}
    values = [one.value for one in said.values() if one.value is not None]
    chart = xmr(values, least=0, most=1)
    return council, said, _weeks(said, chart), chart


def _weeks(said: dict[date, Estimate], chart: Chart | None) -> Weeks:
    if chart is None:
        points = tuple(Point(week=week, value=one.value) for week, one in said.items())
        return Weeks(points=points)
    ways = iter(chart.marks)
    points = tuple(
        Point(
            week=week,
            value=one.value,
            is_better=None if one.value is None else _better(next(ways)),
        )
        for week, one in said.items()
    )
    return Weeks(points=points, centre=chart.centre, lower=chart.lower, upper=chart.upper)


def _better(marks: frozenset[Mark]) -> bool | None:
    ways = {mark.is_up for mark in marks}
    return None if not ways else ways == {True}


def _sentence(council: str, said: dict[date, Estimate], weeks: Weeks, chart: Chart | None) -> str:
    if chart is None:
        return (
            f"{council}: cannot be said: {_with_value(weeks)} of {len(said)} whole weeks can be "
            f"told, and it takes {FEWEST_POINTS} to know the usual ups and downs."
        )
    variation = VARIATION_WORDS[chart.variation(Better.HIGHER)]
    trial = f" ({TRIAL_WORDS})" if chart.is_trial else ""
    return (
        f"{council}: {variation}. In a usual week between {of_100(chart.lower)} and "
        f"{of_100(chart.upper)} of every 100 are told in time, {of_100(chart.centre)} on "
        f"average{trial}."
    )


def _with_value(weeks: Weeks) -> int:
    return sum(point.value is not None for point in weeks.points)


def _picture(council: str, said: dict[date, Estimate], weeks: Weeks) -> Picture:
    points = "; ".join(map(_point_words, weeks.points))
    return Picture(
        title=f"Told in time by week, of every 100: {council}",
        words=f"Share told in time in each of {len(said)} weeks. {points or 'No whole week'}.",
        drawn=weeks,
    )


def _point_words(point: Point) -> str:
    said = "cannot be said" if point.value is None else of_100(point.value)
    unusual = "" if point.is_better is None else f" (unusually {_UNUSUAL[point.is_better]})"
    return f"{day_words(point.week)}: {said}{unusual}"


def _table(told: Sequence[_Told]) -> Table:
    rows = [
        (
            council,
            point.week.isoformat(),
            said[point.week].n,
            said[point.week].open,
            *(_rounded(one) for one in (point.value, weeks.centre, weeks.lower, weeks.upper)),
            _UNUSUAL[point.is_better],
        )
        for council, said, weeks, _ in told
        for point in weeks.points
    ]
    return Table(name="weeks", title="Told in time by week", columns=_COLUMNS, rows=rows)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
