"""Local times as extracts write them, read into moments that say how far they may be believed.

Pure. Two wall times need both readings of the local clock: one in the hour that comes twice in
autumn, and one in the hour that is left out in spring, where somebody's clock had not been put
forward yet or had been already. Either becomes the range between the two readings: the child's
clock starts at the earlier one, and no result is claimed that the other reading would overturn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from consumer.sources.mapping_parts import ISO, FileHabits, TimeColumn
from schemas.moments import LONDON, Moment, whole_day, zulu

_DAY = timedelta(days=1)
_GRID = {"hour": timedelta(hours=1), "half_hour": timedelta(minutes=30)}
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LAST_YEAR = 9998
"""Python has no year 10000 to end a range in."""


class Unreadable(ValueError):
    """A cell cannot be read; says which column and why, never what stands there."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"column '{column}': {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTime:
    """A time as read: its bounds, and the form in which a message tells it."""

    moment: Moment
    wire: str | dict[str, str]

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """Return a moment with its form in a message."""
        exact = moment.is_exact
        return cls(moment=moment, wire=zulu(moment.earliest) if exact else moment.as_json())

    @classmethod
    def of_day(cls, day: date, zone: ZoneInfo) -> Self:
        """Return some time on that local day; a bare date in a message means Europe/London."""
        if zone.key == LONDON.key:
            return cls(moment=whole_day(day), wire=day.isoformat())
        start, end = (datetime.combine(one, time(0)) for one in (day, day + _DAY))
        return cls.of(_between(start, end, zone))


def read_time(cells: Mapping[str, str], column: TimeColumn, habits: FileHabits) -> ReadTime | None:
    """Return the time that stands in a row, or None where the row says that it is unknown.

    Raises:
        Unreadable: Something stands there that is no time in any of the formats.
    """
    told = [cells[part].strip() for part in column.parts]
    text = " ".join(cell for cell in told if not habits.says_unknown(cell))
    if not text:
        return read_time(cells, column.otherwise, habits) if column.otherwise else None
    start = _told(text, column, habits)
    if column.to_column is None or habits.says_unknown(cells[column.to_column]):
        return start
    end = _told(cells[column.to_column].strip(), column, habits, name=column.to_column)
    if end.moment.latest < start.moment.earliest:
        raise Unreadable(column.to_column, f"lies before '{column.name}'")
    return ReadTime.of(Moment(earliest=start.moment.earliest, latest=end.moment.latest))


def _told(
    text: str, column: TimeColumn, habits: FileHabits, *, name: str | None = None
) -> ReadTime:
    name = name or column.name
    zone = ZoneInfo(column.zone or habits.zone)
    for style in column.formats or habits.formats:
        written = _written(text, style)
        if written is not None:
            break
    else:
        raise Unreadable(name, "not a time in any format of the mapping")
    if not 1 < written.year < _LAST_YEAR:
        raise Unreadable(name, "no such year")
    if column.day_only or not _tells_hour(style, text) or _is_vague_midnight(written, column):
        return ReadTime.of_day(written.date(), zone)
    if written.tzinfo is not None and column.offset == "believed":
        return ReadTime.of(_within(written.astimezone(UTC), column))
    return ReadTime.of(_of_wall(written.replace(tzinfo=None), style, column, zone))


def _written(text: str, style: str) -> datetime | None:
    """Return what is written in one format, fractions of a second dropped, or None."""
    try:
        if style != ISO:
            return datetime.strptime(text, style).replace(microsecond=0)  # noqa: DTZ007
        if _ISO_START.match(text) is None:
            return None
        return datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        return None


def _tells_hour(style: str, text: str) -> bool:
    if style == ISO:
        return _ISO_START.fullmatch(text) is None
    return _directives(style).isdisjoint("HIcXT") is False


@lru_cache
def _directives(style: str) -> frozenset[str]:
    return frozenset(re.findall(r"%([A-Za-z])", style.replace("%%", "")))


def _is_vague_midnight(written: datetime, column: TimeColumn) -> bool:
    return column.midnight == "unknown" and written.time() == time(0)


def _of_wall(wall: datetime, style: str, column: TimeColumn, zone: ZoneInfo) -> Moment:
    if style != ISO and _directives(style).isdisjoint("McXT"):
        return _between(wall, wall + _GRID["hour"], zone)
    before, after = _slack(wall, column)
    return _between(wall - before, wall + after, zone)


def _within(at: datetime, column: TimeColumn) -> Moment:
    before, after = _slack(at, column)
    return Moment(earliest=at - before, latest=at + after)


def _slack(at: datetime, column: TimeColumn) -> tuple[timedelta, timedelta]:
    """Return how much earlier and later a rounded time may have been.

    A time off the grid, like 09:17 in a column of whole hours, was plainly not rounded.
    """
    nothing = timedelta(0)
    if column.rounded_to is None:
        return nothing, nothing
    grid = _GRID[column.rounded_to]
    if timedelta(minutes=at.minute, seconds=at.second) % grid:
        return nothing, nothing
    return (nothing, grid) if column.rounding == "down" else (grid / 2, grid / 2)


def _between(start: datetime, end: datetime, zone: ZoneInfo) -> Moment:
    """Return the range between two wall times, in the widest reading of the local clock."""
    readings = _readings(start, zone)
    ends = readings if end == start else _readings(end, zone)
    return Moment(earliest=min(readings), latest=max(ends))


def _readings(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both readings of a wall time: equal but for two hours of the year."""
    local = wall.replace(tzinfo=zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
