"""What came of each change: the same figures before and after its day, and beside it. Pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviews.agreed import Change
from reviews.delays import (
    Difference,
    Estimate,
    Sides,
    Spans,
    alike,
    spans_around,
    told_in_time,
)
from reviews.pack.parts import Period
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import Compared, compare, group_of
from schemas.words import Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What changes are looked at in: notifications, their period, and what each belongs to."""

    seen: Sequence[Seen]
    period: Period
    places: Mapping[str, str]
    """Names of forces and councils by code."""
    fates: Mapping[str, Hashable]
    """By case code what each notification shares its fate with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSides:
    """One place before and after a day."""

    name: str
    before: Compared
    after: Compared
    alike: Difference | None
    """How far the share moved had the grades been mixed alike; None where that cannot be said."""

    @property
    def share(self) -> Sides:
        """The share told in time."""
        return Sides(before=self.before.in_time, after=self.after.in_time)

    @property
    def half(self) -> Sides:
        """Within how many seconds half were told."""
        return Sides(before=self.before.half, after=self.after.half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What can be said of one change; ``spans`` is None where too few days lie on a side of it.

    ``beside`` are the councils of the same force that it does not concern, over the same days.
    """

    number: int
    change: Change
    place: str
    spans: Spans | None
    here: TwoSides | None = None
    beside: tuple[TwoSides, ...] = ()
    others: tuple[int, ...] = ()
    """Numbers of the other changes, wherever they are, that began within the spans."""


def effects_of(changes: Sequence[Change], ground: Ground) -> tuple[Effect, ...]:
    """Return what came of each change, in their order."""
    numbered = list(enumerate(changes, 1))
    return tuple(_effect(number, numbered, ground) for number, _ in numbered)


def _effect(number: int, numbered: Sequence[tuple[int, Change]], ground: Ground) -> Effect:
    change = numbered[number - 1][1]
    name = ground.places.get(change.concerns, change.concerns)
    spans = spans_around(change.since, ground.period.first, ground.period.last)
    if spans is None:
        return Effect(number=number, change=change, place=name, spans=None)
    return Effect(
        number=number,
        change=change,
        place=name,
        spans=spans,
        here=_two_sides(change.concerns, spans, ground),
        beside=tuple(
            _two_sides(code, spans, ground) for code in _councils_beside(change, ground.seen)
        ),
        others=tuple(
            other
            for other, one in numbered
            if other != number and (spans.is_before(one.since) or spans.is_after(one.since))
        ),
    )


def _councils_beside(change: Change, seen: Iterable[Seen]) -> list[str]:
    """Return the other councils of the same force; none of a change that concerns the force."""
    places = {(one.force, one.local_authority) for one in seen}
    forces = {force for force, council in places if council == change.concerns}
    return sorted({council for force, council in places if force in forces} - {change.concerns})


def _two_sides(code: str, spans: Spans, ground: Ground) -> TwoSides:
    name = ground.places.get(code, code)
    before, after = (
        _those(code, is_in, ground.seen) for is_in in (spans.is_before, spans.is_after)
    )
    return TwoSides(
        name=name,
        before=compare(group_of(name, before, ground.fates)),
        after=compare(group_of(name, after, ground.fates)),
        alike=alike(
            [
                Sides(
                    before=_share_of(risk, before, ground.fates),
                    after=_share_of(risk, after, ground.fates),
                )
                for risk in Risk
            ]
        ),
    )


def _those(code: str, is_in: Callable[[date], bool], seen: Iterable[Seen]) -> list[Seen]:
    return [one for one in seen if code in (one.force, one.local_authority) and is_in(one.day)]


def _share_of(risk: Risk, those: Iterable[Seen], fates: Mapping[str, Hashable]) -> Estimate:
    graded = [one for one in those if one.duty is not None and one.duty.risk is risk]
    group = group_of(risk, graded, fates)
    return told_in_time(group.duty, group.together)
