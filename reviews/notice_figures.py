"""Figures of the first and the full notice apart, and of the team that took each receipt. Pure.

Of every grade together: the first of a week's twenty notices would else be said of no grade.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reviews.cohorts import ALL, WINDOWS, Told, grouped, within
from reviews.delays import FEWEST, NoticeLeg, Observation, Taker, quantiles, told_in_time
from schemas import figures as names
from schemas.figures import Figure

SHARES = (0.5, 0.9)
"""Within how long half of them, and nine in ten, came."""

Place = tuple[str, str]
"""A force, and a council or `ALL`."""


def notice_figures(told: Sequence[Told], today: date) -> Iterator[Figure]:
    """Yield what can be said of notices, and of the teams that took them, in each window."""
    for window, days in WINDOWS.items():
        recent = within(told, today, days)
        for leg in NoticeLeg:
            for place, observations in _by_place(recent, leg).items():
                yield from _of_leg((leg.value, *place), window, observations)
        for taker in Taker:
            for place, observations in _by_place(recent, taker).items():
                yield from _of_team((taker.value, *place, window), observations)


def _by_place(
    recent: Sequence[Told], timed: NoticeLeg | Taker
) -> Mapping[Place, Sequence[Observation]]:
    groups = grouped(one for one in recent if one.clock is timed)
    return {
        (force, council): those for (force, council, risk), those in groups.items() if risk == ALL
    }


def _of_leg(
    of: tuple[str, ...], window: str, observations: Sequence[Observation]
) -> Iterator[Figure]:
    still_open = sum(one.is_open for one in observations)
    yield Figure(metric=names.NOTICE_SAMPLE, labels=(*of, window), value=float(len(observations)))
    yield Figure(metric=names.NOTICE_OPEN, labels=(*of, window), value=float(still_open))
    for share, said in quantiles(observations, SHARES, with_interval=False).items():
        if said.value is not None:
            labels = (*of, str(share), window)
            yield Figure(metric=names.NOTICE_QUANTILE, labels=labels, value=said.value)


def _of_team(labels: tuple[str, ...], observations: Sequence[Observation]) -> Iterator[Figure]:
    said = told_in_time(observations)
    yield Figure(metric=names.TAKEN_SAMPLE, labels=labels, value=float(said.n))
    if said.n < FEWEST:
        return
    for metric, value in (
        (names.TAKEN_IN_TIME, said.value),
        (names.TAKEN_IN_TIME_LOW, said.low),
        (names.TAKEN_IN_TIME_HIGH, said.high),
    ):
        if value is not None:
            yield Figure(metric=metric, labels=labels, value=value)
