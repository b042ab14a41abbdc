"""How many hours would have been saved, had each leg met its own limit? Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reviews.agreed import LegLimit
from reviews.delays import Result, ends_of, is_over_untold, length_of
from reviews.pack.leg_table import shares_of
from reviews.pack.parts import (
    Column,
    Form,
    Part,
    Parts,
    Picture,
    Section,
    Table,
    hours_of,
)
from reviews.pack.past_limit import part_words
from reviews.pack.seen import Seen
from reviews.pack.words import leg_words, number_words, of_100, roles_words
from schemas.legs import is_before_receipt, owner_of
from schemas.words import Milestone

_ZERO = timedelta(0)
_COLUMNS = (
    Column(name="leg", heading="Leg"),
    Column(name="owner", heading="Whose hours"),
    Column(name="limit_hours", heading="Limit (hours)", form=Form.HOURS),
    Column(name="agreed_by", heading="Agreed by"),
    Column(
        name="n",
        heading="Notifications",
        form=Form.COUNT,
        meaning="How many had this leg, both ends known to the second.",
    ),
    Column(name="over", heading="Over the limit", form=Form.COUNT),
    Column(name="hours", heading="Hours saved", form=Form.HOURS),
    Column(name="share", heading="Of all saved, of 100", form=Form.SHARE),
    Column(
        name="children_hours",
        heading="Hours saved for children",
        form=Form.HOURS,
        meaning="Each hour counted once for every child of the notification.",
    ),
)


def saved_section(seen: Sequence[Seen], limits: Sequence[LegLimit]) -> Section:
    """Return the hours by which legs outlasted their limits; nothing where none is agreed."""
    found = [_found(seen, limit) for limit in limits]
    return Section(
        name="saved",
        question="How many hours would be saved if each leg met its own limit?",
        sentences=(_lead(found), _in_time(seen, limits), *map(_sentence, found))
        if limits
        else (
            "That cannot be said: no limit is agreed for any single leg. The policy limits the "
            "whole wait; limits of legs stand in the file of changes and actions.",
        ),
        pictures=(_picture(found),) if any(one.saved for one in found) else (),
        tables=(_table(found),) if limits else (),
        notes=_NOTES if limits else (),
    )


_NOTES = (
    "Hours saved are those by which a leg outlasted its own limit, in every notification, late or "
    "not; a leg that was quicker saves nothing elsewhere. No two limits hold for the same part of "
    "the way, so no hour counts twice. It is supposed that everything after a shortened leg would "
    "have taken as long as it did. Times known only to the day are left out; where the front door "
    "is not told yet, a leg up to its being told counts up to when this pack is looked at from.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    limit: LegLimit
    number: int
    over: int
    passed: timedelta
    """How long the leg took in all notifications together."""
    saved: timedelta
    saved_for_children: timedelta
    untold: int
    """In how many it is longer than its limit since it began, and nobody has told its end."""


def _found(seen: Iterable[Seen], limit: LegLimit) -> _Found:
    told = [(one, length_of(limit.leg, one.milestones, one.duty)) for one in seen]
    known = [(one, length) for one, length in told if length is not None]
    over = [(one, length - limit.length) for one, length in known if length > limit.length]
    return _Found(
        limit=limit,
        number=len(known),
        over=len(over),
        passed=sum((length for _, length in known), _ZERO),
        saved=sum((by for _, by in over), _ZERO),
        saved_for_children=sum((by * (one.children or 0) for one, by in over), _ZERO),
        untold=sum(
            is_over_untold(limit.leg, limit.length, one.milestones, one.clocks) for one, _ in told
        ),
    )


def _lead(found: Sequence[_Found]) -> str:
    saved = sum((one.saved for one in found), _ZERO)
    passed = sum((one.passed for one in found), _ZERO)
    if not passed:
        return "That cannot be said: no leg that has a limit is known to the second."
    for_children = sum((one.saved_for_children for one in found), _ZERO)
    return (
        f"{number_words(_hours(saved), 'hour')} would be saved, of every 100 hours of these legs "
        f"{of_100(saved / passed)}; counted once for each child, "
        f"{number_words(_hours(for_children), 'hour')}."
    )


def _in_time(seen: Iterable[Seen], limits: Sequence[LegLimit]) -> str:
    late = [
        (one, one.duty) for one in seen if one.duty is not None and one.duty.result is Result.LATE
    ]
    before = [limit for limit in limits if is_before_receipt(ends_of(limit.leg)[1])]
    kept = sum(
        duty.late_by <= _saved(one, before) and (not duty.is_open or _would_have_ended(one, before))
        for one, duty in late
    )
    return (
        f"Of {number_words(len(late), 'late notification')} {kept:,} would have been told in time."
    )


def _saved(one: Seen, limits: Iterable[LegLimit]) -> timedelta:
    lengths = ((length_of(limit.leg, one.milestones, one.duty), limit) for limit in limits)
    return sum(
        (max(length - limit.length, _ZERO) for length, limit in lengths if length is not None),
        _ZERO,
    )


def _would_have_ended(one: Seen, limits: Iterable[LegLimit]) -> bool:
    """Whether a wait that goes on would be over, had its last leg met a limit."""
    return any(
        ends_of(limit.leg)[1] is Milestone.RECEIVED
        and length_of(limit.leg, one.milestones, one.duty) is not None
        for limit in limits
    )


def _sentence(found: _Found) -> str:
    limit = found.limit
    return (
        f"{leg_words(limit.leg)}, limit {hours_of(limit.length.total_seconds()):,g} h (agreed "
        f"by {roles_words(limit.agreed_by)}): over it in {found.over:,} of "
        f"{number_words(found.number, 'notification')}, together by "
        f"{number_words(_hours(found.saved), 'hour')}.{_untold(found)}"
    )


def _untold(found: _Found) -> str:
    """Say what is left out, so that what goes on longest is not taken for kept."""
    if not found.untold:
        return ""
    return (
        f" Not in this: {found.untold:,} more in which it began longer ago than the "
        "limit and nobody has told its end."
    )


def _hours(length: timedelta) -> int:
    return int(length / timedelta(hours=1))


def _shares(saved: Iterable[timedelta]) -> list[float | None]:
    return shares_of([int(one.total_seconds()) for one in saved], 1000)


def _picture(found: Sequence[_Found]) -> Picture:
    shares = _shares(one.saved for one in found)
    of_children = _shares(one.saved_for_children for one in found)
    parts = tuple(
        Part(
            label=leg_words(one.limit.leg),
            owner=owner_of(*ends_of(one.limit.leg)),
            share=share or 0.0,
            share_of_children=child,
        )
        for one, share, child in zip(found, shares, of_children, strict=True)
    )
    return Picture(
        title="Of every 100 hours that would be saved, in which leg",
        words=f"Share of the hours saved by leg, of 100. {'; '.join(map(part_words, parts))}.",
        drawn=Parts(rows=parts),
    )


def _table(found: Sequence[_Found]) -> Table:
    shares = _shares(one.saved for one in found)
    rows = [
        (
            one.limit.leg,
            owner_of(*ends_of(one.limit.leg)),
            hours_of(one.limit.length.total_seconds()),
            roles_words(one.limit.agreed_by),
            one.number,
            one.over,
            hours_of(one.saved.total_seconds()),
            share,
            hours_of(one.saved_for_children.total_seconds()),
        )
        for one, share in zip(found, shares, strict=True)
    ]
    return Table(name="saved", title="Hours over each limit", columns=_COLUMNS, rows=rows)
