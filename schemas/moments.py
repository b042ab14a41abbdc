"""Moments: times that may be known only to the day or the hour. Pure: no clock, no I/O."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where people's days count: bare dates, front-door hours, words on pages."""

CLOCKS_APART = timedelta(minutes=1)
"""What lies further ahead of now than this was written by a clock that has gone back since.

Source: assumption, far above what clocks that are kept right differ by.
"""

_INSTANT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?"
    r"(?:[Zz]|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)
_USUAL = re.compile(
    r"\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    re.ASCII,
)
"""How nearly every source writes an instant; Python itself reads this form, nine times as fast."""

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LAST_SECOND = 60


class NotATime(ValueError):
    """The value is not an instant with an offset, a bare date, or a range of those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant known to lie between two instants, equal where it is exact. Always UTC."""

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        """Keep UTC only: Python subtracts two times of one zone by the wall clock."""
        if self.earliest.tzinfo is not UTC or self.latest.tzinfo is not UTC:
            raise ValueError(f"not UTC: {self.earliest} to {self.latest}")
        if self.latest < self.earliest:
            raise NotATime("a range runs backwards; give the earlier end in `from`")

    @classmethod
    def exact(cls, at: datetime) -> Self:
        """Return the moment that is known to the second."""
        return cls(earliest=at, latest=at)

    @classmethod
    def from_stamps(cls, stamps: Sequence[int]) -> Self:
        """Return the moment that `as_stamps` wrote."""
        first, last = stamps
        earliest = from_stamp(first)
        return cls(earliest=earliest, latest=earliest if last == first else from_stamp(last))

    def as_stamps(self) -> list[int]:
        """Return both bounds as whole seconds since 1970, the stored form."""
        return [stamp(self.earliest), stamp(self.latest)]

    @property
    def is_exact(self) -> bool:
        """Whether the time is known to the second."""
        return self.earliest == self.latest

    def as_json(self) -> dict[str, str]:
        """Return ``{"at"}`` where exact, else ``{"from", "to"}``, in UTC with ``Z``."""
        if self.is_exact:
            return {"at": zulu(self.earliest)}
        return {"from": zulu(self.earliest), "to": zulu(self.latest)}


def earliest_of(moments: Iterable[Moment]) -> Moment | None:
    """Return the earliest of several moments, or None of none.

    With bounds the earliest is [least lower, least upper]: the true earliest lies in there.
    """
    told = tuple(moments)
    if len(told) < 2:
        return told[0] if told else None
    return Moment(earliest=min(m.earliest for m in told), latest=min(m.latest for m in told))


def stamp(at: datetime) -> int:
    """Return an instant as whole seconds since 1970, the stored form inside JSON."""
    return int(at.timestamp())


def from_stamp(seconds: int) -> datetime:
    """Return the instant that `stamp` wrote."""
    return datetime.fromtimestamp(seconds, UTC)


def zulu(at: datetime) -> str:
    """Return an instant as text, in UTC with ``Z``, whole seconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def parse_instant(text: str) -> datetime:
    """Return the UTC instant that an RFC 3339 text with an offset means.

    ``:60`` is the end of its minute; fractions of a second are dropped.

    Raises:
        NotATime: The text is anything else: naive, an epoch number, a date that does not exist.
    """
    if _USUAL.fullmatch(text):
        return _usual(text)
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise NotATime("not an RFC 3339 time with an offset")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    end_of_minute = timedelta(minutes=1) if second == _LAST_SECOND else timedelta(0)
    try:
        naive = datetime(year, month, day, hour, minute, 0 if end_of_minute else second)  # noqa: DTZ001
        return (naive + end_of_minute - _offset(match)).replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise NotATime("no such time") from error


def _usual(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise NotATime("no such time") from error


def _offset(match: re.Match[str]) -> timedelta:
    sign, hours, minutes = match.group(7), match.group(8), match.group(9)
    if sign is None:
        return timedelta(0)
    if int(hours) > 23 or int(minutes) > 59:
        raise NotATime("no such offset")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset


def local_midnight(day: date) -> datetime:
    """Return the instant at which a day begins in Europe/London."""
    return datetime.combine(day, time(0), tzinfo=LONDON).astimezone(UTC)


def whole_day(day: date) -> Moment:
    """Return "some time on that day in Europe/London": from local midnight to the next."""
    return Moment(earliest=local_midnight(day), latest=local_midnight(day + timedelta(days=1)))


def local_day(at: datetime) -> date:
    """Return the day in Europe/London on which an instant falls."""
    return at.astimezone(LONDON).date()


def parse_moment(value: object) -> Moment:
    """Return the moment that a JSON value means: an instant, a bare date, or a range of those.

    Raises:
        NotATime: The value is none of the three, or the range runs backwards.
    """
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, Mapping) and set(value) == {"from", "to"}:
        start, end = _parse_text(value["from"]), _parse_text(value["to"])
        if end.latest < start.earliest or (not end.is_exact and end.latest == start.earliest):
            raise NotATime("a range runs backwards; give the earlier end in `from`")
        return Moment(earliest=start.earliest, latest=end.latest)
    raise NotATime("a time is an instant with an offset, a date, or {from, to}")


def _parse_text(value: object) -> Moment:
    if not isinstance(value, str):
        raise NotATime("a time is text")
    if match := _DATE.fullmatch(value):
        try:
            return whole_day(date(*(int(part) for part in match.groups())))
        except (ValueError, OverflowError) as error:
            raise NotATime("no such date") from error
    return Moment.exact(parse_instant(value))
