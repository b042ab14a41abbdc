"""Front-door hours: when the council's own team is in, in Europe/London. Pure.

Outside these hours the emergency duty team (EDT) takes the calls. The child's clock runs on: these
hours are for the council's own clocks and for who is told, never for how long a child has waited.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from types import MappingProxyType

import holidays

from schemas.moments import LONDON, local_day, local_midnight

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)

MIDNIGHT = time(0)
"""As a closing time: the end of that day, so that a front door may be open round the clock."""

STOKE_HOURS: Mapping[int, tuple[time, time]] = MappingProxyType(
    dict.fromkeys(range(4), (time(8, 30), time(17))) | {4: (time(8, 30), time(16, 30))}
)
"""Monday to Thursday 08:30-17:00, Friday 08:30-16:30; 0 is Monday.

Source: Stoke-on-Trent Safeguarding Children Partnership, page for parents and carers, read in
November 2026.
"""

LAST_YEAR_OF_TIME = 9999
"""The bank holiday library stops by itself after 2100; lists that end are a known fault."""


class NeverOpen(ValueError):
    """Hours without one open day: nothing could ever be due in them."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of a year in England and Wales, substitute days included.

    One-off holidays are known only once proclaimed; until the library has them they belong in
    `FrontDoorHours.closed_days`.

    Source: Banking and Financial Dealings Act 1971 and proclamations, as kept by `holidays`.
    """
    days = holidays.country_holidays("GB", subdiv="ENG")
    days.end_year = LAST_YEAR_OF_TIME
    return frozenset(day for day in _days_of(year) if day in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTimes:
    """The open times of one local year as UTC instants, with the open time added up."""

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    """Open time since the start of the year before each opening, then the whole year's."""

    def worked_until(self, at: datetime) -> timedelta:
        """Return the open time from the start of the year to an instant of it."""
        opened = bisect_right(self.opens, at)
        if opened == 0:
            return ZERO
        unworked = self.closes[opened - 1] - at
        return self.before[opened] - unworked if unworked > ZERO else self.before[opened]

    def instant_of(self, worked: timedelta) -> datetime:
        """Return the first instant by which that much of the year's open time has passed."""
        opening = bisect_left(self.before, worked) - 1
        return self.opens[opening] + (worked - self.before[opening])

    def next_close(self, midnight: datetime) -> datetime | None:
        """Return the close of the first opening from midnight on, None where the year has none."""
        opening = bisect_left(self.opens, midnight)
        return self.closes[opening] if opening < len(self.opens) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoorHours:
    """When a council's front door is open. Takes and returns UTC instants.

    Open at the opening time to the second, closed from the closing time on.
    """

    opening: Mapping[int, tuple[time, time]] = field(
        default_factory=lambda: STOKE_HOURS, hash=False
    )
    """Opening and closing time by weekday, 0 Monday; a weekday that is absent is closed."""
    bank_holidays: bool = True
    """Whether the bank holidays of England and Wales are closed."""
    closed_days: frozenset[date] = frozenset()
    """Further days on which the front door is closed."""
    _years: dict[int, OpenTimes] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        """Keep an own copy that nobody changes, and refuse what could never be open."""
        if not self.opening:
            raise NeverOpen("give the opening times of at least one weekday")
        for weekday, (opens, closes) in self.opening.items():
            if weekday not in range(7):
                raise ValueError(f"no such weekday: {weekday}; 0 is Monday, 6 is Sunday")
            if closes != MIDNIGHT and closes <= opens:
                raise ValueError(f"weekday {weekday} closes at {closes}, not after {opens}")
        object.__setattr__(self, "opening", MappingProxyType(dict(self.opening)))

    def is_open(self, at: datetime) -> bool:
        """Tell whether the front door is open at an instant."""
        year = self._open_times(local_day(at).year)
        opened = bisect_right(year.opens, at)
        return opened > 0 and at < year.closes[opened - 1]

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time between two instants; zero where the end is not after the start.

        Whole years are added up once and kept, so that a span costs the same whatever its length.
        """
        if end <= start:
            return ZERO
        # The year in London is that in UTC: its clocks show GMT at every turn of the year.
        first, last = start.year, end.year
        whole_years = sum((self._open_times(year).before[-1] for year in range(first, last)), ZERO)
        until_end = self._open_times(last).worked_until(end)
        return whole_years + until_end - self._open_times(first).worked_until(start)

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """Return the first instant at which that much open time has passed since the start.

        Raises:
            OverflowError: It lies beyond the year 9999.
        """
        if worked <= ZERO:
            return start
        year = local_day(start).year
        to_work = self._open_times(year).worked_until(start) + worked
        while to_work > (whole_year := self._open_times(year).before[-1]):
            to_work -= whole_year
            year += 1
        return self._open_times(year).instant_of(to_work)

    def next_working_day_close(self, at: datetime) -> datetime:
        """Return when the front door closes on the next working day after an instant's local date.

        Raises:
            OverflowError: It lies beyond the year 9999.
        """
        tomorrow = local_day(at) + ONE_DAY
        year, midnight = tomorrow.year, local_midnight(tomorrow)
        while (close := self._open_times(year).next_close(midnight)) is None:
            year += 1
        return close

    def last_opening(self, at: datetime) -> datetime:
        """Return when the front door last opened, at an instant or before it.

        Raises:
            OverflowError: It lies before the year 1.
        """
        year = local_day(at).year
        while not (opened := bisect_right(self._open_times(year).opens, at)):
            year -= 1
        return self._open_times(year).opens[opened - 1]

    def last_close(self, at: datetime) -> datetime:
        """Return when the front door last closed, at an instant or before it.

        Raises:
            OverflowError: It lies before the year 1.
        """
        year = local_day(at).year
        while not (closed := bisect_right(self._open_times(year).closes, at)):
            year -= 1
        return self._open_times(year).closes[closed - 1]

    def _open_times(self, year: int) -> OpenTimes:
        """Return the open times of a local year, worked out at first use."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._work_out(year)
        return known

    def _work_out(self, year: int) -> OpenTimes:
        if year > LAST_YEAR_OF_TIME:
            raise OverflowError("beyond the year 9999")
        if year < 1:
            raise OverflowError("before the year 1")
        closed = self.closed_days | (bank_holidays(year) if self.bank_holidays else frozenset())
        spans = [
            _span(day, *self.opening[day.weekday()])
            for day in _days_of(year)
            if day.weekday() in self.opening and day not in closed
        ]
        lengths = (closes - opens for opens, closes in spans)
        return OpenTimes(
            opens=tuple(opens for opens, _ in spans),
            closes=tuple(closes for _, closes in spans),
            before=tuple(accumulate(lengths, initial=ZERO)),
        )


def _days_of(year: int) -> Iterator[date]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return map(date.fromordinal, range(first, last + 1))


def _span(day: date, opens: time, closes: time) -> tuple[datetime, datetime]:
    """Return a day's opening and closing as instants; each by the clock on the wall that day."""
    opening = _instant(day, opens)
    closing = local_midnight(day + ONE_DAY) if closes == MIDNIGHT else _instant(day, closes)
    # Hours inside the hour that is lost in spring would otherwise close before they open.
    return opening, max(opening, closing)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
