"""Rounded counts, and shares that do not give the count back. Pure."""

from math import inf

ROUND_TO = 5
"""Counts are shown to the nearest of this. Source: domain, "Personal data"; a proposal."""

FEW = range(1, 5)
"""Counts that are never shown. Source: domain, "Personal data"; a proposal."""

FEWEST_FOR_A_SHARE = 20
"""No share and no percentile of fewer. Source: domain, "Personal data"; a proposal."""

_STEPS = ((500, 1), (250, 2), (100, 5), (0, 10))
"""From which rounded number a share is shown in steps of how many per cent.

Source: assumption, to agree with the data protection officer; a step holds 5 cases from 100 on.
"""

_LENGTHS = ((24, 1), (7 * 24, 6), (inf, 24))
"""Under how many hours a length is shown in steps of how many. Source: assumption, as above."""


def rounded(count: int) -> int:
    """Return the count to the nearest 5."""
    return ROUND_TO * ((count + ROUND_TO // 2) // ROUND_TO)


def may_show_share(n: int) -> bool:
    """Return whether a share or a percentile of so many may be shown."""
    return n >= FEWEST_FOR_A_SHARE


def board_share(share: float, n: int) -> float | None:
    """Return a share (0 to 1) of n as it may be shown; None where it may not be.

    None also where about 1-4 stand on one side of it (80 % of 20 says that 4 were late), or where
    it would tell exactly how many do. 0 and 1 are said only where they are exact.
    """
    sides = (share * n, (1 - share) * n)
    if not may_show_share(n) or any(0 < round(side, 6) < FEW.stop for side in sides):
        return None
    coarse = _coarse(share, n)
    return coarse if coarse in (0, 1) or _leaves_open(coarse, n) else None


def step_of(n: int) -> float:
    """Return in which steps (of one) a share of so many is shown."""
    return _step(n) / 100


def board_length(seconds: float, n: int, share: float) -> int | None:
    """Return within how many hours a share (0 to 1) of n were over, as it may be shown.

    None where fewer than 5 of about n lie on either side. Coarse, so that it is no single case's
    length: to the hour under a day, to 6 hours under a week, else to the day.
    """
    if not may_show_share(n) or rounded(n) * min(share, 1 - share) < FEW.stop:
        return None
    hours = seconds / 3600
    step = next(step for below, step in _LENGTHS if hours < below)
    return step * max(round(hours / step), 1)


def _step(n: int) -> int:
    return next(step for least, step in _STEPS if rounded(n) >= least)


def _coarse(share: float, n: int) -> float:
    if share in (0, 1):
        return share
    step = _step(n)
    return min(max(step * round(100 * share / step), step), 100 - step) / 100


def _leaves_open(coarse: float, n: int) -> bool:
    """Return whether several counts, on either side, are printed as this share of about n."""
    sides = {
        (part, other - part)
        for other in readings(n)
        for part in _near(coarse, other)
        if _coarse(part / other, other) == coarse
    }
    return all(len(set(side)) > 1 for side in zip(*sides, strict=True))


def _near(coarse: float, n: int) -> range:
    reach = _step(n) / 100
    least, most = int((coarse - reach) * n), int((coarse + reach) * n) + 1
    return range(max(least, FEW.stop), min(most, n - FEW.stop) + 1)


def readings(count: int) -> range:
    """Return what a shown count may stand for, to a reader who knows these rules.

    A shown 0 is none, since 1-4 are withheld, and a shown 5 is 5 to 7; that a share stands beside
    a shown 20 tells on which side of 20 it lies.
    """
    near = range(rounded(count) - ROUND_TO // 2, rounded(count) + ROUND_TO // 2 + 1)
    same = [
        other
        for other in near
        if other >= 0 and other not in FEW and may_show_share(other) == may_show_share(count)
    ]
    return range(same[0], same[-1] + 1)
