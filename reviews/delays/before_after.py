"""Is a figure another one after a day than before it? Equal spans, with interval. Pure.

A difference is no proof of its reason: whatever else began on those days counts in it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import hypot
from statistics import NormalDist

from reviews.delays.estimates import Estimate
from reviews.delays.survival import Z

SHORTEST = timedelta(weeks=2)
"""Shorter spans are not compared. Source: assumption, to agree with both partners."""

LONGEST = timedelta(weeks=13)
"""Longer spans take in too much else. Source: assumption; as the longest window of figures."""

_WEEK = timedelta(weeks=1)

_TAIL = 0.025
"""What a 95 % interval leaves on each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """As many whole weeks before a day as from it on, so that weekdays are alike on both sides."""

    first: date
    since: date
    """The day of the change: the first one after."""
    end: date
    """The day after the last."""

    @property
    def weeks(self) -> int:
        """How long each side is."""
        return (self.end - self.since) // _WEEK

    def is_before(self, day: date) -> bool:
        """Whether a day lies in the span before."""
        return self.first <= day < self.since

    def is_after(self, day: date) -> bool:
        """Whether a day lies in the span after."""
        return self.since <= day < self.end


def spans_around(since: date, first: date, last: date) -> Spans | None:
    """Return the longest equal spans around a day, None where a side has too few days."""
    days = min(since - first, last - since + timedelta(days=1), LONGEST)
    length = days // _WEEK * _WEEK
    if length < SHORTEST:
        return None
    return Spans(first=since - length, since=since, end=since + length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far a figure is higher after than before, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One figure before and after; ``difference`` is None where it cannot be said of both."""

    before: Estimate
    after: Estimate

    @property
    def difference(self) -> Difference | None:
        """How far it is higher after than before."""
        one, other = _bounded(self.after), _bounded(self.before)
        return None if one is None or other is None else _less(one, other)


def beyond(here: Difference, beside: Difference) -> Difference:
    """Return how much more a figure moved here than beside it."""
    return _less(here, beside)


def alike(parts: Sequence[Sides]) -> Difference | None:
    """Return how much higher a share is after than before, had its parts been mixed alike.

    Each part weighs on both sides as much as it has on both together: a share of all can rise
    because more came of a part in which it is always high, and fall in every part (E. H. Simpson,
    Journal of the Royal Statistical Society B 13, 1951). None where a part cannot be said on one
    side, so that nothing is left out.

    Source: direct standardisation; its interval as in `_less`, for a sum of many.
    """
    number = sum(part.before.n + part.after.n for part in parts)
    moved = [
        (part.difference, (part.before.n + part.after.n) / number)
        for part in parts
        if part.before.n + part.after.n
    ]
    told = [(one, weight) for one, weight in moved if one is not None]
    if not told or len(told) < len(moved):
        return None
    value = sum(weight * one.value for one, weight in told)
    return Difference(
        value=value,
        low=value - hypot(*(weight * (one.value - one.low) for one, weight in told)),
        high=value + hypot(*(weight * (one.high - one.value) for one, weight in told)),
    )


def differ(said: Sequence[Estimate], among: int) -> bool:
    """Whether two of some figures differ by more than chance makes, ``among`` so many pairs.

    Of many pairs the farthest apart lie far apart by chance: of twenty areas that were all told
    alike, two intervals lay wholly apart in 38 of 100 simulated packs. So each pair is asked for as
    much more as there are pairs (C. E. Bonferroni; 95 % holds for all of them together).
    """
    wider = NormalDist().inv_cdf(1 - _TAIL / max(among, 1)) / Z
    bounded = [one for one in map(_bounded, said) if one is not None]
    between = (
        _less(one, other) for pair in combinations(bounded, 2) for one, other in (pair, pair[::-1])
    )
    return any(one.value > wider * (one.value - one.low) > 0 for one in between)


def _bounded(said: Estimate) -> Difference | None:
    if said.value is None or said.low is None or said.high is None:
        return None
    return Difference(value=said.value, low=said.low, high=said.high)


def _less(one: Difference, other: Difference) -> Difference:
    """Return one figure less another that does not depend on it, with its interval.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), method 10 for two shares; G. Y. Zou
    and A. Donner, Statistics in Medicine 27 (2008), for any two intervals ("MOVER").
    """
    value = one.value - other.value
    return Difference(
        value=value,
        low=value - hypot(one.value - one.low, other.high - other.value),
        high=value + hypot(one.high - one.value, other.value - other.low),
    )
