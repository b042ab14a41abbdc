"""The share that still waits, where some waits stand or fall together. Pure.

Children of one notification, or notifications that came in one batch, share their fate: as many
separate waits would make an interval too narrow. The share is the same, its variance comes from
what differs between the groups (R. L. Williams, "Product-limit survival functions with correlated
survival times", Lifetime Data Analysis 1, 1995; without open waits it is the usual variance of a
ratio between clusters, W. G. Cochran, "Sampling Techniques", 1977, chapter 9).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from math import inf
from operator import itemgetter

from reviews.delays.survival import Curve, Followed, curve_of


def curve_together(waits: Sequence[Followed], groups: Sequence[Hashable]) -> Curve:
    """Return the curve of some waits; ``groups`` names for each what it stands together with.

    Its ``watched`` has one length for each group: the longest in it.
    """
    curve = curve_of(waits)
    longest: dict[Hashable, float] = defaultdict(float)
    for wait, group in zip(waits, groups, strict=True):
        longest[group] = max(longest[group], wait.length)
    first, *steps = curve.steps
    spreads = _spreads(waits, groups)
    spread = [step._replace(spread=next(spreads)) for step in steps]
    return Curve(steps=(first, *spread), watched=tuple(sorted(longest.values())))


def _spreads(waits: Sequence[Followed], groups: Sequence[Hashable]) -> Iterator[float]:
    """Yield at each length at which some ended the variance of the share over its square."""
    number = len(set(groups))
    at_risk, sums = len(waits), _Sums(groups)
    small = number / (number - 1) if number > 1 else inf
    rising = sorted(zip(waits, groups, strict=True), key=lambda one: one[0].length)
    for _, those in groupby(rising, key=lambda one: one[0].length):
        here = list(those)
        leave = Counter(map(itemgetter(1), here))
        over = Counter(group for wait, group in here if wait.is_over)
        ended, stay = over.total(), at_risk - over.total()
        if ended and stay:
            sums.pass_all(ended / (at_risk * stay))
        for group, leaving in leave.items():
            sums.leave(group, leaving, over[group] / stay if stay else 0.0)
        if ended:
            # Every wait is in one group, or ended here: then nothing differs to go by.
            # Where all groups are alike rounding may leave a little less than nothing.
            yield max(sums.of_squares * small, 0.0) if stay and number > 1 else inf
        at_risk -= len(here)


class _Sums:
    """What each wait adds to the variance, summed within groups and squared, as time passes.

    Each wait gains the same while it is watched, so that a group is looked at only when one of its
    waits leaves: ten years take no longer than sorting them.
    """

    def __init__(self, groups: Sequence[Hashable]) -> None:
        self._watched = Counter(groups)
        self._sum: dict[Hashable, float] = dict.fromkeys(self._watched, 0.0)
        self._since: dict[Hashable, float] = dict.fromkeys(self._watched, 0.0)
        self._gained = 0.0
        self._crossed = 0.0
        self._watched_squares = float(sum(one**2 for one in self._watched.values()))
        self.of_squares = 0.0

    def pass_all(self, gain: float) -> None:
        """Let every wait that is still watched gain so much."""
        self.of_squares += 2 * gain * self._crossed + gain**2 * self._watched_squares
        self._crossed += gain * self._watched_squares
        self._gained += gain

    def leave(self, group: Hashable, leaving: int, loss: float) -> None:
        """Let so many of a group be watched no longer; it loses by those that ended."""
        watched = self._watched[group]
        before = self._sum[group] + watched * (self._gained - self._since[group])
        after, rest = before - loss, watched - leaving
        self.of_squares += after**2 - before**2
        self._crossed += after * rest - before * watched
        self._watched_squares += rest**2 - watched**2
        self._sum[group], self._since[group], self._watched[group] = after, self._gained, rest
