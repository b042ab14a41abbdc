"""Legs: the time between two milestones, with one owner. Pure. Source: domain, "Milestones"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, pairwise

from schemas.records import Case
from schemas.words import Milestone

POLICE, TRANSIT, COUNCIL, NOT_SEPARABLE = "police", "transit", "council", "not_separable"
"""Who owns a leg; hours that cannot be told apart are given to neither partner."""

_WAY = (
    Milestone.REPORTED,
    Milestone.ATTENDED,
    Milestone.SUBMITTED,
    Milestone.REVIEWED,
    Milestone.TRIAGED,
    Milestone.SENT,
    Milestone.RECEIVED,
    Milestone.RECORDED,
    Milestone.DECIDED,
)
_PLACE = {milestone: place for place, milestone in enumerate(_WAY)}
_SENT, _RECEIVED = _PLACE[Milestone.SENT], _PLACE[Milestone.RECEIVED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of one case, both ends known to the second."""

    name: str
    owner: str
    length: timedelta


def legs_of(case: Case) -> list[Leg]:
    """Return the legs between the milestones a case has, once the front door was told.

    A milestone that nobody told makes its neighbours one longer leg; where that runs past the
    sending, nobody can say whose it was. Ends known only to the day make no leg, nor do ends in
    the wrong order.
    """
    if case.received is None or case.is_waiting:
        return []
    known = [name for name in _WAY if name in case.milestones]
    return [
        Leg(
            name=f"{start}_to_{end}",
            owner=owner_of(start, end),
            length=case.milestones[end].earliest - case.milestones[start].earliest,
        )
        for start, end in pairwise(known)
        if _is_measurable(case, start, end)
    ]


def _is_measurable(case: Case, start: Milestone, end: Milestone) -> bool:
    first, second = case.milestones[start], case.milestones[end]
    return first.is_exact and second.is_exact and first.earliest <= second.earliest


def owner_of(start: Milestone, end: Milestone) -> str:
    """Return whose leg it is: police up to sending, transit to receipt, council from there."""
    first, second = _PLACE[start], _PLACE[end]
    if second <= _SENT:
        return POLICE
    if first >= _RECEIVED:
        return COUNCIL
    return TRANSIT if (first, second) == (_SENT, _RECEIVED) else NOT_SEPARABLE


def is_before_receipt(end: Milestone) -> bool:
    """Whether a leg that ends here is part of the wait until the front door was told."""
    return _PLACE[end] <= _RECEIVED


def between(start: Milestone, end: Milestone) -> tuple[Milestone, ...]:
    """Return the milestones on the way from one to another, without these two."""
    return _WAY[_PLACE[start] + 1 : _PLACE[end]]


def every_leg() -> Iterator[tuple[str, str]]:
    """Yield name and owner of every leg there can be, also where milestones between are missing."""
    for start, end in combinations(_WAY, 2):
        yield f"{start}_to_{end}", owner_of(start, end)
