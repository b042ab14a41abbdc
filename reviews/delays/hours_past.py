"""In which legs did the hours past a limit pass? Each counted once, none left over. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reviews.delays.observing import STARTS, Observation
from schemas.legs import COUNCIL, NOT_SEPARABLE, TRANSIT, between, owner_of
from schemas.moments import Moment
from schemas.words import Clock, Milestone

STILL_OPEN = "still_open"
"""Stands for the end of a leg that nobody has told yet."""

ENDS = {Clock.DUTY: Milestone.RECEIVED, Clock.DECISION: Milestone.DECIDED}
"""The clocks whose legs are told, with their last milestones. Source: contract section 3."""

Milestones = Mapping[Milestone, Moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time past a limit that passed in one leg, and whose it is. Elapsed time."""

    leg: str
    owner: str
    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leg:
    name: str
    owner: str
    ends_at: datetime


def past_limit(clock: Clock, told: Observation, milestones: Milestones) -> list[Stretch]:
    """Return the time past the limit of one notification by leg; together it is ``told.late_by``.

    A milestone known only to the day, or in the wrong order to another, cuts nothing: its
    neighbours make one longer leg. Where a wait goes on after the sending its hours are on their
    way. Where no sending is told it may have been made or not: the hours since the last milestone
    are then given to neither partner.
    """
    if not told.late_by or clock not in ENDS:
        return []
    start = STARTS[clock]
    begin = milestones[start].latest
    end = begin + told.at_least
    legs: list[_Leg] = []
    last = start
    for then, at in _cuts(clock, milestones, begin, end):
        legs.append(_over(last, then, at))
        last = then
    legs.append(_still_open(last, end) if told.is_open else _over(last, ENDS[clock], end))
    return _stretches(end - told.late_by, legs)


def _cuts(
    clock: Clock, milestones: Milestones, begin: datetime, end: datetime
) -> list[tuple[Milestone, datetime]]:
    """Return the milestones within the wait that agree with each other, in their order."""
    way = (name for name in between(STARTS[clock], ENDS[clock]) if name in milestones)
    exact = [(name, milestones[name].earliest) for name in way if milestones[name].is_exact]
    within = [(name, at) for name, at in exact if begin <= at <= end]
    return [
        (name, at)
        for place, (name, at) in enumerate(within)
        if all(before <= at for _, before in within[:place])
        and all(at <= after for _, after in within[place:])
    ]


def _over(last: Milestone, end: Milestone, ends_at: datetime) -> _Leg:
    return _Leg(name=f"{last}_to_{end}", owner=owner_of(last, end), ends_at=ends_at)


_WHILE_OPEN = {
    Milestone.SENT: TRANSIT,
    Milestone.RECEIVED: COUNCIL,
    Milestone.RECORDED: COUNCIL,
}
"""Whose hours they are since the last milestone; after the others nobody can say."""


def _still_open(last: Milestone, ends_at: datetime) -> _Leg:
    owner = _WHILE_OPEN.get(last, NOT_SEPARABLE)
    return _Leg(name=f"{last}_to_{STILL_OPEN}", owner=owner, ends_at=ends_at)


def _stretches(limit_at: datetime, legs: Iterable[_Leg]) -> list[Stretch]:
    """Return what of each leg lies after the limit."""
    found, since = [], limit_at
    for leg in legs:
        if leg.ends_at > since:
            found.append(Stretch(leg=leg.name, owner=leg.owner, length=leg.ends_at - since))
            since = leg.ends_at
    return found
