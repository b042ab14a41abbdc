"""What fell due before this installation went live: used up in silence, told of once, together.

A backlog read at the start would ring for every wait of the past. A rung that was due before then
is claimed as if it had rung at its hour, so that those behind it come when they would have. What is
first heard once the backlog has been read rings, however long ago it was due. Pure.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.alarm import Look, Outcome
from alerts.deadlines import NOT_YET, Deadline, duty_ladder, not_yet_due, pickup_ladder, unrung
from schemas.records import Claim, Marks
from schemas.words import Clock

READ_IN = timedelta(hours=24)
"""How long after going live a backlog may still be read; what is heard later is no history.

By our own clock, not by when a message says it was sent: a report that comes weeks late was on no
list of those who waited at the start. Source: assumption, to agree with the data manager who sets
the monitor up.
"""


def is_history(due_at: datetime, now: datetime, live_since: datetime | None) -> bool:
    """Whether what was due at an instant is used up in silence at ``now``.

    ``live_since`` is None where nothing is history.
    """
    return live_since is not None and due_at < live_since and now < live_since + READ_IN


def claim_history(look: Look, marks: Marks) -> Outcome:
    """Use up in silence every rung of a case that was due before this installation went live."""
    while past := _past(duty_ladder(look.case, marks, look.policy, look.now), marks, look):
        marks = _claimed(marks, Clock.DUTY, past)  # a breach brings the rung behind it
    pickup = pickup_ladder(look.case, look.policy, look.now)
    marks = _claimed(marks, Clock.PICKUP, _past(pickup, marks, look, Clock.PICKUP))
    asks = not_yet_due(look.case, look.policy)
    if asks is not None and _is_past(asks, look) and not marks.has(Clock.DUTY, NOT_YET):
        claim = Claim(clock=Clock.DUTY, rung=NOT_YET, raised_at=asks, is_silent=True)
        marks = replace(marks, claims=(*marks.claims, claim))
    return [], marks


def _past(
    ladder: tuple[Deadline, ...], marks: Marks, look: Look, clock: Clock = Clock.DUTY
) -> tuple[Deadline, ...]:
    return tuple(d for d in unrung(ladder, clock, marks) if _is_past(d.due_at, look))


def _is_past(due_at: datetime, look: Look) -> bool:
    return due_at <= look.now and is_history(due_at, look.now, look.around.live_since)


def _claimed(marks: Marks, clock: Clock, past: tuple[Deadline, ...]) -> Marks:
    used_up = (Claim(clock=clock, rung=d.rung, raised_at=d.due_at, is_silent=True) for d in past)
    return replace(marks, claims=(*marks.claims, *used_up))
