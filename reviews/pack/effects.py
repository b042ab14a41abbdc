"""What came of each change: the same figures before and after its day, and beside it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviews.agreed import Change
from reviews.delays import Observation, Sides, Spans, half_sides, share_sides, spans_around
from reviews.pack.parts import Period
from reviews.pack.seen import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One place before and after: its share told in time, and within how long half were told."""

    name: str
    share: Sides
    half: Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What can be said of one change; ``spans`` is None where too few days lie on a side of it.

    ``beside`` are the councils of the same force that it does not concern, over the same days.
    """

    number: int
    change: Change
    place: str
    spans: Spans | None
    here: Compared | None = None
    beside: tuple[Compared, ...] = ()


def effects_of(
    changes: Sequence[Change], seen: Sequence[Seen], period: Period, places: Mapping[str, str]
) -> tuple[Effect, ...]:
    """Return what came of each change, in their order; ``places`` are names by code."""
    return tuple(
        _effect(number, change, seen, period, places) for number, change in enumerate(changes, 1)
    )


def _effect(
    number: int, change: Change, seen: Sequence[Seen], period: Period, places: Mapping[str, str]
) -> Effect:
    name = places.get(change.concerns, change.concerns)
    spans = spans_around(change.since, period.first, period.last)
    if spans is None:
        return Effect(number=number, change=change, place=name, spans=None)
    return Effect(
        number=number,
        change=change,
        place=name,
        spans=spans,
        here=_compared(name, _those_of(change.concerns, seen), spans),
        beside=tuple(
            _compared(places.get(code, code), _those_of(code, seen), spans)
            for code in _councils_beside(change.concerns, seen)
        ),
    )


def _those_of(code: str, seen: Iterable[Seen]) -> list[Seen]:
    return [one for one in seen if code in (one.force, one.local_authority)]


def _councils_beside(code: str, seen: Sequence[Seen]) -> list[str]:
    """Return the other councils of the same force; none of a change that concerns the force."""
    forces = {one.force for one in seen if one.local_authority == code}
    return sorted({one.local_authority for one in seen if one.force in forces} - {code})


def _compared(name: str, those: Iterable[Seen], spans: Spans) -> Compared:
    before: list[Observation] = []
    after: list[Observation] = []
    for one in those:
        if one.duty is not None and spans.is_before(one.day):
            before.append(one.duty)
        elif one.duty is not None and spans.is_after(one.day):
            after.append(one.duty)
    return Compared(name=name, share=share_sides(before, after), half=half_sides(before, after))
