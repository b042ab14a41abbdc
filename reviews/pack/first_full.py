"""How long to a first notice, and how long until the full one came? Pure.

A raw first notice ends the wait; what the front door needs to act on may come with the full one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from reviews.delays import Observation
from reviews.delays.observing import ZERO
from reviews.pack.parts import Column, Interval, Intervals, Picture, Section, Unit, hours_of
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import (
    Compared,
    Fates,
    Group,
    compare,
    half_words,
    side_by_side_table,
)
from reviews.pack.words import number_words, share_words
from schemas.clocks import TimesDisagree, elapsed
from schemas.moments import Moment
from schemas.words import Milestone, Notice

ANY, FIRST, FULL, BETWEEN = (
    "Police knew to any notice",
    "Police knew to first notice",
    "Police knew to full notice",
    "First notice to full notice",
)
_WAYS = (ANY, FIRST, FULL, BETWEEN)
_Lengths = Sequence[tuple[str, Observation]]
"""Case codes, each with how long one way took."""


def first_full_section(seen: Sequence[Seen], as_of: datetime, fates: Fates) -> Section:
    """Return the lengths to each kind of notice; ``fates`` is what shares its fate."""
    those = [one for one in seen if one.duty is not None]
    compared = [_compared(label, lengths, fates) for label, lengths in _ways(those, as_of)]
    has_first = len(compared) == len(_WAYS)
    return Section(
        name="first-full",
        question="How long to a first notice, and how long until the full one came?",
        sentences=(_lead(those), *(_effect(compared) if has_first else ())),
        pictures=(_picture(compared),) if has_first else (),
        tables=(
            side_by_side_table(
                "first_full",
                "First and full notices",
                compared,
                Column(name="way", heading="From and to"),
                "Notifications",
            ),
        ),
        notes=(
            "Any notice ends the wait: the limits of this pack count to the first that came. The "
            "row of full notices asks how many would have kept the same limit had only a full one "
            "counted. What has not come yet counts as at least so long. A resend or an amendment "
            "is neither a first nor a full notice, and no limit is agreed between the two.",
            "Of those that came in full at once there was no first notice to wait for: they are "
            "not in that row. Of closed cases what came counts, and nothing more is expected.",
        ),
    )


def _ways(those: Sequence[Seen], as_of: datetime) -> Iterator[tuple[str, _Lengths]]:
    """Yield the ways there are: where no first notice ever came nobody waits for one."""
    kinds = {notice for one in those for notice in one.notices}
    yield ANY, [(one.code, one.duty) for one in those if one.duty is not None]
    if Notice.FIRST in kinds:
        yield FIRST, list(_to(Notice.FIRST, filter(_may_be_first, those), as_of))
    if kinds:
        yield FULL, list(_to(Notice.FULL, those, as_of))
    if Notice.FIRST in kinds:
        yield BETWEEN, list(_between(those, as_of))


def _may_be_first(one: Seen) -> bool:
    """Whether a first notice came, or none did yet of which that may still be said."""
    return Notice.FIRST in one.notices or (one.duty is not None and one.duty.is_open)


def _to(notice: Notice, seen: Iterable[Seen], as_of: datetime) -> Iterator[tuple[str, Observation]]:
    for one in seen:
        start = one.milestones.get(Milestone.REPORTED)
        found = _length(one, start, one.notices.get(notice), as_of)
        if found is not None:
            yield one.code, found


def _between(seen: Iterable[Seen], as_of: datetime) -> Iterator[tuple[str, Observation]]:
    for one in seen:
        found = _length(one, one.notices.get(Notice.FIRST), one.notices.get(Notice.FULL), as_of)
        if found is not None:
            # No limit is agreed between the two notices.
            yield (
                one.code,
                Observation(at_least=found.at_least, at_most=found.at_most, risk=found.risk),
            )


def _length(
    one: Seen, start: Moment | None, end: Moment | None, as_of: datetime
) -> Observation | None:
    """Return how long it took, or has so far; None where nothing can be said."""
    duty = one.duty
    if start is None or duty is None or (end is None and _is_not_expected(one)):
        return None
    if end is None:
        at_least = max(as_of - start.latest, ZERO)
        return Observation(at_least=at_least, at_most=None, risk=duty.risk, target=duty.target)
    try:
        length = elapsed(start, end)
    except TimesDisagree:
        return None
    return Observation(
        at_least=length.lower, at_most=length.upper, risk=duty.risk, target=duty.target
    )


def _is_not_expected(one: Seen) -> bool:
    """Whether the case is closed, or was told by a notice that is neither first nor full."""
    is_kind_unknown = Milestone.RECEIVED in one.milestones and not one.notices
    return is_kind_unknown or one.disposition is not None


def _compared(label: str, lengths: _Lengths, fates: Fates) -> Compared:
    return compare(
        Group(
            label=label,
            duty=[length for _, length in lengths],
            together=[fates[code] for code, _ in lengths],
        )
    )


def _lead(those: Sequence[Seen]) -> str:
    received = [one for one in those if Milestone.RECEIVED in one.milestones]
    if not received:
        return "No notice is known of, so neither a first nor a full one."
    kinds = Counter(frozenset(one.notices) for one in received)
    said = [f"{kinds[kind]:,} {words}" for kind, words in _CAME if kinds[kind]]
    return f"Of {number_words(len(received), 'notification')} that came, {', '.join(said)}."


_CAME = (
    (frozenset({Notice.FULL}), "came in full at once"),
    (frozenset({Notice.FIRST, Notice.FULL}), "came as a first notice and in full"),
    (frozenset({Notice.FIRST}), "only as a first notice so far"),
    (frozenset[Notice](), "by a notice whose kind was not told"),
)


def _effect(compared: Sequence[Compared]) -> Iterator[str]:
    any_, first, full, between = compared
    yield (
        f"{FIRST}: half {half_words(first.half)}; {FULL.lower()}: half {half_words(full.half)}; "
        f"{BETWEEN.lower()}: half {half_words(between.half)}."
    )
    yield (
        f"Told in time, by any notice: {share_words(any_.in_time)}; had only full notices counted: "
        f"{share_words(full.in_time)}."
    )


def _picture(compared: Sequence[Compared]) -> Picture:
    rows = tuple(
        Interval(
            label=f"{one.group.label}\n{number_words(one.half.n, 'notification')}",
            value=_hours(one.half.value),
            low=_hours(one.half.low),
            high=_hours(one.half.high),
        )
        for one in compared
    )
    words = " ".join(f"{one.group.label}: half {half_words(one.half)}." for one in compared)
    return Picture(
        title="Half came within so many hours, by kind of notice",
        words=f"Hours within which half came, with their interval. {words}",
        drawn=Intervals(rows=rows, unit=Unit.HOURS),
    )


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else hours_of(seconds)
