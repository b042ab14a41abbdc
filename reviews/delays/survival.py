"""The share that is still waiting after so long, where some waits are not over. Pure.

Kaplan and Meier's estimate with Greenwood's variance; intervals on the log-minus-log scale, which
never leave 0 to 1. Lengths are plain numbers: seconds, or parts of a limit.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

Z = NormalDist().inv_cdf(0.975)
"""For two-sided intervals of 95 %."""

_EQUAL = 1e-9
"""Shares are products of many fractions: closer than this they are the same."""


class Followed(NamedTuple):
    """How long one wait was watched, and whether it ended then or just went on."""

    length: float
    is_over: bool


class Step(NamedTuple):
    """What holds from a length on, until the next step: at it some waits ended.

    ``still`` is the share that still waits, ``spread`` is Greenwood's sum: its variance over its
    square; infinite where nobody is left.
    """

    length: float
    still: float
    spread: float

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of ``still``; up to 1 where nobody is left to go by."""
        if not 0 < self.still < 1:
            return self.still, 1.0
        width = Z * sqrt(self.spread) / log(self.still)
        middle = log(-log(self.still))
        return exp(-exp(middle - width)), exp(-exp(middle + width))


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The share that still waits, by how long; ``steps`` rise in length and begin at everybody."""

    steps: tuple[Step, ...]
    watched: tuple[float, ...]
    """How long each was watched, rising."""

    def at(self, length: float) -> Step | None:
        """Return what holds at a length; None where nobody was watched for so long."""
        place = bisect_right(self.steps, length, key=lambda step: step.length)
        step = self.steps[place - 1]
        is_past = not self.watched or length > self.watched[-1]
        return None if is_past and step.still > 0 else step

    def watched_to(self, length: float) -> int:
        """Return how many were watched for at least a length."""
        return len(self.watched) - bisect_left(self.watched, length)

    def told_by_last(self) -> float:
        """Return of how many whole waits the last step tells.

        Those watched to it stand for all that would have been, had none gone out of sight before:
        of ten that were all told ten, though only one was left at the last.

        Source: the effective sample size of S. J. Cutler and F. Ederer, Journal of Chronic Diseases
        8 (1958), page 699.
        """
        before, last = self.steps[-2:]
        return self.watched_to(last.length) / before.still

    def reached(self, share: float) -> float | None:
        """Return after how long this share had been told; None where it was not, while watched."""
        place = self._told(share)
        return self.steps[place].length if place < len(self.steps) else None

    def reached_between(self, share: float) -> tuple[float | None, float | None]:
        """Return the 95 % interval of `reached`; None where an end is not known."""
        left = 1 - share + _EQUAL
        # The upper bound is never below the share itself: before that it cannot be reached.
        after = islice(self.steps, self._told(share), None)
        low = next((step.length for step in self.steps if step.interval()[0] <= left), None)
        return low, next((step.length for step in after if step.interval()[1] <= left), None)

    def _told(self, share: float) -> int:
        """Return the place of the first step at which this share had been told."""
        return bisect_left(self.steps, share - 1 - _EQUAL, key=lambda step: -step.still)


def curve_of(waits: Iterable[Followed], until: float = inf) -> Curve:
    """Return the curve of some waits; of none, everybody waits and nobody was watched.

    At the same length what ended counts before what was only watched for so long. Whoever reads it
    only up to a length needs no step beyond ``until``.
    """
    rising = sorted(waits)
    steps, still, spread = [Step(length=-inf, still=1.0, spread=0.0)], 1.0, 0.0
    at_risk, place = len(rising), 0
    while place < len(rising) and rising[place].length <= until:
        length, here, over = rising[place].length, place, 0
        while place < len(rising) and rising[place].length == length:
            over += rising[place].is_over
            place += 1
        if over:
            still *= 1 - over / at_risk
            spread += over / (at_risk * (at_risk - over)) if over < at_risk else inf
            steps.append(Step(length, still, spread))
        at_risk -= place - here
    return Curve(steps=tuple(steps), watched=tuple(wait.length for wait in rising))
