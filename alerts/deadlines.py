"""At which instants a case may ring: policy and case give the ladder. Pure. Contract section 3."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.holding import comes_back_at
from schemas.policy import Policy
from schemas.records import Case, Grade, Marks, grade_at
from schemas.words import ChildrenKnown, Clock, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One rung and the instant at which it rings if nothing ends the clock before."""

    rung: Rung
    due_at: datetime


def duty_ladder(
    case: Case,
    marks: Marks,
    policy: Policy,
    now: datetime,
    *,
    without: frozenset[str] = frozenset(),
) -> tuple[Deadline, ...]:
    """Return the duty rungs of a case that waits, in ladder order.

    The grade in force at ``now`` aims them, counted from the earliest possible start. ``escalate``
    exists once ``breach`` has rung. ``without`` leaves out the grades of some messages: where the
    ladder would stand had they not come.
    """
    if not case.rings or case.armed_from is None:
        return ()
    risk = grade_at(_grades(case, without), now)
    target = policy.duty_target(risk, case.youngest)
    breach = marks.claim(Clock.DUTY, Rung.BREACH)
    ladder = [
        Deadline(rung=Rung.WARN, due_at=case.armed_from + target.warn),
        Deadline(rung=Rung.BREACH, due_at=case.armed_from + target.late),
    ]
    if breach is not None:
        due_at = breach.raised_at + policy.escalate_after
        ladder.append(Deadline(rung=Rung.ESCALATE, due_at=due_at))
    ladder.append(Deadline(rung=Rung.CEILING, due_at=case.armed_from + policy.ceiling))
    return tuple(ladder)


def in_hand(
    ladder: tuple[Deadline, ...], held_until: datetime | None, now: datetime
) -> tuple[Deadline, ...]:
    """Return a duty ladder as it stands while somebody has the case in hand: one rung moves.

    ``held_until`` is None where nobody ever had.
    """
    return tuple(
        replace(d, due_at=comes_back_at(d.due_at, held_until, now))
        if d.rung is Rung.ESCALATE
        else d
        for d in ladder
    )


def _grades(case: Case, without: frozenset[str]) -> tuple[Grade, ...]:
    return tuple(grade for grade in case.grades if grade.message not in without)


def pickup_ladder(
    case: Case, policy: Policy, now: datetime, *, without: frozenset[str] = frozenset()
) -> tuple[Deadline, ...]:
    """Return the council's rungs while a notification is received and no contact is recorded.

    As on the duty clock the grade in force at ``now`` aims them, here without uplift.
    """
    received = case.received
    if received is None or not _awaits_pickup(case):
        return ()
    target = policy.pickup_target(grade_at(_grades(case, without), now))
    hours = policy.hours(case.local_authority)
    return (
        Deadline(rung=Rung.WARN, due_at=hours.after(received.earliest, target.warn)),
        Deadline(rung=Rung.BREACH, due_at=hours.after(received.earliest, target.late)),
    )


def _awaits_pickup(case: Case) -> bool:
    has_rungs = case.children_known is not ChildrenKnown.NOT_YET
    return has_rungs and not (case.is_waiting or case.is_closed or case.has_contact)


def unrung(ladder: tuple[Deadline, ...], clock: Clock, marks: Marks) -> tuple[Deadline, ...]:
    """Return the rungs that have neither rung nor been stood for."""
    return tuple(d for d in ladder if not marks.has(clock, d.rung))


def not_yet_due(case: Case, policy: Policy) -> datetime | None:
    """Return when to ask the police desk who the children are, None where they are known."""
    if not case.is_waiting or case.children_known is not ChildrenKnown.NOT_YET:
        return None
    return None if case.armed_from is None else case.armed_from + policy.not_yet_notice


def late_at(case: Case, policy: Policy, now: datetime) -> datetime | None:
    """Return the instant at which a waiting case becomes late under the grade in force now."""
    ladder = duty_ladder(case, Marks(), policy, now)
    return next((d.due_at for d in ladder if d.rung is Rung.BREACH), None)


def next_due(
    case: Case, marks: Marks, policy: Policy, now: datetime, held_until: datetime | None = None
) -> datetime | None:
    """Return the next instant after ``now`` at which this case must be looked at, if any.

    That is its next rung, or an instant at which a grade told in advance takes over. ``held_until``
    is until when somebody has it in hand, None where nobody ever had.
    """
    ladder = in_hand(duty_ladder(case, marks, policy, now), held_until, now)
    due = [d.due_at for d in unrung(ladder, Clock.DUTY, marks)]
    if marks.has(Clock.DUTY, Rung.CEILING):
        due = []
    due += [d.due_at for d in unrung(pickup_ladder(case, policy, now), Clock.PICKUP, marks)]
    due += [grade.since for grade in case.grades]
    asks = not_yet_due(case, policy)
    if asks is not None and not marks.has(Clock.DUTY, NOT_YET):
        due.append(asks)
    return min((at for at in due if at > now), default=None)


NOT_YET = "notice:not_yet"
"""The mark of the one question to the police desk who the children are."""

IsLive = Callable[[datetime], bool]
"""Whether the council's contact feed was live at an instant."""
