"""Is it getting better, or is it the usual ups and downs? XmR charts of a figure by week. Pure.

As NHS England's "Making Data Count" draws them, in the reading of the NHS-R Community's package
NHSRplotthedots, whose worked examples are among the tests. The order of the points is that of time;
a week of which nothing could be said is no point, and the next one stands beside the one before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isclose
from statistics import fmean

LIMITS = 2.66
"""Of mean moving ranges from the centre to a limit: three standard deviations.

Source: NHS England, Making Data Count, XmR charts; 3 / 1.128, read in November 2026.
"""

SCREEN = 3.267
"""A moving range of more than so many mean ones says nothing of the usual ups and downs.

Source: the upper limit of a chart of moving ranges, L. S. Nelson, Journal of Quality Technology 14
(1982), as NHSRplotthedots screens; the spreadsheets of Making Data Count screen nothing.
"""

RUN = 7
"""Points in a row on one side, or in one direction. Source: NHS England, Making Data Count."""

NEAR = 2 / 3
"""From where on, between centre and limit, a point is near the limit. Source: as `RUN`."""

FIRM = 12
"""Under so many points the limits are trial limits. Source: NHS England, Making Data Count."""

FEWEST_POINTS = 4
"""Under so many there are no limits at all. Source: assumption, to agree with both partners."""

_ALIKE = 1e-9
"""Values no further apart are the same: a mean of many equal ones may differ in its last digit."""


class Better(StrEnum):
    """Which way is better: more told in time, or a shorter wait."""

    HIGHER = "higher"
    LOWER = "lower"


class Signal(StrEnum):
    """Why a point is more than the usual ups and downs."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    """One of seven or more in a row on one side of the centre."""
    TREND = "trend"
    """One of seven or more in a row, each above, or each below, the one before."""
    NEAR_LIMIT = "near_limit"
    """One of two in three that lie near the same limit, all three on its side of the centre."""


class Variation(StrEnum):
    """What the latest point says."""

    USUAL = "usual"
    IMPROVING = "improving"
    CONCERNING = "concerning"


class Assurance(StrEnum):
    """Whether a goal will be met if nothing changes."""

    MET = "met"
    HIT_OR_MISS = "hit_or_miss"
    MISSED = "missed"


VARIATION_WORDS = {
    Variation.USUAL: "the usual ups and downs: no change that chance does not explain",
    Variation.IMPROVING: "a change for the better that chance does not explain",
    Variation.CONCERNING: "a change for the worse that chance does not explain",
}
ASSURANCE_WORDS = {
    Assurance.MET: "if nothing changes, the goal will be met week by week",
    Assurance.HIT_OR_MISS: "if nothing changes, the goal will be met in some weeks, not in others",
    Assurance.MISSED: "if nothing changes, the goal will not be met in any usual week",
}
SIGNAL_WORDS = {
    Signal.OUTSIDE: "outside the band",
    Signal.SHIFT: f"{RUN} on one side",
    Signal.TREND: f"{RUN} in one direction",
    Signal.NEAR_LIMIT: "2 of 3 near a limit",
}
TRIAL_WORDS = f"trial limits: fewer than {FIRM} points, so they will still move"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A signal, and whether it points up."""

    signal: Signal
    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The values in order of time with centre and limits, and by point what is unusual of it.

    ``width`` is the way from the centre to a limit; ``lower`` and ``upper`` are cut where the
    figure cannot go further.
    """

    values: tuple[float, ...]
    centre: float
    width: float
    lower: float
    upper: float
    marks: tuple[frozenset[Mark], ...]

    @property
    def is_trial(self) -> bool:
        """Whether there are too few points for limits that stay."""
        return len(self.values) < FIRM

    def variation(self, better: Better) -> Variation:
        """Return what the latest point says; where it points both ways, the worse."""
        ways = {mark.is_up is (better is Better.HIGHER) for mark in self.marks[-1]}
        if not ways:
            return Variation.USUAL
        return Variation.IMPROVING if ways == {True} else Variation.CONCERNING

    def assurance(self, goal: float, better: Better) -> Assurance:
        """Return whether the usual ups and downs lie wholly on one side of a goal."""
        is_higher = better is Better.HIGHER
        if self.lower >= goal if is_higher else self.upper <= goal:
            return Assurance.MET
        is_missed = self.upper < goal if is_higher else self.lower > goal
        return Assurance.MISSED if is_missed else Assurance.HIT_OR_MISS


def xmr(
    values: Sequence[float], *, least: float | None = None, most: float | None = None
) -> Chart | None:
    """Return the chart of some values, None of fewer than `FEWEST_POINTS`.

    The limits are the mean, and 2.66 mean moving ranges to either side; moving ranges over 3.267
    mean ones are left out, once, unless only such of nought would stay: of thirteen weeks alike and
    one apart the band would be a line, and all fourteen outside it. ``least`` and ``most`` are as
    far as the figure can go.
    """
    if len(values) < FEWEST_POINTS:
        return None
    centre, width = fmean(values), LIMITS * _mean_moving_range(values)
    lower, upper = centre - width, centre + width
    return Chart(
        values=tuple(values),
        centre=centre,
        width=width,
        lower=lower if least is None else max(lower, least),
        upper=upper if most is None else min(upper, most),
        marks=_marks([_off(value, centre) for value in values], width),
    )


def _mean_moving_range(values: Sequence[float]) -> float:
    ranges = [abs(second - first) for first, second in pairwise(values)]
    usual = [one for one in ranges if one <= SCREEN * fmean(ranges)]
    return fmean(usual if any(usual) else ranges)


def _off(value: float, centre: float) -> float:
    """Return how far a value lies off: nothing where only the rounding of the mean parts them."""
    return 0.0 if isclose(value, centre, rel_tol=_ALIKE, abs_tol=_ALIKE) else value - centre


def _marks(offs: Sequence[float], width: float) -> tuple[frozenset[Mark], ...]:
    """Return what is unusual of each point, by how far off the centre it lies."""
    found: list[set[Mark]] = [set() for _ in offs]
    for is_up in (True, False):
        turned = offs if is_up else [-off for off in offs]
        for signal, places in _unusually_high(turned, width):
            for place in places:
                found[place].add(Mark(signal=signal, is_up=is_up))
    return tuple(frozenset(marks) for marks in found)


def _unusually_high(offs: Sequence[float], width: float) -> Iterator[tuple[Signal, Sequence[int]]]:
    """Yield each signal that points up, and the places of its points."""
    yield Signal.OUTSIDE, [place for place, off in enumerate(offs) if off > width]
    for first, last in _runs([off > 0 for off in offs], RUN):
        yield Signal.SHIFT, range(first, last + 1)
    for first, last in _runs([second > one for one, second in pairwise(offs)], RUN - 1):
        yield Signal.TREND, range(first, last + 2)
    for first in range(len(offs) - 2):
        three = range(first, first + 3)
        near = [place for place in three if NEAR * width < offs[place] <= width]
        if len(near) > 1 and all(offs[place] > 0 for place in three):
            yield Signal.NEAR_LIMIT, near


def _runs(holds: Sequence[bool], at_least: int) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each run of at least so many that hold."""
    first = 0
    for place, does in enumerate([*holds, False]):
        if does:
            continue
        if place - first >= at_least:
            yield first, place - 1
        first = place + 1
