"""What one notification tells a joint review: little enough to hold those of ten years. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from sys import intern

from reviews.delays import LeftOut, Looked, Observation, observe
from reviews.pack.background import UNTOLD, Background, background_of
from schemas.facts import Fact
from schemas.legs import Leg, legs_of
from schemas.moments import Moment, local_day
from schemas.records import Case, grade_at
from schemas.words import ChildrenKnown, Clock, Disposition, Flag, Milestone, Notice, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One notification as it was seen at the instant the pack is looked at from."""

    code: str
    force: str
    local_authority: str
    day: date
    """The day in Europe/London on which the police knew, or else on which we knew of it."""
    risk: Risk
    children: int | None
    clocks: Mapping[Clock, Observation | LeftOut]
    legs: tuple[Leg, ...]
    milestones: Mapping[Milestone, Moment]
    """Those that were reached at the instant we look from."""
    kin: Collection[str]
    """Keyed hashes of the household and the children, by which a repeat in the home is found."""
    flags: frozenset[Flag]
    disposition: Disposition | None
    """Why nothing is expected any more, while that stands; None where something is."""
    background: Background = UNTOLD
    notices: Mapping[Notice, Moment] = field(default_factory=dict)
    """The earliest first and the earliest full notice that came by the instant we look from."""

    @property
    def duty(self) -> Observation | None:
        """How long from police knew to front door told; None where nothing can be said."""
        told = self.clocks[Clock.DUTY]
        return told if isinstance(told, Observation) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a case is called, and whose it is, by the labels that all figures use."""

    code: str
    force: str
    local_authority: str


def counts(case: Case) -> bool:
    """Whether a case is a notification about children that stands by itself.

    A duplicate's milestones count in the case it stands joined to.
    """
    return case.children_known is not ChildrenKnown.NONE and case.duplicate_of is None


def see(case: Case, named: Named, looked: Looked, facts: Sequence[Fact] = ()) -> Seen:
    """Return what a case and the messages about it tell, looked at from an instant."""
    return Seen(
        code=named.code,
        force=intern(named.force),
        local_authority=intern(named.local_authority),
        day=local_day(case.started_at),
        risk=grade_at(case.grades, looked.as_of),
        children=case.children,
        clocks={clock: observe(case, clock, looked) for clock in Clock},
        legs=tuple(_legs(case, looked)),
        milestones={
            name: at for name, at in case.milestones.items() if at.earliest <= looked.as_of
        },
        # A third of the room that a set of so few takes.
        kin=tuple(sorted(case.kin)),
        flags=_alike(case.flags),
        disposition=case.disposition if case.is_closed else None,
        background=background_of(case, facts, looked),
        notices={name: at for name, at in case.notices.items() if at.earliest <= looked.as_of},
    )


@cache
def _alike(flags: frozenset[Flag]) -> frozenset[Flag]:
    """Return the one set that stands for all equal ones: there are few, and very many cases."""
    return flags


def _legs(case: Case, looked: Looked) -> list[Leg]:
    """Return the legs that were over at the instant we look from."""
    received = case.received
    if received is None or received.earliest > looked.as_of:
        return []
    return [
        Leg(name=intern(leg.name), owner=leg.owner, length=leg.length)
        for leg in legs_of(case)
        if case.milestones[end_of_leg(leg.name)].earliest <= looked.as_of
    ]


def end_of_leg(name: str) -> Milestone:
    """Return the milestone at which a leg of this name ends."""
    return Milestone(name.partition("_to_")[2])
