"""The figures of delays that dashboards show, from what all recent notifications tell. Pure.

A figure that cannot be said is not made: it is absent, never 0.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from reviews.cohorts import ALL, WINDOWS, Group, Told, by_week, grouped, last_weeks, within
from reviews.delays import Estimate, Observation, Result, quantiles, told_in_time
from reviews.notice_figures import notice_figures
from reviews.spc import xmr
from schemas import figures as names
from schemas.figures import Counted, Figure, WeekOf
from schemas.words import Clock

_SHARE = (names.TOLD_IN_TIME, names.TOLD_IN_TIME_LOW, names.TOLD_IN_TIME_HIGH)
_WEEK_SHARE = (names.WEEK_TOLD_IN_TIME, names.WEEK_TOLD_IN_TIME_LOW, names.WEEK_TOLD_IN_TIME_HIGH)


def figures_of(told: Sequence[Told], today: date) -> Iterator[Figure]:
    """Yield every figure that can be said of notifications reported up to today.

    ``told`` are those of at least all the weeks that are shown.
    """
    for clock in Clock:
        of_clock = [one for one in told if one.clock is clock]
        for window, days in WINDOWS.items():
            recent = within(of_clock, today, days)
            yield from _of_window(clock, window, recent)
    yield from notice_figures(told, today)
    duty = (one for one in told if one.clock is Clock.DUTY)
    yield from _of_weeks(duty, last_weeks(today))


def clocks_shown(day: date, today: date) -> tuple[Clock, ...]:
    """Return the clocks of which a notification of that day still counts: weeks have only duty."""
    return tuple(Clock) if is_in_a_window(day, today) else (Clock.DUTY,)


def is_in_a_window(day: date, today: date) -> bool:
    """Tell whether a notification of that day counts in the longest window."""
    return today - day < timedelta(days=max(WINDOWS.values()))


def _of_window(clock: Clock, window: str, recent: Sequence[Told]) -> Iterator[Figure]:
    for group, observations in grouped(recent).items():
        yield from _lengths(clock, group, window, observations)
        if clock is Clock.DUTY:
            yield from _shares(_SHARE, (*group, window), told_in_time(observations))


def _lengths(
    clock: Clock, group: Group, window: str, observations: Sequence[Observation]
) -> Iterator[Figure]:
    of = (clock.value, *group)
    yield Figure(metric=names.CLOCK_SAMPLE, labels=(*of, window), value=float(len(observations)))
    for share, said in quantiles(observations, with_interval=False).items():
        if said.value is not None:
            labels = (*of, str(share), window)
            yield Figure(metric=names.CLOCK_QUANTILE, labels=labels, value=said.value)


def _shares(metrics: Sequence[str], labels: tuple[str, ...], said: Estimate) -> Iterator[Figure]:
    for metric, value in zip(metrics, (said.value, said.low, said.high), strict=True):
        if value is not None:
            yield Figure(metric=metric, labels=labels, value=value)


def _of_weeks(duty: Iterable[Told], weeks: Sequence[date]) -> Iterator[Figure]:
    said: dict[Group, dict[date, Estimate]] = {}
    for week, reported in by_week(duty, weeks).items():
        for group, observations in grouped(reported).items():
            estimate = told_in_time(observations)
            said.setdefault(group, {})[week] = estimate
            labels = (*group, week.isoformat())
            yield from _shares(_WEEK_SHARE, labels, estimate)
            yield Figure(metric=names.WEEK_SAMPLE, labels=labels, value=float(estimate.n))
    for group, estimates in said.items():
        if group[-1] == ALL:
            yield from _limits(group, estimates, weeks)


def _limits(group: Group, said: Mapping[date, Estimate], weeks: Sequence[date]) -> Iterator[Figure]:
    """Yield the limits of a chart of finished weeks, as lines through all weeks from its first."""
    told = {week: one.value for week, one in said.items() if week < weeks[-1]}
    values = {week: value for week, value in told.items() if value is not None}
    chart = xmr(list(values.values()), least=0, most=1)
    if chart is None:
        return
    lines = {"centre": chart.centre, "lower": chart.lower, "upper": chart.upper}
    for week in weeks[weeks.index(min(values)) :]:
        for line, value in lines.items():
            labels = (*group[:-1], line, week.isoformat())
            yield Figure(metric=names.WEEK_LIMIT, labels=labels, value=value)


def finished_weeks(told: Iterable[Told], today: date) -> dict[WeekOf, Counted]:
    """Return how many came out how in each finished week, by force, council and risk."""
    results: dict[WeekOf, Counter[Result]] = {}
    duty = (one for one in told if one.clock is Clock.DUTY)
    for week, reported in by_week(duty, last_weeks(today)[:-1]).items():
        for one in reported:
            risk = one.observation.risk.value
            where = (week.isoformat(), one.force, one.local_authority, risk)
            results.setdefault(where, Counter())[one.observation.result] += 1
    return {where: _counts(by) for where, by in sorted(results.items())}


def _counts(by: Counter[Result]) -> Counted:
    in_time, late = by[Result.IN_TIME], by[Result.LATE]
    return by.total(), in_time, late, by[Result.CANNOT_TELL], by[Result.STILL_OPEN]
