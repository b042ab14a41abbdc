"""Whether a case will be looked at in time, by what is stored of it and nothing else. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts.deadlines import (
    NOT_YET,
    Deadline,
    duty_ladder,
    in_hand,
    next_due,
    not_yet_due,
    pickup_ladder,
    unrung,
)
from schemas.policy import Policy
from schemas.records import Case, Marks
from schemas.words import Clock, Rung

GRACE = timedelta(minutes=2)
"""How long something may be due and not done before it is found.

Source: assumption; the sweep looks five times a second, and a backlog of changes drains in less.
"""


class Fault(StrEnum):
    """What the auditor finds: a label of its metric, and a key of its words."""

    DISARMED = "disarmed"
    PAST_DUE = "past_due"
    NOT_TRIED = "alert_not_tried"
    COUNT = "waiting_count"


WORDS = {
    Fault.DISARMED: "waiting cases had a deadline at which nobody would have looked: looked at now",
    Fault.PAST_DUE: "cases are due for over two minutes, and nobody has looked",
    Fault.NOT_TRIED: "alerts are unsent for over 15 minutes, and nobody is trying",
    Fault.COUNT: "counts of who waits are not what the cases say",
}
"""What each fault means, in plain words behind a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """A case as it is stored, with the instants at which it will be looked at."""

    case: Case
    marks: Marks
    next_due_at: datetime | None
    """The next deadline; None where there is none."""
    changed_at: datetime | None
    """When a message changed it that nobody has looked at; None where somebody has."""
    held_until: datetime | None = None
    """Until when somebody has it in hand; None where nobody ever had."""


Looks = tuple[datetime | None, datetime | None]
"""When a case will be looked at: for its next deadline, and because a message changed it."""


def overdue(looks: Looks, now: datetime) -> bool:
    """Whether the sweep should have looked long ago."""
    return any(at is not None and at < now - GRACE for at in looks)


def is_disarmed(armed: Armed, policy: Policy, now: datetime) -> bool:
    """Whether a case has a deadline at which nobody will look.

    A rung may be past and unclaimed with nothing left to ring it, or the next one stand too late.
    One that is looked at too early is armed: the look arms it anew.
    """
    looks = [at for at in (armed.next_due_at, armed.changed_at) if at is not None]
    look_at = min(looks, default=None)
    if look_at is not None and look_at <= now:
        return False  # the sweep has it in hand
    if any(deadline < now - GRACE for deadline in _unclaimed(armed, policy, now)):
        return True
    wanted = next_due(armed.case, armed.marks, policy, now, armed.held_until)
    return wanted is not None and (look_at is None or look_at > wanted)


def _unclaimed(armed: Armed, policy: Policy, now: datetime) -> Iterator[datetime]:
    """Yield the instant of every rung, and of the one question, that has not rung."""
    case, marks = armed.case, armed.marks
    if not marks.has(Clock.DUTY, Rung.CEILING):
        ladder = in_hand(duty_ladder(case, marks, policy, now), armed.held_until, now)
        yield from _instants(unrung(ladder, Clock.DUTY, marks))
    yield from _instants(unrung(pickup_ladder(case, policy, now), Clock.PICKUP, marks))
    asks = not_yet_due(case, policy)
    if asks is not None and not marks.has(Clock.DUTY, NOT_YET):
        yield asks


def _instants(ladder: tuple[Deadline, ...]) -> Iterator[datetime]:
    return (deadline.due_at for deadline in ladder)
