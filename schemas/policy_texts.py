"""The small texts of a policy file: days of the week, opening hours, a day of coming into force."""

import re
from datetime import UTC, date, datetime, time

from schemas.hours import MIDNIGHT
from schemas.moments import local_midnight, parse_moment

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of their numbers, 0 Monday."""

_TIME = re.compile(r"(\d{2}):(\d{2})", re.ASCII)
_SPAN = re.compile(r"(\d{2}):(\d{2})\s*-\s*(\d{2}):(\d{2})", re.ASCII)


def read_days(text: str) -> tuple[int, ...]:
    """Return the weekdays that "friday" or "monday-thursday" means.

    Raises:
        ValueError: It is neither, or runs backwards.
    """
    first, _, last = text.strip().lower().partition("-")
    names = (first, last or first)
    if not set(names) <= set(WEEKDAYS):
        raise ValueError(f"{text!r} is not a weekday such as friday, or monday-thursday")
    start, end = (WEEKDAYS.index(name) for name in names)
    if end < start:
        raise ValueError(f"{text!r} runs backwards; the week begins on monday")
    return tuple(range(start, end + 1))


def day_range(text: str) -> str:
    """Return the text of a range of weekdays as it is.

    Raises:
        ValueError: As `read_days`.
    """
    read_days(text)
    return text


def read_span(text: object) -> tuple[time, time]:
    """Return opening and closing time of "08:30-17:00"; "24:00" is the end of the day.

    Raises:
        ValueError: It is something else, or closes before it opens.
    """
    match = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a span such as 08:30-17:00")
    opens = _time_of_day(*match.groups()[:2])
    closes = MIDNIGHT if match.groups()[2:] == ("24", "00") else _time_of_day(*match.groups()[2:])
    if closes <= opens and match.group(3) != "24":
        raise ValueError(f"{text!r} closes before it opens")
    return opens, closes


def read_time(text: object) -> time:
    """Return the time of day of "08:30".

    Raises:
        ValueError: It is something else.
    """
    match = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a time of day such as 08:30")
    return _time_of_day(*match.groups())


def _time_of_day(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"{hour}:{minute} is no time of day") from None


def no_day_twice(opening: dict[str, tuple[time, time]]) -> dict[str, tuple[time, time]]:
    """Return opening times as they are.

    Raises:
        ValueError: A weekday is covered twice.
    """
    days = [day for text in opening for day in read_days(text)]
    twice = [WEEKDAYS[day] for day in sorted(set(days)) if days.count(day) > 1]
    if twice:
        raise ValueError(f"overlapping: {', '.join(twice)} given more than once")
    return opening


def read_start(value: object) -> datetime:
    """Return the instant of coming into force: an instant with an offset, or a day's beginning.

    Raises:
        ValueError: It is something else, or has no offset.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no offset")
        return value.astimezone(UTC)
    if isinstance(value, date):
        return local_midnight(value)
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a date such as 2026-11-01")  # noqa: TRY004
    return parse_moment(value).earliest
