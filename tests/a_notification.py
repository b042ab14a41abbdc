"""A notification as a joint review sees it, told in few words."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reviews.delays import LeftOut, Observation
from reviews.pack import Seen
from schemas.moments import Moment, local_day
from schemas.words import Clock, Milestone, Risk

LIMIT = timedelta(hours=24)


def seen(
    code: str,
    *,
    reported: datetime,
    received: Moment | None,
    council: str = "E06000021",
    **more: Any,
) -> Seen:
    """Return one of medium risk with one child; received ``None`` waits for an hour so far."""
    start = Moment.exact(reported)
    milestones = {Milestone.REPORTED: start}
    duty = Observation(at_least=timedelta(hours=1), at_most=None, risk=Risk.MEDIUM, target=LIMIT)
    if received is not None:
        milestones[Milestone.RECEIVED] = received
        duty = Observation(
            at_least=max(received.earliest - reported, timedelta(0)),
            at_most=received.latest - reported,
            risk=Risk.MEDIUM,
            target=LIMIT,
        )
    one = Seen(
        code=code,
        force="staffordshire",
        local_authority=council,
        day=local_day(reported),
        risk=Risk.MEDIUM,
        children=1,
        clocks=dict.fromkeys(Clock, LeftOut.LATER) | {Clock.DUTY: duty},
        legs=(),
        milestones=milestones,
        kin=frozenset(),
        flags=frozenset(),
        disposition=None,
    )
    return replace(one, **more)
