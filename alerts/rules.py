"""Which alarms one case rings at an instant, and why. Pure. Source: contract section 3.

Every message of the instant has been handled before; a rung that rings stands for all below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from alerts.deadlines import (
    NOT_YET,
    Deadline,
    IsLive,
    duty_ladder,
    not_yet_due,
    pickup_ladder,
    unrung,
)
from schemas.policy import Policy
from schemas.records import TOLD_RUNGS, Case, Claim, Marks
from schemas.words import (
    BABIES,
    RUNG_ORDER,
    Clock,
    Disposition,
    Kind,
    Risk,
    Role,
    Rung,
    Verdict,
)


class Reason(StrEnum):
    """Why an alarm rings: the words of the audit and of the alert's ``reason``."""

    DUE = "due"
    KNOWN_LATE = "known late"
    REGRADED = "regraded"
    LATE_RECEIPT = "received late"
    WAIT_OVER = "the wait is over"
    NOT_SHARED = "not shared by policy"
    CHILDREN_NOT_KNOWN = "children not known yet"
    SAME_HOME = "same home as an earlier case that still waits"


LATE = "notice:late"
NOT_SHARED = "notice:not_shared"
REPEAT = "notice:repeat"
SHARING_MATTERS = frozenset({Risk.HIGH, Risk.MEDIUM})
"""Grades at which a decision not to share is told. Source: contract section 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm about a case, before it is addressed and worded.

    ``roles`` are canonical: whether EDT stands in goes by the hour at which it is raised.
    ``sort`` tells alarms of equal kind, clock and rung apart; ``stands_for`` names the lower rungs.
    """

    kind: Kind
    rung: Rung
    clock: Clock
    due_at: datetime
    raised_at: datetime
    roles: frozenset[Role]
    reason: Reason
    sort: str = ""
    stands_for: tuple[Rung, ...] = ()
    other_case: str | None = None

    @property
    def why(self) -> str:
        """The reason in words; it names the rungs this alarm stands for."""
        if self.stands_for:
            return f"{self.reason}: {', '.join([*self.stands_for, self.rung])}"
        return f"{self.reason} {self.other_case}" if self.other_case else self.reason.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a case's alarms depend on beside the case: its council's feed, and the home's others."""

    contact_live: IsLive
    earlier_case: str | None = None
    """The case code of an earlier case of the same home that still waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One case looked at, at one instant."""

    case: Case
    policy: Policy
    now: datetime
    around: Surroundings


def decide(look: Look, marks: Marks) -> tuple[tuple[Alarm, ...], Marks]:
    """Return the alarms that ring at this instant, and the marks they leave."""
    alarms: list[Alarm] = []
    for rule in (_duty, _pickup, _notices, _repeat, _cleared):
        rung, marks = rule(look, marks)
        alarms += rung
    return tuple(alarms), replace(marks, is_changed=False, new_grades=frozenset())


Outcome = tuple[list[Alarm], Marks]
"""What one rule rings, and the marks it leaves to the next."""


def _duty(look: Look, marks: Marks) -> Outcome:
    """Ring the highest duty rung that is past, for all below it that have not rung."""
    case, now = look.case, look.now
    fresh = _fresh(duty_ladder(case, marks, look.policy, now), Clock.DUTY, marks, now)
    if not fresh or marks.has(Clock.DUTY, Rung.CEILING):
        return [], marks
    alarm = _rung_alarm(look, marks, Clock.DUTY, fresh)
    return [alarm], _claimed(marks, alarm)


def _fresh(
    ladder: tuple[Deadline, ...], clock: Clock, marks: Marks, now: datetime
) -> tuple[Deadline, ...]:
    past = (d for d in unrung(ladder, clock, marks) if d.due_at <= now)
    return tuple(sorted(past, key=lambda d: RUNG_ORDER[d.rung]))


def _was_moved(look: Look, marks: Marks, clock: Clock, top: Deadline) -> bool:
    """Whether a graded message moved this rung into the past, or to this very instant."""
    without = marks.new_grades
    if not without or look.case.is_known_only_by(without):
        return False
    if clock is Clock.DUTY:
        before = duty_ladder(look.case, marks, look.policy, look.now, without=without)
    else:
        before = pickup_ladder(look.case, look.policy, look.now, without=without)
    return any(d.rung is top.rung and d.due_at > look.now for d in before)


def _rung_alarm(look: Look, marks: Marks, clock: Clock, fresh: tuple[Deadline, ...]) -> Alarm:
    top = fresh[-1]
    newly = [r for r in _below(Rung.WARN, top.rung) if not marks.has(clock, r)] + [top.rung]
    stands_for = tuple(d.rung for d in fresh[:-1])
    is_moved = _was_moved(look, marks, clock, top)
    roles = (look.policy.recipients(clock, Kind.WAIT, rung) for rung in newly)
    return Alarm(
        kind=Kind.REGRADE if is_moved else Kind.WAIT,
        rung=top.rung,
        clock=clock,
        due_at=top.due_at,
        raised_at=look.now,
        roles=frozenset().union(*roles),
        reason=_why(is_moved=is_moved, is_several=bool(stands_for)),
        stands_for=stands_for,
    )


def _why(*, is_moved: bool, is_several: bool) -> Reason:
    if is_moved:
        return Reason.REGRADED
    return Reason.KNOWN_LATE if is_several else Reason.DUE


def _below(lowest: Rung, top: Rung) -> list[Rung]:
    return [r for r in Rung if RUNG_ORDER[lowest] <= RUNG_ORDER[r] < RUNG_ORDER[top]]


def _claimed(marks: Marks, alarm: Alarm) -> Marks:
    own = Claim(clock=alarm.clock, rung=alarm.rung, raised_at=alarm.raised_at, roles=alarm.roles)
    stood_for = tuple(
        Claim(clock=alarm.clock, rung=rung, raised_at=alarm.raised_at)
        for rung in _below(Rung.WARN, alarm.rung)
        if not marks.has(alarm.clock, rung)
    )
    return replace(marks, claims=(*marks.claims, *stood_for, own))


def _pickup(look: Look, marks: Marks) -> Outcome:
    """Ring the council's rung, unless its contact feed was not live when the rung fell due.

    What does not ring is used up in silence: a feed that comes back rings no old alarms.
    """
    fresh = _fresh(pickup_ladder(look.case, look.policy, look.now), Clock.PICKUP, marks, look.now)
    live = tuple(d for d in fresh if _is_live(look, d.due_at) and _is_live(look, look.now))
    alarms: list[Alarm] = []
    if live:
        alarms.append(_rung_alarm(look, marks, Clock.PICKUP, live))
        marks = _claimed(marks, alarms[0])
    silent = tuple(
        Claim(clock=Clock.PICKUP, rung=d.rung, raised_at=look.now, is_silent=True)
        for d in fresh
        if not marks.has(Clock.PICKUP, d.rung)
    )
    return alarms, replace(marks, claims=(*marks.claims, *silent))


def _is_live(look: Look, at: datetime) -> bool:
    return look.around.contact_live(at)


def _notices(look: Look, marks: Marks) -> Outcome:
    """Tell once of a late receipt, of a case not shared, of children not known yet."""
    alarms: list[Alarm] = []
    for reason, mark, due_at in tuple(_due_notices(look, marks)):
        alarm = Alarm(
            kind=Kind.WAIT,
            rung=Rung.NOTICE,
            clock=Clock.DUTY,
            due_at=due_at,
            raised_at=look.now,
            roles=_notice_roles(look.policy, reason),
            reason=reason,
            sort=mark,
        )
        marks = _noted(marks, alarm, mark)
        alarms.append(alarm)
    return alarms, marks


def _notice_roles(policy: Policy, reason: Reason) -> frozenset[Role]:
    match reason:
        case Reason.NOT_SHARED:
            return policy.not_shared_recipients
        case Reason.CHILDREN_NOT_KNOWN:
            return policy.not_yet_recipients
        case _:
            return policy.recipients(Clock.DUTY, Kind.WAIT, Rung.NOTICE)


def _due_notices(look: Look, marks: Marks) -> Iterator[tuple[Reason, str, datetime]]:
    missed = _limit_missed(look.case)
    told_late = marks.highest() in TOLD_RUNGS
    if missed is not None and not told_late and not marks.has(Clock.DUTY, LATE):
        yield Reason.LATE_RECEIPT, LATE, missed
    if _is_kept_from_council(look.case) and not marks.has(Clock.DUTY, NOT_SHARED):
        yield Reason.NOT_SHARED, NOT_SHARED, look.now
    asks = not_yet_due(look.case, look.policy)
    if asks is not None and asks <= look.now and not marks.has(Clock.DUTY, NOT_YET):
        yield Reason.CHILDREN_NOT_KNOWN, NOT_YET, look.now


def _limit_missed(case: Case) -> datetime | None:
    """Return the limit that a late receipt missed; None where it was in time or is closed."""
    reading = case.clocks.get(Clock.DUTY)
    if reading is None or reading.verdict is not Verdict.LATE or case.is_closed:
        return None
    if case.armed_from is None or reading.target is None:
        return None
    return case.armed_from + reading.target


def _is_kept_from_council(case: Case) -> bool:
    matters = case.risk in SHARING_MATTERS or case.youngest in BABIES
    return case.disposition is Disposition.NOT_SHARED_BY_POLICY and matters


def _repeat(look: Look, marks: Marks) -> Outcome:
    """Name the later case of a home in which an earlier one still waits: the strongest sign."""
    other = look.around.earlier_case
    if other is None or look.case.is_closed or marks.has(Clock.DUTY, REPEAT):
        return [], marks
    alarm = Alarm(
        kind=Kind.REPEAT,
        rung=Rung.NOTICE,
        clock=Clock.DUTY,
        due_at=look.now,
        raised_at=look.now,
        roles=look.policy.recipients(Clock.DUTY, Kind.REPEAT, Rung.NOTICE),
        reason=Reason.SAME_HOME,
        other_case=other,
    )
    return [alarm], _noted(marks, alarm, REPEAT)


def _noted(marks: Marks, alarm: Alarm, mark: str) -> Marks:
    claim = Claim(clock=alarm.clock, rung=mark, raised_at=alarm.raised_at, roles=alarm.roles)
    return replace(marks, claims=(*marks.claims, claim))


def _cleared(look: Look, marks: Marks) -> Outcome:
    """Tell everyone who was told of a limit passed that the wait is over, once per end of wait."""
    if look.case.is_waiting:
        return [], replace(marks, is_uncleared=marks.highest() in TOLD_RUNGS)
    if not marks.is_uncleared:
        return [], marks
    told = (c.roles for c in marks.claims if c.clock is Clock.DUTY and c.rung in TOLD_RUNGS)
    alarm = Alarm(
        kind=Kind.CLEARED,
        rung=Rung.NOTICE,
        clock=Clock.DUTY,
        due_at=look.now,
        raised_at=look.now,
        roles=frozenset().union(*told),
        reason=Reason.WAIT_OVER,
        sort=str(marks.times_cleared) if marks.times_cleared else "",
    )
    times = marks.times_cleared + 1
    return [alarm], replace(marks, is_uncleared=False, times_cleared=times)
