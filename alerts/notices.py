"""Which notices a case gives: late receipt, not shared, unknown children, repeat, the end. Pure.

Source of every rule: contract section 3.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from alerts.alarm import Alarm, Look, Outcome, Reason
from alerts.deadlines import NOT_YET, not_yet_due
from alerts.history import is_history
from schemas.policy import Policy
from schemas.records import TOLD_RUNGS, Case, Claim, Marks
from schemas.words import BABIES, Clock, Disposition, Kind, Risk, Role, Rung, Verdict

LATE = "notice:late"
NOT_SHARED = "notice:not_shared"
REPEAT = "notice:repeat"
SHARING_MATTERS = frozenset({Risk.HIGH, Risk.MEDIUM})
"""Grades at which a decision not to share is told. Source: contract section 3."""


def tell_of_wait(look: Look, marks: Marks) -> Outcome:
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
        if reason is not Reason.LATE_RECEIPT or not _came_before_the_start(look):
            alarms.append(alarm)
    return alarms, marks


def _came_before_the_start(look: Look) -> bool:
    """Whether a receipt is of before this installation went live: nobody needs to look at it now.

    One that comes after it ends a wait that lasted, and stands on the lists of that day.
    """
    received = look.case.received
    since = look.around.live_since
    return received is not None and is_history(received.latest, look.now, since)


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
    told_late = any(
        claim.clock is Clock.DUTY and claim.rung in TOLD_RUNGS and not claim.is_silent
        for claim in marks.claims
    )
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


def tell_of_repeat(look: Look, marks: Marks) -> Outcome:
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


def tell_of_end(look: Look, marks: Marks) -> Outcome:
    """Tell everyone who was told of a limit passed that the wait is over, once per end of wait.

    A limit of before this installation went live was told to nobody.
    """
    past = [c for c in marks.claims if c.clock is Clock.DUTY and c.rung in TOLD_RUNGS]
    told = [claim.roles for claim in past if not claim.is_silent]
    if look.case.is_waiting:
        return [], replace(marks, is_uncleared=bool(told))
    if not marks.is_uncleared:
        return [], marks
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
