"""What the police feed of one city sends over weeks, with what goes wrong in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from random import Random

from schemas.moments import zulu
from tests.spec.metered import a_heartbeat, a_report
from tests.wire import Json

MONDAY = datetime(2026, 3, 30, 0, tzinfo=UTC)
"""The first day; the clocks in London went forward the day before."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident with children that the police know of."""

    at: datetime
    risk: str
    district: str


def incidents(a_day: int, weeks: float, *, seed: int = 7) -> Iterator[Incident]:
    """Yield incidents at random hours, about so many a day, two in five high, one in three north.

    Deterministic: the same seed gives the same city.
    """
    chance = Random(seed)  # noqa: S311 - a made-up city, no secret
    at, end = MONDAY, MONDAY + weeks * WEEK
    while (at := at + chance.expovariate(a_day) * DAY) < end:
        risk = "high" if chance.random() < 0.4 else "medium"
        district = "north" if chance.random() < 1 / 3 else "south"
        yield Incident(at=at.replace(microsecond=0), risk=risk, district=district)


def reported(
    told: Iterator[Incident], passes_on: Callable[[Incident, int], bool] = lambda _one, _n: True
) -> list[Json]:
    """Return the reports of those incidents that are passed on; each knows its number."""
    return [
        a_report(
            zulu(one.at),
            f"STF-{number}",
            risk=one.risk,
            area=one.district,
            children=[{"ref": f"STF-{number}-c", "age_band": "8-11"}],
        )
        for number, one in enumerate(told)
        if passes_on(one, number)
    ]


def with_heartbeats(lines: list[Json], start: datetime, end: datetime) -> list[Json]:
    """Return the lines with a heartbeat every half hour, each complete to its own time."""
    at, beats = start, []
    while at < end:
        beats.append(a_heartbeat(zulu(at), complete_to=zulu(at)))
        at += HOUR / 2
    return sorted([*lines, *beats], key=itemgetter("time"))
