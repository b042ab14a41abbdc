"""How likely the volume alarm is to notice a feed that thins out. Pure: the same seed, the same.

A rule that nobody has tried may look like a watch and see nothing; a small place must know that it
sees less, and later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from math import exp, sqrt
from random import Random

from alerts.volume import CHANCE, WEEKS, WINDOWS, chance_of_so_few

A_DAY = (20, 7)
"""Incidents a day. Source: domain, "Numbers are small": a city sees about 20 a day, of which 6 to 8
concern children at school."""

FALLS_TO = 0.5
"""What is left of them. Source: the halving that went unnoticed, domain, fact 1."""

DAYS_VARY_BY = 0.2
"""How much days vary beyond chance. Source: the measured false alarms of pitfalls, "Alerts"."""

RUNS, SEED = 200, 20_260_101
"""Made-up feeds per figure, so that it is right to about 7 in 100; and where chance begins."""

WITHIN = (timedelta(hours=48), timedelta(days=7))

_A_WEEK = 168
_HISTORY = (WEEKS + 1) * _A_WEEK
_WINDOW_HOURS = tuple(int(length.total_seconds()) // 3600 for length in WINDOWS)
_SURELY_USUAL = 2.0
"""So many standard deviations below the mean are never as unlikely as the rule asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """In how many of 100 made-up feeds the fall is noticed by each length of time in `WITHIN`."""

    a_day: float
    varies_by: float
    noticed: tuple[int, ...]


def power(a_day: float, varies_by: float = 0.0, *, falls_to: float = FALLS_TO) -> Power:
    """Return how often a feed of so many incidents a day is noticed once it falls.

    ``varies_by`` is by how much of the mean days vary beyond chance.
    """
    chance = Random(SEED)  # noqa: S311 - made-up feeds, no secret
    hours = [_noticed_after(_feed(chance, a_day, varies_by, falls_to)) for _ in range(RUNS)]
    limits = [within.total_seconds() / 3600 for within in WITHIN]
    noticed = (sum(hour is not None and hour <= limit for hour in hours) for limit in limits)
    return Power(
        a_day=a_day,
        varies_by=varies_by,
        noticed=tuple(round(100 * number / RUNS) for number in noticed),
    )


def power_words() -> Iterator[str]:
    """Yield in plain words how soon a feed that halves is noticed."""
    yield "How soon it is noticed that only half of the incidents still come"
    yield f"Computed from {RUNS} made-up feeds each, with eight weeks known before:"
    for varies_by in (0.0, DAYS_VARY_BY):
        days = f"days that vary by a further {varies_by:.0%}" if varies_by else "days alike"
        for a_day in A_DAY:
            two_days, week = power(a_day, varies_by).noticed
            falsely = power(a_day, varies_by, falls_to=1.0).noticed[-1]
            yield (
                f"- {a_day} a day, {days}: within 48 hours in {two_days} of 100, "
                f"within 7 days in {week} of 100; where none is missing it rings in {falsely} of "
                "100 weeks all the same"
            )


def _feed(chance: Random, a_day: float, varies_by: float, falls_to: float) -> Sequence[int]:
    """Return how many incidents came by each hour of a made-up feed; in its last week it falls."""
    counts = []
    rate = 0.0
    for hour in range(_HISTORY + _A_WEEK):
        if hour % 24 == 0:
            rate = a_day / 24 * _day_factor(chance, varies_by)
        counts.append(_poisson(chance, rate * (falls_to if hour >= _HISTORY else 1)))
    return [0, *accumulate(counts)]


def _day_factor(chance: Random, varies_by: float) -> float:
    if not varies_by:
        return 1.0
    shape = 1 / varies_by**2
    return chance.gammavariate(shape, 1 / shape)


def _poisson(chance: Random, mean: float) -> int:
    """Return a random number of incidents, by multiplying: the mean of an hour is small."""
    limit, product, number = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def _noticed_after(came_by: Sequence[int]) -> int | None:
    """Return how many hours after its fall a feed is noticed, None where not within a week."""
    for hour in range(1, _A_WEEK + 1):
        if any(_is_low(came_by, _HISTORY + hour, length) for length in _WINDOW_HOURS):
            return hour
    return None


def _is_low(came_by: Sequence[int], end: int, length: int) -> bool:
    came, *earlier = (
        came_by[end - week * _A_WEEK] - came_by[end - week * _A_WEEK - length]
        for week in range(WEEKS + 1)
    )
    mean = sum(earlier) / len(earlier)
    if came > mean - _SURELY_USUAL * sqrt(mean):
        return False
    return chance_of_so_few(came, earlier) < CHANCE
