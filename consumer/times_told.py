"""Which times count for each milestone of one reference. Pure. Source: contract section 2."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.facts import Fact
from schemas.moments import Moment
from schemas.words import MessageType, Milestone

_Said = dict[Milestone, list[tuple[datetime, Moment]]]
"""For each milestone when it was said, and which time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesTold:
    """The times that count: the last correction of a milestone, or all plain ones.

    ``taken_back`` names the milestones whose last correction says that they never happened.
    ``by_hand`` says that the receipts are what people entered here, for want of others.
    """

    at: Mapping[Milestone, tuple[Moment, ...]]
    taken_back: frozenset[Milestone]
    by_hand: bool


def times_told(facts: Sequence[Fact]) -> TimesTold:
    """Return the times that count among facts in the order of their places.

    A correction to null removes what was sent up to its time; what was sent later counts. The
    block of a receipt gives a time only where no incident message does, and a receipt that people
    entered here counts only where no feed tells of one.
    """
    plain: _Said = {}
    filling: _Said = {}
    corrections: dict[Milestone, Fact] = {}
    for fact in facts:
        if fact.type is MessageType.INCIDENT_CORRECTED and fact.milestone is not None:
            corrections[fact.milestone] = fact
            continue
        for name, at in _own_times(fact):
            (filling if fact.stands_in else plain).setdefault(name, []).append((fact.time, at))
        is_report = fact.type is MessageType.INCIDENT_REPORTED
        for name, at in _home_times(fact):
            (plain if is_report else filling).setdefault(name, []).append((fact.time, at))
    counted: dict[Milestone, tuple[Moment, ...]] = {}
    by_hand = False
    for name in {*plain, *filling, *corrections}:
        correction = corrections.get(name)
        times = _counted(plain.get(name, []), correction)
        if not times and (times := _counted(filling.get(name, []), correction)):
            by_hand |= name is Milestone.RECEIVED
        if times:
            counted[name] = times
    taken_back = frozenset(name for name, told in corrections.items() if told.at is None)
    return TimesTold(at=counted, taken_back=taken_back, by_hand=by_hand)


def _counted(said: list[tuple[datetime, Moment]], correction: Fact | None) -> tuple[Moment, ...]:
    if correction is None:
        return tuple(at for _, at in said)
    if correction.at is not None:
        return (correction.at,)
    return tuple(at for time, at in said if time > correction.time)


def _own_times(fact: Fact) -> Iterator[tuple[Milestone, Moment]]:
    name = fact.milestone_told
    if name is not None and fact.at is not None:
        yield name, fact.at


def _home_times(fact: Fact) -> Iterator[tuple[Milestone, Moment]]:
    home = fact.home
    if home is None:
        return
    if home.reported is not None:
        yield Milestone.REPORTED, home.reported
    if home.occurred is not None:
        yield Milestone.OCCURRED, home.occurred
