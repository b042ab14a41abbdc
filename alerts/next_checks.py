"""When somebody promises to look at a case again: read as people say it. Pure.

"06:30" is the next time the clock on the wall in Europe/London says so.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from schemas.durations import NotADuration, parse_duration
from schemas.moments import LONDON, NotATime, local_day, parse_instant
from schemas.trouble import Trouble

_ON_THE_WALL = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)

HOW_TO_SAY_IT = "say it as 06:30 (UK time), as 'in 2 h', or as 2026-11-21T06:30:00Z"


class NoCheckTime(Trouble):
    """What was given is no time at which one could look again."""


def read_next_check(text: str, now: datetime) -> datetime:
    """Return the instant that a person means by "06:30", "in 2 h", or an instant with its offset.

    Whether it lies ahead, and not too far, is for the rules of what is promised.

    Raises:
        NoCheckTime: It is none of the three.
    """
    said = text.strip()
    if match := _ON_THE_WALL.fullmatch(said):
        return _next_on_the_wall(time(int(match[1]), int(match[2])), now)
    try:
        if said.lower().startswith("in "):
            return (now + parse_duration(said[3:])).replace(microsecond=0)
        return parse_instant(said)
    except (NotADuration, NotATime):
        raise NoCheckTime(f"{text!r} is no time to look again", HOW_TO_SAY_IT) from None


def _next_on_the_wall(clock: time, now: datetime) -> datetime:
    return min(at for at in _readings(clock, now) if at > now)


def _readings(clock: time, now: datetime) -> Iterator[datetime]:
    """Yield when the clock says so, today and tomorrow; in October one hour comes twice."""
    for day in (local_day(now), local_day(now) + timedelta(days=1)):
        for fold in (0, 1):
            at = datetime.combine(day, clock.replace(fold=fold), tzinfo=LONDON)
            yield at.astimezone(UTC)
