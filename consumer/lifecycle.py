"""What all facts about one reference tell together. Pure.

The facts of a case are a set, and everything here reads them in one fixed order, so the result does
not depend on the order, repetition or batching in which messages came. Source of every rule:
contract section 2.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from consumer.receipts_told import ToldReceipt, receipts_told
from consumer.times_told import times_told
from schemas.facts import Fact, Home, Place, in_order
from schemas.moments import Moment, earliest_of
from schemas.records import Grade
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Disposition,
    MessageType,
    Milestone,
    Risk,
)

FRONT_DOOR = frozenset(
    {
        MessageType.NOTIFICATION_RECEIVED,
        MessageType.CONTACT_RECORDED,
        MessageType.CONTACT_DECIDED,
    }
)
"""Messages that show the council knows."""

FIRST = ""
"""In place of a message's name: the grade that holds from the start."""

BEFORE_EVERYTHING = datetime(1, 1, 1, tzinfo=UTC)
"""Where no start is known the first grade holds from the beginning of time."""


_Homes = list[tuple[Fact, Home]]
"""Messages that tell of the incident itself, with what they tell."""


class Band(NamedTuple):
    """A child's age band, and the place of the message that told it."""

    said: Place
    band: AgeBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the facts about one reference tell, before other references are joined to it.

    ``receipts`` are all candidates, believable or not, since that depends on the start;
    ``notices`` is what their messages say of them; ``is_received_by_hand`` says that people
    entered them here, for want of others.
    ``contacts`` are the times from which a receipt may be inferred: none while a correction says
    that the receipt never happened.
    """

    milestones: Mapping[Milestone, Moment]
    receipts: tuple[Moment, ...]
    notices: frozenset[ToldReceipt]
    is_received_by_hand: bool
    contacts: tuple[Moment, ...]
    grades: tuple[Grade, ...]
    children: Mapping[str, Band]
    children_known: ChildrenKnown
    household: str | None
    force: str | None
    local_authority: str | None
    closing: Fact | None
    armed_from: datetime | None
    first_heard: datetime
    is_reported: bool
    is_with_council: bool
    is_graded_only: bool
    """Nothing but grades was told: then no grade can have moved a rung that was known before."""

    @property
    def duplicate_of(self) -> str | None:
        """The case that the standing disposition names, whether or not we hold it."""
        if self.closing is None or self.closing.disposition is not Disposition.DUPLICATE:
            return None
        return self.closing.of

    @property
    def kin(self) -> frozenset[str]:
        """Keyed hashes of the household and the children."""
        return frozenset(self.children) | ({self.household} if self.household else set())


def tell(facts: Sequence[Fact]) -> Account:
    """Return what the facts about one reference tell; there is at least one."""
    ordered = in_order(facts)
    types = {fact.type for fact in facts}
    reported = _of_type(ordered, MessageType.INCIDENT_REPORTED)
    blocked = _of_type(ordered, MessageType.NOTIFICATION_RECEIVED)
    reports, blocks = [home for _, home in reported], [home for _, home in blocked]
    children = _children(reported if _give_children(reports) else blocked)
    times = times_told(ordered)
    milestones: dict[Milestone, Moment] = {
        name: at
        for name in _TOLD_ALONE
        if name in times.at and (at := earliest_of(times.at[name])) is not None
    }
    armed_from = _armed_from(milestones, ordered)
    contacts = (milestones.get(name) for name in (Milestone.RECORDED, Milestone.DECIDED))
    infers = Milestone.RECEIVED not in times.taken_back
    return Account(
        milestones=milestones,
        receipts=times.at.get(Milestone.RECEIVED, ()),
        notices=receipts_told(ordered),
        is_received_by_hand=times.by_hand,
        contacts=tuple(at for at in contacts if at is not None) if infers else (),
        grades=_grades(ordered, reported or blocked),
        children=children,
        children_known=_children_known(reports, blocks, children),
        household=_latest(reports, blocks, _HOUSEHOLD),
        force=_latest(reports, blocks, _FORCE),
        local_authority=_latest(reports, blocks, _LOCAL_AUTHORITY),
        closing=_closing(ordered) if MessageType.INCIDENT_CLOSED in types else None,
        armed_from=armed_from,
        first_heard=ordered[0].time,
        is_reported=bool(reports),
        is_with_council=not types.isdisjoint(FRONT_DOOR),
        is_graded_only=types == _ONLY_GRADED,
    )


_TOLD_ALONE = tuple(name for name in Milestone if name is not Milestone.RECEIVED)
"""Milestones of which the earliest time counts, whatever the others say."""

_ONLY_GRADED = {MessageType.INCIDENT_GRADED}
_HOUSEHOLD, _FORCE, _LOCAL_AUTHORITY = map(attrgetter, ("household", "force", "local_authority"))


def _armed_from(milestones: Mapping[Milestone, Moment], facts: Sequence[Fact]) -> datetime | None:
    """Return the earliest possible start of the wait: reported, else occurred, else first told."""
    return start_of_wait(milestones) or min(
        (f.time for f in facts if f.type not in FRONT_DOOR), default=None
    )


def start_of_wait(milestones: Mapping[Milestone, Moment]) -> datetime | None:
    """Return the earliest instant at which police may have known, as far as milestones tell."""
    start = milestones.get(Milestone.REPORTED) or milestones.get(Milestone.OCCURRED)
    return start.earliest if start is not None else None


def _grades(facts: Sequence[Fact], homes: _Homes) -> tuple[Grade, ...]:
    """Return the grades told, the first of them from before everything: see `in_force`.

    ``homes`` are those of the reports or, where no report is held, of the blocks.
    """
    first, later = _first_grade(homes)
    graded = [
        Grade(since=min(f.at.earliest, f.time), risk=f.risk, message=f.name)
        for f in facts
        if f.type is MessageType.INCIDENT_GRADED and f.at and f.risk
    ]
    return (first, *later, *graded)


def in_force(grades: Iterable[Grade], start: datetime | None) -> tuple[Grade, ...]:
    """Return grades rising by instant, the stricter last on a tie: the order of taking over.

    Each first grade holds from the start, and no other holds before it.
    """
    from_start = start or BEFORE_EVERYTHING
    held = (
        grade
        if grade.since >= from_start
        else Grade(since=from_start, risk=grade.risk, message=grade.message)
        for grade in grades
    )
    return tuple(sorted(held, key=lambda g: (g.since, g.risk.strictness, g.message)))


def _first_grade(homes: _Homes) -> tuple[Grade, list[Grade]]:
    """Return the grade from the start and those of later reports or, without any, of blocks.

    A block's risk counts only where no report is held. That of the first block holds from the
    start; where it names none, nobody had told a risk, and a later block's holds from when it was
    sent.
    """
    later = [
        Grade(since=fact.time, risk=home.risk, message=fact.name)
        for fact, home in homes[1:]
        if home.risk is not None
    ]
    first = homes[0][1].risk if homes else None
    risk = first or Risk.NOT_ASSESSED
    return Grade(since=BEFORE_EVERYTHING, risk=risk, message=FIRST), later


def _of_type(facts: Sequence[Fact], kind: MessageType) -> _Homes:
    return [(f, f.home) for f in facts if f.type is kind and f.home is not None]


def _children(told: Iterable[tuple[Fact, Home]]) -> dict[str, Band]:
    """Return each child's latest known band; a known one counts over `unknown`."""
    return latest_bands(
        (child, Band(fact.place, band)) for fact, home in told for child, band in home.children
    )


def latest_bands(told: Iterable[tuple[str, Band]]) -> dict[str, Band]:
    """Return for each child the band that counts among several told."""
    bands: dict[str, Band] = {}
    for child, band in told:
        bands[child] = max(bands.get(child, band), band, key=_worth)
    return bands


def _worth(band: Band) -> tuple[bool, Band]:
    return band.band is not AgeBand.UNKNOWN, band


def _give_children(reports: Sequence[Home]) -> bool:
    """Whether reports say who the children are, or that there are none: then no block fills in."""
    return any(home.children or home.children_known is ChildrenKnown.NONE for home in reports)


def _children_known(
    reports: Sequence[Home], blocks: Sequence[Home], children: Mapping[str, Band]
) -> ChildrenKnown:
    """Return the latest word; a list of children says yes, also the front door's own list."""
    words = [_said_of_children(home) for home in reports or blocks]
    told = [word for word in words if word is not None]
    if not told:
        return ChildrenKnown.YES
    if reports and children and set(told) == {ChildrenKnown.NOT_YET}:
        return ChildrenKnown.YES
    return told[-1]


def _said_of_children(home: Home) -> ChildrenKnown | None:
    return ChildrenKnown.YES if home.children else home.children_known


def _latest(
    reports: Sequence[Home], blocks: Sequence[Home], read: Callable[[Home], str | None]
) -> str | None:
    """Return the latest value given; absent never overwrites, a block only fills."""
    for homes in (reports, blocks):
        for home in reversed(homes):
            if (value := read(home)) is not None:
                return value
    return None


def _closing(facts: Sequence[Fact]) -> Fact | None:
    """Return the disposition that stands: the last by when it holds, then by who said it."""
    closings = [f for f in facts if f.type is MessageType.INCIDENT_CLOSED and f.at]
    last = max(closings, key=attrgetter("closing_place"), default=None)
    return None if last is None or last.disposition is Disposition.REOPENED else last
