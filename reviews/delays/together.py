"""The share that still waits, where some waits stand or fall together. Pure.

Children of one notification, or notifications that came in one batch, share their fate: as many
separate waits would make an interval too narrow. The share is the same, its variance comes from
what differs between the groups (R. L. Williams, "Product-limit survival functions with correlated
survival times", Lifetime Data Analysis 1, 1995; without open waits it is the usual variance of a
ratio between clusters, W. G. Cochran, "Sampling Techniques", 1977, chapter 9).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import inf

from reviews.delays.survival import Curve, Followed, Step


def curve_together(
    waits: Iterable[Followed], groups: Sequence[Hashable], until: float = inf
) -> Curve:
    """Return the curve of some waits; ``groups`` names for each what it stands together with.

    Its ``watched`` has one length for each group: the longest in it. ``until`` is as in `curve_of`.
    """
    numbers: dict[Hashable, int] = {}
    of_group = [numbers.setdefault(group, len(numbers)) for group in groups]
    rising = sorted((*wait, group) for wait, group in zip(waits, of_group, strict=True))
    steps, still, sums = [Step(length=-inf, still=1.0, spread=0.0)], 1.0, _Sums(of_group)
    at_risk, place = len(rising), 0
    while at_risk and rising[place][0] <= until:
        length, first = rising[place][0], place
        while place < len(rising) and rising[place][0] == length:
            place += 1
        here = rising[first:place]
        over = sum(is_over for _, is_over, _ in here)
        sums.pass_by(here, over, at_risk)
        if over:
            still *= 1 - over / at_risk
            steps.append(Step(length, still, sums.spread if over < at_risk else inf))
        at_risk -= len(here)
    longest = {group: length for length, _, group in rising}
    return Curve(steps=tuple(steps), watched=tuple(sorted(longest.values())))


class _Sums:
    """What each wait adds to the variance, summed within groups and squared, as time passes.

    Each wait gains the same while it is watched, ``gained`` in all, and loses when it ends. What a
    group has is then what its waits had when they left, and ``gained`` for each that is watched: a
    group is looked at only when one of its waits leaves, and ten years take little longer than
    sorting them.
    """

    def __init__(self, of_group: Sequence[int]) -> None:
        """Take for each wait the number of its group, from 0 on."""
        members = Counter(of_group)
        self._watched = [members[group] for group in range(len(members))]
        self._left = [0.0] * len(members)
        self._gained = 0.0
        self._left_squares = 0.0
        self._crossed = 0.0
        self._watched_squares = sum(one**2 for one in self._watched)

    def pass_by(self, leave: Iterable[tuple[float, bool, int]], over: int, at_risk: int) -> None:
        """Let some waits leave: length, whether it ended, group. ``over`` have ended in all."""
        stay = at_risk - over
        if over and stay:
            self._gained += over / (at_risk * stay)
        watched, left, gained = self._watched, self._left, self._gained
        lost = 1 / stay if stay else 0.0
        for _, is_over, group in leave:
            number, before = watched[group], left[group]
            after = before + gained - (lost if is_over else 0.0)
            self._left_squares += after**2 - before**2
            self._crossed += after * (number - 1) - before * number
            self._watched_squares += 1 - 2 * number
            watched[group], left[group] = number - 1, after

    @property
    def spread(self) -> float:
        """The variance of the share over its square; infinite where nothing differs to go by."""
        number, gained = len(self._left), self._gained
        if number < 2:
            return inf
        squares = (
            self._left_squares + 2 * gained * self._crossed + gained**2 * self._watched_squares
        )
        # Where all groups are alike rounding may leave a little less than nothing.
        return max(squares * number / (number - 1), 0.0)
