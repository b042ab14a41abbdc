"""Which warnings fell into the last minutes of the shift that has gone home. Pure.

Alarms at going-home time are overlooked, so those who come in after it are told once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.hours import FrontDoorHours
from schemas.words import Role

LAST_MINUTES = timedelta(minutes=30)
"""How long before its end a shift overlooks a warning. Source: issue 5, an assumption to be agreed
with the front door and EDT.
"""

FRONT_DOOR_ROLES = frozenset({Role.MASH_DUTY, Role.MASH_MANAGER})
"""They come in when the front door opens, and EDT goes home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMinutes:
    """The end of a shift: warnings from ``start`` to before ``end`` may be overlooked."""

    start: datetime
    end: datetime


def last_minutes(
    role: Role, hours: FrontDoorHours, now: datetime, last_list_at: datetime | None
) -> LastMinutes | None:
    """Return the end of the shift before this role's own; None where that is not for this list.

    It is for the first list of a shift only, and for those who take over: EDT when the front door
    closes, the front door when it opens.
    """
    if role is Role.EDT:
        end = hours.last_close(now)
    elif role in FRONT_DOOR_ROLES:
        end = hours.last_opening(now)
    else:
        return None
    if last_list_at is not None and last_list_at >= end:
        return None
    return LastMinutes(start=end - LAST_MINUTES, end=end)
