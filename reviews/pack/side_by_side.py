"""Groups of notifications beside each other: told in time, and half within how long. Pure.

A group that is too small is there and is refused, so that nobody takes it for all well.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reviews.delays import FEWEST, Estimate, Observation, WhyNot, quantiles, told_in_time
from reviews.pack.parts import (
    PLACES,
    Column,
    Form,
    Interval,
    Intervals,
    Picture,
    Row,
    Table,
    hours_of,
)
from reviews.pack.seen import Seen
from reviews.pack.words import WHY_NOT, of_100, share_words

_HALF, _NINE_IN_TEN = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Notifications that stand together in one row; ``counted`` is the word for what is counted."""

    label: str
    duty: Sequence[Observation]
    together: Sequence[Hashable] | None = None
    """For each what it shares its fate with; None where each stands by itself."""
    counted: str = "notifications"


Fates = Mapping[str, Hashable]
"""By case code what shares its fate with others: see `reviews.pack.batches.fates_of`."""


def group_of(label: str, seen: Iterable[Seen], fates: Fates) -> Group:
    """Return the group of those of which anything can be said."""
    told = [(one.code, one.duty) for one in seen if one.duty is not None]
    return Group(
        label=label,
        duty=[duty for _, duty in told],
        together=[fates[code] for code, _ in told],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What can be said of one group."""

    group: Group
    in_time: Estimate
    half: Estimate
    """Seconds within which half were told."""
    nine_in_ten: Estimate
    """Seconds within which nine in ten were told."""


def compare(group: Group) -> Compared:
    """Return what can be said of a group; of fewer than `FEWEST` nothing."""
    together = None if group.together is None else tuple(group.together)
    in_time, half, nine_in_ten = _said(tuple(group.duty), together)
    return Compared(group=group, in_time=in_time, half=half, nine_in_ten=nine_in_ten)


@lru_cache(maxsize=8)
def _said(
    duty: tuple[Observation, ...], together: tuple[Hashable, ...] | None
) -> tuple[Estimate, Estimate, Estimate]:
    """Return share in time, half, nine in ten. Several sections begin with the same everybody."""
    within = quantiles(duty, (_HALF, _NINE_IN_TEN), together)
    in_time = told_in_time(duty, together)
    if 0 < in_time.n < FEWEST:
        in_time = Estimate(n=in_time.n, open=in_time.open, why_not=WhyNot.TOO_FEW)
    return in_time, within[_HALF], within[_NINE_IN_TEN]


def side_by_side_table(
    name: str, title: str, compared: Sequence[Compared], first: Column, counted: str
) -> Table:
    """Return a row for each group; ``first`` is the column of their labels."""
    return Table(
        name=name,
        title=title,
        columns=(
            first,
            Column(name="n", heading=counted, form=Form.COUNT),
            *SIDE_COLUMNS[1:],
        ),
        rows=[(one.group.label, *figures_of(one)) for one in compared],
    )


SHARE_COLUMNS = (
    Column(name="share_met", heading="In time, of 100", form=Form.SHARE),
    Column(name="share_met_low", heading="at least", form=Form.SHARE),
    Column(name="share_met_high", heading="at most", form=Form.SHARE),
)
HALF_COLUMNS = (
    Column(name="p50_hours", heading="Half within (hours)", form=Form.HOURS),
    Column(name="p50_hours_low", heading="at least", form=Form.HOURS),
    Column(name="p50_hours_high", heading="at most", form=Form.HOURS),
)
SIDE_COLUMNS = (
    Column(name="n", heading="Notifications", form=Form.COUNT),
    Column(name="open", heading="Still open", form=Form.COUNT),
    *SHARE_COLUMNS,
    *HALF_COLUMNS,
)
"""What `figures_of` fills."""


def figures_of(one: Compared) -> Row:
    """Return number, still open, share and half of a group, both with their intervals."""
    return (
        one.in_time.n,
        one.in_time.open,
        *(None if x is None else round(x, PLACES) for x in _ends(one.in_time)),
        *(None if x is None else hours_of(x) for x in _ends(one.half)),
    )


def _ends(said: Estimate) -> tuple[float | None, float | None, float | None]:
    return said.value, said.low, said.high


def side_by_side_picture(title: str, compared: Sequence[Compared]) -> Picture:
    """Return the shares told in time as figures with their intervals."""
    rows = tuple(
        Interval(
            label=f"{one.group.label}\n{one.in_time.n:,} {one.group.counted}",
            value=one.in_time.value,
            low=one.in_time.low,
            high=one.in_time.high,
        )
        for one in compared
    )
    words = " ".join(f"{one.group.label}: {share_words(one.in_time)}." for one in compared)
    return Picture(
        title=title,
        words=f"Share told in time, with its interval. {words}",
        drawn=Intervals(rows=rows),
    )


def compared_words(one: Compared) -> str:
    """Return number, share and half of a group in one sentence."""
    return (
        f"{one.group.label} ({one.in_time.n:,}): told in time {share_words(one.in_time)}; "
        f"half {half_words(one.half)}."
    )


def with_and_without(everyone: Compared, without: Compared) -> str:
    """Return " With them about 53 of every 100 …", to follow what they are; or nothing at all."""
    shares = everyone.in_time.value, without.in_time.value
    if shares[0] is None or shares[1] is None or everyone.in_time.n == without.in_time.n:
        return ""
    return (
        f" With them about {of_100(shares[0])} of every 100 were told in time, without them "
        f"about {of_100(shares[1])}."
    )


def half_words(half: Estimate) -> str:
    """Return "within 6.2 hours (95 % interval 5.1 to 7.0)", or why it cannot be said."""
    if half.value is None:
        return f"cannot be said: {WHY_NOT[half.why_not or WhyNot.NOBODY]}"
    within = f"within {hours_of(half.value):,.1f} hours"
    if half.low is None or half.high is None:
        return within
    return f"{within} (95 % interval {hours_of(half.low):,.1f} to {hours_of(half.high):,.1f})"
