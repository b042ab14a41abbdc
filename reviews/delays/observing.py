"""What one case tells about one clock: a length, bounds, "at least so long", or why nothing. Pure.

What an end known only to the day leaves open is carried as bounds, never guessed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from schemas.clocks import decision_due
from schemas.moments import Moment, earliest_of
from schemas.policy import Policy, PolicyBook, UnknownVersion
from schemas.records import Case, grade_at
from schemas.words import ChildrenKnown, Clock, Milestone, Risk

ZERO = timedelta(0)

STARTS = {
    Clock.EXPOSURE: Milestone.OCCURRED,
    Clock.DUTY: Milestone.REPORTED,
    Clock.TRANSPORT: Milestone.SENT,
    Clock.PICKUP: Milestone.RECEIVED,
    Clock.DECISION: Milestone.RECEIVED,
}
"""Where each clock begins. Source: contract section 3."""

_ENDS = {
    Clock.EXPOSURE: (Milestone.RECEIVED,),
    Clock.DUTY: (Milestone.RECEIVED,),
    Clock.TRANSPORT: (Milestone.RECEIVED,),
    Clock.PICKUP: (Milestone.RECORDED, Milestone.DECIDED),
    Clock.DECISION: (Milestone.DECIDED,),
}
"""What ends each clock: the earliest of these. Source: contract section 3."""

_OF_THE_COUNCIL = frozenset({Clock.PICKUP, Clock.DECISION})


class LeftOut(StrEnum):
    """Why a case tells nothing about a clock."""

    NO_CHILDREN = "no_children"
    DUPLICATE = "duplicate"
    """Its milestones count in the case it stands joined to."""
    START_UNKNOWN = "start_unknown"
    LATER = "later"
    """The clock had not begun at the instant we look at."""
    TIMES_DISAGREE = "times_disagree"
    NO_LONGER_EXPECTED = "no_longer_expected"
    """Closed before the clock ended: withdrawn, not shared, or another authority's."""
    CHILDREN_NOT_YET_KNOWN = "children_not_yet_known"
    NOT_APART = "not_apart"
    """The front door has it, and nobody said that this notice came."""
    CONTACTS_NOT_TOLD = "contacts_not_told"
    """That council's contact feed is silent: nobody knows whether the clock has ended."""


class Result(StrEnum):
    """How a clock with a limit came out so far."""

    IN_TIME = "in_time"
    LATE = "late"
    """Over or not: the limit is past."""
    CANNOT_TELL = "cannot_tell"
    """It ended within bounds that reach over the limit."""
    STILL_OPEN = "still_open"
    """It runs, within its limit, or has none."""


class AgainstLimit(NamedTuple):
    """A length and its limit in the time that the limit counts; ``at_most`` is None while it runs.

    ``limit`` is None for a clock without one.
    """

    at_least: timedelta
    at_most: timedelta | None
    limit: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """How long one clock of one case ran, at least and at most; None while it still runs.

    ``target`` is its limit as elapsed time, None for a clock without one. ``risk`` is the grade at
    the receipt, or now where nobody was told yet. ``worked`` is the same in front-door hours, only
    for a clock whose limit counts those.
    """

    at_least: timedelta
    at_most: timedelta | None
    risk: Risk
    target: timedelta | None = None
    worked: AgainstLimit | None = None

    @property
    def against_limit(self) -> AgainstLimit:
        """Length and limit in the time that the limit counts."""
        if self.worked is not None:
            return self.worked
        return AgainstLimit(at_least=self.at_least, at_most=self.at_most, limit=self.target)

    @property
    def is_open(self) -> bool:
        """Whether the clock still runs."""
        return self.at_most is None

    @property
    def late_by(self) -> timedelta:
        """How far the limit was passed at least; nothing where it was kept, or is not known."""
        return ZERO if self.target is None else max(self.at_least - self.target, ZERO)

    @property
    def result(self) -> Result:
        """How it came out against its limit."""
        at_least, at_most, told = self.against_limit
        limit = timedelta.max if told is None else told
        if at_least > limit:
            return Result.LATE
        if at_most is None:
            return Result.STILL_OPEN
        return Result.IN_TIME if at_most <= limit else Result.CANNOT_TELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """From where we look: at which instant, with which policies, and whose contacts we hear."""

    as_of: datetime
    policies: PolicyBook
    contacts_heard: Collection[str] = ()
    """Councils whose contact feed is live."""


def observe(case: Case, clock: Clock, looked: Looked) -> Observation | LeftOut:
    """Return what a case tells about a clock as the instant that is looked from knew it."""
    start = case.milestones.get(STARTS[clock])
    if start is None and case.is_waiting and clock in _OF_THE_COUNCIL:
        return LeftOut.LATER
    if (why := why_never(case, start, looked)) is not None or start is None:
        return why or LeftOut.START_UNKNOWN
    ends = [case.milestones[name] for name in _ENDS[clock] if name in case.milestones]
    # Of one that waits a receipt may stand there, from before the report: it ends nothing.
    end = None if case.is_waiting else earliest_of(ends)
    if end is None or end.earliest > looked.as_of:
        return _open(case, clock, start, looked, is_told_later=end is not None)
    reading = case.clocks.get(clock)
    if reading is None or reading.lower is None or reading.upper is None:
        return LeftOut.TIMES_DISAGREE
    # An end on the day we look at lies before now all the same.
    at_most = min(reading.upper, looked.as_of - start.earliest)
    return Observation(
        at_least=reading.lower,
        # One length where both are equal: there are very many.
        at_most=reading.lower if at_most == reading.lower else at_most,
        risk=reading.risk or case.risk,
        # The limit of pickup runs in front-door hours, its length here does not.
        target=None if clock is Clock.PICKUP else reading.target,
        worked=_worked(case, (start, end), reading.target, looked)
        if clock is Clock.PICKUP
        else None,
    )


def why_never(case: Case, start: Moment | None, looked: Looked) -> LeftOut | None:
    """Return why nothing that begins at ``start`` can be said of a case, None where it can."""
    if case.children_known is ChildrenKnown.NONE:
        return LeftOut.NO_CHILDREN
    if case.duplicate_of is not None:
        return LeftOut.DUPLICATE
    if start is None:
        return LeftOut.START_UNKNOWN
    return LeftOut.LATER if start.earliest > looked.as_of else None


def _open(
    case: Case, clock: Clock, start: Moment, looked: Looked, *, is_told_later: bool
) -> Observation | LeftOut:
    if not is_told_later and (why := _why_not_open(case, clock, looked)) is not None:
        return why
    risk = grade_at(case.grades, looked.as_of)
    return Observation(
        at_least=max(looked.as_of - start.latest, ZERO),
        at_most=None,
        risk=risk,
        target=_target(case, clock, looked, risk),
        worked=_working(case, start, risk, looked) if clock is Clock.PICKUP else None,
    )


def _worked(
    case: Case, ends: tuple[Moment, Moment], limit: timedelta | None, looked: Looked
) -> AgainstLimit | None:
    """Return a pickup that is over in front-door hours; None where its policy is not loaded."""
    policy = _policy_of(case, looked)
    if policy is None:
        return None
    received, contact = ends
    hours = policy.hours(case.local_authority)
    return AgainstLimit(
        at_least=hours.working_time(received.latest, contact.earliest),
        at_most=hours.working_time(received.earliest, min(contact.latest, looked.as_of)),
        limit=limit,
    )


def _working(case: Case, received: Moment, risk: Risk, looked: Looked) -> AgainstLimit | None:
    """Return a pickup that still runs in front-door hours; None where its policy is not loaded."""
    policy = _policy_of(case, looked)
    if policy is None:
        return None
    hours = policy.hours(case.local_authority)
    return AgainstLimit(
        at_least=hours.working_time(received.latest, looked.as_of),
        at_most=None,
        limit=policy.pickup_target(risk).late,
    )


def _policy_of(case: Case, looked: Looked) -> Policy | None:
    """Return the policy of the case's time; None where that version is loaded no more."""
    try:
        return looked.policies.by_version(case.policy)
    except UnknownVersion:
        return None


def _why_not_open(case: Case, clock: Clock, looked: Looked) -> LeftOut | None:
    if case.is_closed:
        return LeftOut.NO_LONGER_EXPECTED
    if case.children_known is ChildrenKnown.NOT_YET:
        return LeftOut.CHILDREN_NOT_YET_KNOWN
    if clock in _OF_THE_COUNCIL:
        if case.is_waiting:
            return LeftOut.TIMES_DISAGREE
        return None if case.local_authority in looked.contacts_heard else LeftOut.CONTACTS_NOT_TOLD
    return None if case.is_waiting else LeftOut.TIMES_DISAGREE


def _target(case: Case, clock: Clock, looked: Looked, risk: Risk) -> timedelta | None:
    """Return the limit of a clock that runs, as elapsed time; None where it cannot be told so.

    The limit of pickup runs in front-door hours, that of a decision counts from a receipt which may
    be known only to the day, and the policy of that time may be loaded no more.
    """
    policy, received = _policy_of(case, looked), case.received
    if policy is None:
        return None
    match clock:
        case Clock.DUTY:
            return policy.duty_target(risk, case.youngest).late
        case Clock.DECISION if received is not None and received.is_exact:
            hours = policy.hours(case.local_authority)
            return decision_due(received.earliest, policy, hours, risk) - received.earliest
        case _:
            return None
