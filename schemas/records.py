"""What is known of one incident's notification: a frozen picture, and the alarms it has rung. Pure.

The picture is derived from messages by `consumer.lifecycle`; everything that shows or times a case
(the sweep, lists, metrics, reviews) reads this and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.moments import Moment
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Clock,
    Disposition,
    Flag,
    Milestone,
    Notice,
    ReceivedBy,
    Risk,
    Role,
    Rung,
    State,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A risk grade and the instant from which it holds; `message` tells who said it."""

    since: datetime
    risk: Risk
    message: str


def grade_at(grades: tuple[Grade, ...], at: datetime) -> Risk:
    """Return the grade in force at an instant: the last one at or before it.

    ``grades`` rise by instant and, on a tie, by strictness. Before the first, those of the first
    instant hold; where nobody told a risk it is not assessed.
    """
    if not grades:
        return Risk.NOT_ASSESSED
    if len(grades) == 1:
        return grades[0].risk
    first = max(grades[0].since, at)
    return [grade for grade in grades if grade.since <= first][-1].risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One clock of one case: elapsed seconds, working time beside it, and the verdict if any.

    ``lower`` and ``upper`` are None where the clock has no value: its start is unknown or its times
    disagree. They are equal where both ends are exact. ``working`` is None unless exact.
    """

    lower: timedelta | None
    upper: timedelta | None
    is_exact: bool
    working: timedelta | None = None
    target: timedelta | None = None
    verdict: Verdict | None = None
    late_by: timedelta | None = None
    risk: Risk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One incident's notification as the messages held so far tell it.

    ``children`` is None where no message names any: unknown, never 0. ``armed_from`` is the
    earliest possible start of the wait, None where only the front door has spoken and gave none.
    """

    force: str | None
    local_authority: str | None
    milestones: Mapping[Milestone, Moment]
    grades: tuple[Grade, ...]
    youngest: AgeBand
    children: int | None
    children_known: ChildrenKnown
    armed_from: datetime | None
    first_heard: datetime
    is_waiting: bool
    state: State
    disposition: Disposition | None
    is_closed: bool
    flags: frozenset[Flag]
    clocks: Mapping[Clock, Reading]
    policy: str
    kin: frozenset[str] = frozenset()
    """Keyed hashes of the household and the children: who else may be waiting in this home."""
    is_graded_only: bool = False
    """Nothing but grades was told of it so far."""
    notices: Mapping[Notice, Moment] = field(default_factory=dict)
    """When the earliest first and the earliest full notice came that can be believed."""
    received_by: ReceivedBy | None = None
    """The team that took the earliest believable receipt, None where nobody says, or not one."""
    duplicate_of: str | None = None
    """The case this one stands joined to, while that disposition stands and ends the wait."""

    @property
    def risk(self) -> Risk:
        """The last grade of all, as graded, never uplifted."""
        return self.grades[-1].risk if self.grades else Risk.NOT_ASSESSED

    @property
    def highest_risk(self) -> Risk:
        """The strictest grade ever given."""
        risks = (grade.risk for grade in self.grades)
        return max(risks, key=lambda risk: risk.strictness, default=Risk.NOT_ASSESSED)

    @property
    def received(self) -> Moment | None:
        """When the front door or EDT was told; None while nobody was."""
        return self.milestones.get(Milestone.RECEIVED)

    @property
    def is_unmatched_receipt(self) -> bool:
        """Whether the front door has told of it, and the police of no incident it belongs to."""
        is_apart = Flag.UNREPORTED in self.flags and self.duplicate_of is None
        return is_apart and not self.is_waiting and self.received is not None

    @property
    def has_contact(self) -> bool:
        """Whether the council has recorded or decided a contact."""
        return Milestone.RECORDED in self.milestones or Milestone.DECIDED in self.milestones

    def is_known_only_by(self, grades: frozenset[str]) -> bool:
        """Whether nobody would know of the case but for these graded messages."""
        told = {grade.message for grade in self.grades if grade.message}
        return self.is_graded_only and told <= grades

    @property
    def rings(self) -> bool:
        """Whether the duty ladder may ring: the wait lasts and the children are known to exist."""
        return self.is_waiting and self.children_known is not ChildrenKnown.NOT_YET

    @property
    def started_at(self) -> datetime:
        """Where the case stands in time among others, also where no start of the wait is known."""
        return self.armed_from or self.first_heard


DUTY_RUNGS = (Rung.WARN, Rung.BREACH, Rung.ESCALATE, Rung.CEILING)
"""The ladder of the alarm clock, rising. Source: contract section 3."""

TOLD_RUNGS = (Rung.BREACH, Rung.ESCALATE, Rung.CEILING)
"""Rungs whose recipients are told when the wait ends. Source: contract section 3, `cleared`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One rung or notice that a case has used up: it never rings again.

    ``rung`` is a rung's name, or ``notice:SORT``. ``raised_at`` is the instant of the alarm that
    used it up; ``is_silent`` where nothing rang. ``roles`` are those told, EDT not yet standing in.
    """

    clock: Clock
    rung: str
    raised_at: datetime
    is_silent: bool = False
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The alarms a case has rung so far, and what the next look must know."""

    claims: tuple[Claim, ...] = ()
    is_uncleared: bool = False
    """Someone was told that this child waits past a limit, and not yet that it is over."""
    times_cleared: int = 0
    is_changed: bool = False
    """A message came since the last look, so that a repeat in the home must be looked for."""
    new_grades: frozenset[str] = field(default_factory=frozenset)
    """Graded messages that came since the last look: one of them may move a rung into the past."""

    def claim(self, clock: Clock, rung: str) -> Claim | None:
        """Return the claim on a rung or notice, None while it has not rung."""
        return next((c for c in self.claims if c.clock is clock and c.rung == rung), None)

    def has(self, clock: Clock, rung: str) -> bool:
        """Whether a rung or notice has rung, or was stood for by a higher one."""
        return self.claim(clock, rung) is not None

    def highest(self, clock: Clock = Clock.DUTY) -> Rung | None:
        """Return the highest rung so far, None where none has rung."""
        return highest_rung(c.rung for c in self.claims if c.clock is clock)


def highest_rung(names: Iterable[str]) -> Rung | None:
    """Return the highest rung among names of rungs and notices, None where there is no rung."""
    held = set(names)
    return next((rung for rung in reversed(DUTY_RUNGS) if rung in held), None)
