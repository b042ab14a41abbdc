"""The milestones of a case by who owns them, each with its bounds and what lay between. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.case_words import MILESTONES, when_words
from alerts.plain_words import duration_words
from schemas.moments import Moment
from schemas.records import Case
from schemas.words import Milestone

OWNERS = {
    "At home": (Milestone.OCCURRED,),
    "Police": (
        Milestone.REPORTED,
        Milestone.ATTENDED,
        Milestone.SUBMITTED,
        Milestone.REVIEWED,
        Milestone.TRIAGED,
        Milestone.SENT,
    ),
    "Front door": (Milestone.RECEIVED, Milestone.RECORDED, Milestone.DECIDED),
}
"""Whose milestone it is. Source: domain, "Milestones (owner)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneView:
    """One milestone: when, and how long after the one before; empty where nobody told."""

    name: str
    when: str
    after: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The milestones of one owner, in the order in which they should happen."""

    name: str
    milestones: tuple[MilestoneView, ...]


def milestone_groups(case: Case, now: datetime) -> tuple[Owner, ...]:
    """Return the milestones by owner; one that nobody told says so and is never a zero."""
    views = dict(_views(case, now))
    return tuple(
        Owner(name=owner, milestones=tuple(views[name] for name in names))
        for owner, names in OWNERS.items()
    )


def _views(case: Case, now: datetime) -> Iterator[tuple[Milestone, MilestoneView]]:
    before: Moment | None = None
    for name, words in MILESTONES.items():
        at = case.milestones.get(name)
        if at is None:
            yield (
                name,
                MilestoneView(name=words, when=_missing(name, case), after="", is_known=False),
            )
            continue
        after = "" if before is None else _after(before, at)
        yield name, MilestoneView(name=words, when=_when(at, now), after=after, is_known=True)
        before = at


def _missing(name: Milestone, case: Case) -> str:
    if name is Milestone.RECEIVED and case.is_waiting:
        return "not told yet"
    return "nobody has told us"


def _when(at: Moment, now: datetime) -> str:
    words = when_words(at)
    return words.removesuffix(f", {now.year}")


def _after(before: Moment, at: Moment) -> str:
    """Return how long after the milestone before, by its bounds; that it lies before, if it does.

    Where the two may overlap nobody knows which came first.
    """
    least, most = at.earliest - before.latest, at.latest - before.earliest
    if most < timedelta(0):
        return "before the one above"
    if least == most:
        return f"{duration_words(least)} later"
    if least <= timedelta(0):
        return f"up to {duration_words(most)} later"
    return f"{duration_words(least)} to {duration_words(most)} later"
