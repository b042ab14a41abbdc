"""Which rung of a ladder rings: the highest that is past, for all below it. Pure.

Source of every rule: contract section 3.
"""

from dataclasses import replace
from datetime import datetime

from alerts.alarm import Alarm, Look, Outcome, Reason
from alerts.deadlines import Deadline, duty_ladder, in_hand, pickup_ladder, unrung
from schemas.records import Claim, Marks
from schemas.words import RUNG_ORDER, Clock, Kind, Rung


def ring_duty(look: Look, marks: Marks) -> Outcome:
    """Ring the highest duty rung that is past, for all below it that have not rung."""
    fresh = _fresh(_duty(look, marks), Clock.DUTY, marks, look.now)
    if not fresh or marks.has(Clock.DUTY, Rung.CEILING):
        return [], marks
    alarm = _rung_alarm(look, marks, Clock.DUTY, fresh)
    return [alarm], _claimed(marks, alarm)


def _duty(look: Look, marks: Marks, without: frozenset[str] = frozenset()) -> tuple[Deadline, ...]:
    ladder = duty_ladder(look.case, marks, look.policy, look.now, without=without)
    return in_hand(ladder, look.around.held_until, look.now)


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
        before = _duty(look, marks, without)
    else:
        before = pickup_ladder(look.case, look.policy, look.now, without=without)
    return any(d.rung is top.rung and d.due_at > look.now for d in before)


def _rung_alarm(look: Look, marks: Marks, clock: Clock, fresh: tuple[Deadline, ...]) -> Alarm:
    top = fresh[-1]
    newly = [r for r in _below(Rung.WARN, top.rung) if not marks.has(clock, r)] + [top.rung]
    stands_for = tuple(newly[:-1])
    is_moved = _was_moved(look, marks, clock, top)
    told_as = [top.rung] if is_moved else newly
    roles = (look.policy.recipients(clock, Kind.WAIT, rung) for rung in told_as)
    return Alarm(
        kind=Kind.REGRADE if is_moved else Kind.WAIT,
        rung=top.rung,
        clock=clock,
        due_at=top.due_at,
        raised_at=look.now,
        roles=frozenset().union(*roles),
        reason=_why(is_moved=is_moved, is_several=len(fresh) > 1),
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


def ring_pickup(look: Look, marks: Marks) -> Outcome:
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
