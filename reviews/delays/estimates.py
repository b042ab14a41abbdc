"""Shares and lengths from observations, each with its number and interval, or why not. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import inf
from typing import NamedTuple

from reviews.delays.observing import AgainstLimit, Observation
from reviews.delays.survival import Curve, Followed, Step, curve_of
from reviews.delays.together import curve_together

QUANTILES = (0.5, 0.75, 0.9, 0.95)
"""Of which lengths are told. Source: contract sections 4 and 5."""

FEWEST = 20
"""Under so many no quantile and no longest wait is told. Source: contract section 5."""

MOST_DOUBTFUL = 0.1
"""A figure is not told where more than this share may lie on either side of it.

Source: assumption, to agree with both partners; of a council that records only dates nobody can say
which of its notifications came within 8 hours.
"""

_TAIL = 0.025
"""What a 95 % interval leaves on each side."""

_THE_LIMIT = 1.0
"""A length as part of its own limit: at it, the limit is just kept."""


Together = Sequence[Hashable] | None
"""For each observation what it shares its fate with; None where each stands by itself."""


class WhyNot(StrEnum):
    """Why a figure cannot be said."""

    NOBODY = "nobody"
    NO_LIMIT = "no_limit"
    TOO_FEW = "too_few"
    TOO_SOON = "too_soon"
    """Too many still wait, or were not watched for long enough."""
    ONLY_DATES = "only_dates"
    """Too many ends are known only within bounds that reach over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure: a share from 0 to 1, or seconds. ``n`` counts what it stands on, open ones too.

    ``value`` is None where it cannot be said, and ``why_not`` then says why; an end of the interval
    may be known all the same.
    """

    n: int
    open: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why_not: WhyNot | None = None


def told_in_time(observations: Sequence[Observation], together: Together = None) -> Estimate:
    """Return the share told within its own limit, with its 95 % interval.

    Each length counts as a part of its own limit (12 h of 24 h is a half), so that cases with
    different limits stand on one curve, read where the limit is. An open wait counts as long as it
    has been watched. An end within bounds counts at its latest, and the interval reaches to where
    all count at their earliest. Where the grades differ much the youngest cohorts come out a little
    low, since fewer of the standard ones have been watched to their longer limit: measured, 1.4
    points of a cohort of two days, 0.2 of one of a week.

    Observations that stand ``together`` give the same share and a wider interval.
    """
    against = [one.against_limit for one in observations]
    n, still = len(against), _count_open(against)
    if not n:
        return Estimate(n=0, open=0, why_not=WhyNot.NOBODY)
    if any(one.limit is None for one in against):
        return Estimate(n=n, open=still, why_not=WhyNot.NO_LIMIT)
    lengths = [_of_its_limit(one) for one in against]
    doubtful = _doubtful(lengths)
    latest = _latest(lengths, together, _THE_LIMIT)
    earliest = _earliest(lengths, together, _THE_LIMIT) if doubtful else latest
    over = _count_over(observations, together)
    slow, fast = latest.at(_THE_LIMIT), earliest.at(_THE_LIMIT)
    if slow is None or fast is None:
        return Estimate(n=n, open=still, why_not=WhyNot.TOO_SOON)
    is_doubtful = sum(one.may_keep(_THE_LIMIT) for one in doubtful) > n * MOST_DOUBTFUL
    return Estimate(
        n=n,
        open=still,
        value=None if is_doubtful else 1 - slow.still,
        low=1 - _still_between(latest, slow, over)[1],
        high=1 - _still_between(earliest, fast, over)[0],
        why_not=WhyNot.ONLY_DATES if is_doubtful else None,
    )


def quantiles(
    observations: Sequence[Observation],
    shares: Sequence[float] = QUANTILES,
    together: Together = None,
    *,
    with_interval: bool = True,
) -> dict[float, Estimate]:
    """Return within how many seconds each share was told, with its 95 % interval if wished.

    An end within bounds counts at its latest: no wait is shown shorter than it may have been.
    """
    n, still = len(observations), _count_open(observations)
    if n < FEWEST:
        return dict.fromkeys(shares, Estimate(n=n, open=still, why_not=WhyNot.TOO_FEW))
    lengths = [_in_seconds(one) for one in observations]
    doubtful = _doubtful(lengths)
    latest = _latest(lengths, together)
    earliest = _earliest(lengths, together) if doubtful and with_interval else latest
    said: dict[float, Estimate] = {}
    for share in shares:
        value = latest.reached(share)
        if value is None:
            said[share] = Estimate(n=n, open=still, why_not=WhyNot.TOO_SOON)
        elif sum(one.may_be_before(value) for one in doubtful) > n * MOST_DOUBTFUL:
            said[share] = Estimate(n=n, open=still, why_not=WhyNot.ONLY_DATES)
        elif not with_interval:
            said[share] = Estimate(n=n, open=still, value=value)
        else:
            low, high = earliest.reached_between(share)[0], latest.reached_between(share)[1]
            said[share] = Estimate(n=n, open=still, value=value, low=low, high=high)
    return said


def longest(observations: Sequence[Observation]) -> Estimate:
    """Return the longest of all in seconds: one that still waits counts as long as it has."""
    n, still = len(observations), _count_open(observations)
    if n < FEWEST:
        return Estimate(n=n, open=still, why_not=WhyNot.TOO_FEW)
    lengths = (one.at_least if one.at_most is None else one.at_most for one in observations)
    return Estimate(n=n, open=still, value=max(lengths).total_seconds())


class _Length(NamedTuple):
    """A length as a plain number, at least and at most; None while it still runs."""

    at_least: float
    at_most: float | None

    def may_keep(self, limit: float) -> bool:
        """Whether it ended within a limit or after it: nobody can tell."""
        return self.at_most is not None and self.at_least <= limit < self.at_most

    def may_be_before(self, length: float) -> bool:
        """Whether it ended at this length, or later, or before: nobody can tell."""
        return self.at_most is not None and self.at_least < length <= self.at_most


def _of_its_limit(one: AgainstLimit) -> _Length:
    at_least, at_most, told = one
    limit = told or timedelta.max
    return _Length(at_least / limit, None if at_most is None else at_most / limit)


def _in_seconds(one: Observation) -> _Length:
    at_most = None if one.at_most is None else one.at_most.total_seconds()
    return _Length(one.at_least.total_seconds(), at_most)


def _doubtful(lengths: Iterable[_Length]) -> list[_Length]:
    """Return those that have ended and are known only within bounds."""
    return [one for one in lengths if one.at_most is not None and one.at_least < one.at_most]


def _latest(lengths: Sequence[_Length], together: Together, until: float = inf) -> Curve:
    """Return the curve with every end at its latest."""
    waits = (
        Followed(one.at_least, is_over=False)
        if one.at_most is None
        else Followed(one.at_most, is_over=True)
        for one in lengths
    )
    return _curve(waits, together, until)


def _earliest(lengths: Sequence[_Length], together: Together, until: float = inf) -> Curve:
    """Return the curve with every end at its earliest; without doubtful ones it is `_latest`."""
    waits = (Followed(one.at_least, one.at_most is not None) for one in lengths)
    return _curve(waits, together, until)


def _curve(waits: Iterable[Followed], together: Together, until: float) -> Curve:
    if together is None:
        return curve_of(waits, until)
    return curve_together(waits, together, until)


def _count_open(told: Iterable[Observation | AgainstLimit]) -> int:
    return sum(one.at_most is None for one in told)


def _count_over(observations: Sequence[Observation], together: Together) -> int:
    """Return how many are over; those that stand together count as one."""
    names = range(len(observations)) if together is None else together
    pairs = zip(observations, names, strict=True)
    return len({name for one, name in pairs if one.at_most is not None})


def _still_between(curve: Curve, step: Step, over: int) -> tuple[float, float]:
    """Return the 95 % interval of the share that still waits at the limit.

    Where none or all of those that are over kept it there is no variance to go by: then the exact
    binomial bound of that many, as for ten of ten. Where many were in sight only for a while they
    are fewer: of a hundred just reported and one that was told, that one alone says that all are.
    """
    if step.still == 1:
        return _bound(curve.watched_to(_THE_LIMIT)), 1.0
    if step.still == 0:
        return 0.0, 1 - _bound(min(over, curve.told_by_last()))
    return step.interval()


def _bound(number: float) -> float:
    """Return the least share that still gives so many of so many once in forty times."""
    return float(_TAIL ** (1 / number))
