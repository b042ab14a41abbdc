"""Front-door hours of the default policy (contract section 3)."""

from datetime import UTC, date, datetime, time, timedelta

import holidays

from tests.model.times import LONDON, Moment

HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
OPENS = time(8, 30)
CLOSES = {0: time(17), 1: time(17), 2: time(17), 3: time(17), 4: time(16, 30)}
"""Section 3: "Front-door hours Mon-Thu 08:30-17:00, Fri 08:30-16:30"."""


def hours_of(day: date) -> Moment | None:
    """Section 3: the hours of one day in UTC; "England-and-Wales bank holidays closed"."""
    if day.weekday() not in CLOSES or day in HOLIDAYS:
        return None
    opens = datetime.combine(day, OPENS, tzinfo=LONDON)
    closes = datetime.combine(day, CLOSES[day.weekday()], tzinfo=LONDON)
    return opens.astimezone(UTC), closes.astimezone(UTC)


def local_day(at: datetime) -> date:
    """The day in Europe/London on which an instant falls."""
    return at.astimezone(LONDON).date()


def is_open(at: datetime) -> bool:
    """Section 3: "The front door is open at 08:30:00, closed from 17:00:00"."""
    hours = hours_of(local_day(at))
    return hours is not None and hours[0] <= at < hours[1]


def working_seconds(start: datetime, end: datetime) -> int:
    """Section 3: "`working_seconds` (front-door hours) beside it"; 0 where end is before start."""
    total = timedelta(0)
    day = local_day(start)
    while day <= local_day(end):
        hours = hours_of(day)
        if hours is not None:
            total += max(min(end, hours[1]) - max(start, hours[0]), timedelta(0))
        day += timedelta(days=1)
    return int(total.total_seconds())


def after_working(start: datetime, wanted: timedelta) -> datetime:
    """Section 3, pickup: "counted in front-door hours": the first instant with that much gone by.

    Choice: where the count is full exactly at closing time, the instant is the closing time and
    not the next opening.
    """
    day = local_day(start)
    while True:
        hours = hours_of(day)
        if hours is not None:
            begin = max(start, hours[0])
            room = max(hours[1] - begin, timedelta(0))
            if wanted <= room:
                return begin + wanted
            wanted -= room
        day += timedelta(days=1)


def decision_due(received: datetime) -> datetime:
    """Section 3: "due at the close of the front door on the next working day after receipt".

    Choice: the first working day after the local date of the receipt, also for a receipt at night
    or before opening time.
    """
    day = local_day(received) + timedelta(days=1)
    while True:
        hours = hours_of(day)
        if hours is not None:
            return hours[1]
        day += timedelta(days=1)
