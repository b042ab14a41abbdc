"""How long telling takes, from what has been told alone: the share told within a length. Pure.

Where only receipts exist nobody sees a wait before it is over: of recent days only the fast ones
are here. Each is therefore compared only with those that could have been seen as well: with what
was told at least as fast, of reports that are at least as old. This is Lynden-Bell's estimate, the
product limit in reverse time: ``F(x) = product over u > x of (1 - d(u) / n(u))``, where ``d(u)``
took just ``u``, and ``n(u)`` took at most ``u`` and had been watched for at least ``u``.

It tells of what comes within the longest length that is looked at, and of nothing that never comes.

Source: D. Lynden-Bell, Monthly Notices of the Royal Astronomical Society 155 (1971), page 95;
S. W. Lagakos, L. M. Barraj, V. De Gruttola, Biometrika 75 (1988), page 515.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from reviews.delays.survival import Step


class Arrived(NamedTuple):
    """How long one took until it was told, and for how long it could have been seen to take.

    Plain numbers in one unit: days, seconds, or parts of a limit. ``length`` is at most
    ``watched``: what takes longer is not here yet.
    """

    length: float
    watched: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseCurve:
    """The share told within a length; ``steps`` fall in length, each holds below its length.

    ``still`` of a step is the share told in less than its length.
    """

    steps: tuple[Step, ...]

    def within(self, length: float) -> Step:
        """Return the step that tells the share told within a length, with its interval."""
        place = bisect_left(self.steps, -length, key=lambda step: -step.length)
        return self.steps[place - 1]


def reverse_curve_of(arrived: Iterable[Arrived], most: float) -> ReverseCurve:
    """Return the curve of what is told within ``most``; what took longer is left out.

    Nothing in it is younger than it is long: those are told later, or never.
    """
    those = [one for one in arrived if one.length <= most]
    lengths = sorted(one.length for one in those)
    watched = sorted(one.watched for one in those)
    steps, told, spread = [Step(length=inf, still=1.0, spread=0.0)], 1.0, 0.0
    for length, number in sorted(Counter(lengths).items(), reverse=True):
        # Whoever was watched for less was also told in less.
        comparable = bisect_right(lengths, length) - bisect_left(watched, length)
        slower = comparable - number
        told *= slower / comparable
        spread += number / (comparable * slower) if slower else inf
        steps.append(Step(length=length, still=told, spread=spread))
    return ReverseCurve(steps=tuple(steps))
