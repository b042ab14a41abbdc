"""What fell due before this installation went live: used up in silence, told of once, together.

A backlog read at the start would ring for every wait of the past. A rung that was due before then
is claimed as if it had rung at its hour, so that those behind it come when they would have. Pure.
"""

from dataclasses import replace

from alerts.alarm import Look, Outcome
from alerts.deadlines import NOT_YET, Deadline, duty_ladder, not_yet_due, pickup_ladder, unrung
from schemas.records import Claim, Marks
from schemas.words import Clock


def claim_history(look: Look, marks: Marks) -> Outcome:
    """Use up in silence every rung of a case that was due before this installation went live."""
    since = look.around.live_since
    if since is None:
        return [], marks
    while past := _past(duty_ladder(look.case, marks, look.policy, look.now), marks, look):
        marks = _claimed(marks, Clock.DUTY, past)  # a breach brings the rung behind it
    pickup = pickup_ladder(look.case, look.policy, look.now)
    marks = _claimed(marks, Clock.PICKUP, _past(pickup, marks, look, Clock.PICKUP))
    asks = not_yet_due(look.case, look.policy)
    if asks is not None and asks < min(since, look.now) and not marks.has(Clock.DUTY, NOT_YET):
        claim = Claim(clock=Clock.DUTY, rung=NOT_YET, raised_at=asks, is_silent=True)
        marks = replace(marks, claims=(*marks.claims, claim))
    return [], marks


def _past(
    ladder: tuple[Deadline, ...], marks: Marks, look: Look, clock: Clock = Clock.DUTY
) -> tuple[Deadline, ...]:
    since = look.around.live_since
    return tuple(
        d
        for d in unrung(ladder, clock, marks)
        if since is not None and d.due_at < since and d.due_at <= look.now
    )


def _claimed(marks: Marks, clock: Clock, past: tuple[Deadline, ...]) -> Marks:
    used_up = (Claim(clock=clock, rung=d.rung, raised_at=d.due_at, is_silent=True) for d in past)
    return replace(marks, claims=(*marks.claims, *used_up))
