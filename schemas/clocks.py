"""Elapsed time between two moments, and what it says against a target. Pure: no clock, no I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.hours import FrontDoorHours
from schemas.moments import Moment
from schemas.policy import Policy
from schemas.records import Reading
from schemas.words import Risk, Verdict

ZERO = timedelta(0)

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far an end may precede its start before the times are disbelieved.

Source: contract section 3; assumption, to agree with the force (officers round to five minutes).
"""


class TimesDisagree(ValueError):
    """The end precedes the start by more than `CLOCK_TOLERANCE`: the clock has no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """How long, at least and at most; ``is_skewed`` where a small negative was counted as 0."""

    lower: timedelta
    upper: timedelta
    is_skewed: bool = False


def elapsed(start: Moment, end: Moment) -> Elapsed:
    """Return how long passed from start to end.

    Elapsed time, not working time: a child is at risk on Saturday night too. Where the ends may
    overlap the lower bound is zero, since nobody knows which came first.

    Raises:
        TimesDisagree: The end precedes the start for certain, by more than five minutes.
    """
    upper = end.latest - start.earliest
    if upper < -CLOCK_TOLERANCE:
        raise TimesDisagree(f"{end.latest} is before {start.earliest}")
    if upper < ZERO:
        return Elapsed(lower=ZERO, upper=ZERO, is_skewed=True)
    return Elapsed(lower=max(end.earliest - start.latest, ZERO), upper=upper)


def is_believable(start: Moment | None, end: Moment) -> bool:
    """Whether an end does not precede its start by more than the tolerance."""
    return start is None or end.latest - start.earliest >= -CLOCK_TOLERANCE


def judge(lower: timedelta, upper: timedelta, target: timedelta) -> Verdict:
    """Return met, late or cannot tell, from timestamps only."""
    if upper <= target:
        return Verdict.MET
    return Verdict.LATE if lower > target else Verdict.CANNOT_TELL


def read_clock(start: Moment, end: Moment, hours: FrontDoorHours) -> tuple[Reading, bool]:
    """Return a clock without a target, and whether its times were skewed.

    Raises:
        TimesDisagree: As `elapsed`.
    """
    passed = elapsed(start, end)
    is_exact = start.is_exact and end.is_exact
    working = hours.working_time(start.earliest, end.earliest) if is_exact else None
    reading = Reading(lower=passed.lower, upper=passed.upper, is_exact=is_exact, working=working)
    return reading, passed.is_skewed


NO_VALUE = Reading(lower=None, upper=None, is_exact=False, verdict=Verdict.CANNOT_TELL)
"""A duty clock without a value: its start is unknown, or its times disagree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A clock's target and what the times say against it, in that target's own kind of time."""

    lower: timedelta
    upper: timedelta
    target: timedelta

    def on(self, reading: Reading, risk: Risk) -> Reading:
        """Return the reading with target, verdict and lateness."""
        verdict = judge(self.lower, self.upper, self.target)
        return Reading(
            lower=reading.lower,
            upper=reading.upper,
            is_exact=reading.is_exact,
            working=reading.working,
            target=self.target,
            verdict=verdict,
            late_by=self.lower - self.target if verdict is Verdict.LATE else None,
            risk=risk,
        )


def judge_duty(reading: Reading, target: timedelta, risk: Risk) -> Reading:
    """Return the duty clock judged in elapsed time, day and night."""
    if reading.lower is None or reading.upper is None:
        return reading
    return Judged(lower=reading.lower, upper=reading.upper, target=target).on(reading, risk)


def judge_pickup(
    reading: Reading, ends: tuple[Moment, Moment], policy: Policy, hours: FrontDoorHours, risk: Risk
) -> Reading:
    """Return the council's pickup clock judged in front-door hours."""
    received, contact = ends
    return Judged(
        lower=hours.working_time(received.latest, contact.earliest),
        upper=hours.working_time(received.earliest, contact.latest),
        target=policy.pickup_target(risk).late,
    ).on(reading, risk)


def judge_decision(
    reading: Reading, ends: tuple[Moment, Moment], policy: Policy, hours: FrontDoorHours, risk: Risk
) -> Reading:
    """Return the decision clock judged against its due instant, shown as elapsed time.

    The due instant depends on the receipt, so a receipt known only to the day has an earliest and a
    latest due instant: in time only if before the earliest, late only if after the latest.
    """
    received, decided = ends
    due_from, due_to = (decision_due(at, policy, hours, risk) for at in _bounds(received))
    verdict = judge(decided.earliest - due_to, decided.latest - due_from, ZERO)
    return Reading(
        lower=reading.lower,
        upper=reading.upper,
        is_exact=reading.is_exact,
        working=reading.working,
        target=due_from - received.earliest if received.is_exact else None,
        verdict=verdict,
        late_by=decided.earliest - due_to if verdict is Verdict.LATE else None,
        risk=risk,
    )


def decision_due(received: datetime, policy: Policy, hours: FrontDoorHours, risk: Risk) -> datetime:
    """Return by when a decision is due: the close of the next working day; high also in 24 h."""
    close = hours.next_working_day_close(received)
    return min(close, received + policy.decision_high) if risk is Risk.HIGH else close


def _bounds(moment: Moment) -> tuple[datetime, datetime]:
    return moment.earliest, moment.latest
