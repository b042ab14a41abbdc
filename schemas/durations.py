"""Lengths of time as people write them: "8 h", "30 min", "3 days". Pure."""

import re
from datetime import timedelta

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
ONE_MINUTE = timedelta(minutes=1)
ONE_SECOND = timedelta(seconds=1)

UNITS = {
    **dict.fromkeys(("day", "days"), ONE_DAY),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ONE_HOUR),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ONE_MINUTE),
}
"""`m` and `d` are left out: a reader cannot tell a minute from a month."""

_PART = r"(\d{1,4})\s*([a-z]+)"
_DURATION = re.compile(rf"{_PART}(?:\s+{_PART})?", re.ASCII)


class NotADuration(ValueError):
    """The text is not a number with a unit."""


def parse_duration(text: object) -> timedelta:
    """Return the length of time a text means, such as "8 h", "24h", "1 h 30 min" or "3 days".

    Raises:
        NotADuration: It is something else, has no unit, or is no time at all.
    """
    match = _DURATION.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if match is None:
        raise NotADuration(_refusal(text))
    number, unit, more, more_unit = match.groups()
    if unit not in UNITS or (more_unit or unit) not in UNITS:
        raise NotADuration(_refusal(text))
    length = int(number) * UNITS[unit] + int(more or 0) * UNITS[more_unit or unit]
    if not length:
        raise NotADuration(f"{text!r} is no time at all")
    return length


def _refusal(text: object) -> str:
    return f"{text!r} is not a length of time with its unit"


def say_duration(length: timedelta) -> str:
    """Return a length of time as a policy writes it: days only where over three whole ones."""
    if length > 3 * ONE_DAY and not length % ONE_DAY:
        return f"{length // ONE_DAY} days"
    hours, rest = divmod(length, ONE_HOUR)
    minutes, seconds = divmod(rest, ONE_MINUTE)
    parts = ((hours, "h"), (minutes, "min"), (seconds // ONE_SECOND, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
