"""What a joint-review pack is made of: tables, pictures as data, sections of plain sentences. Pure.

Nothing here knows how a page, a workbook or a file looks: that is `reviews.render`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from alerts.flat.columns import Value
from reviews.pack.drawn_days import Arriving
from reviews.pack.drawn_gaps import Gaps
from reviews.pack.drawn_weeks import Weeks
from schemas.moments import local_midnight


class Audience(StrEnum):
    """Who reads a pack."""

    OPERATIONAL = "operational"
    """Exact, with case codes: behind access control."""
    BOARD = "board"
    """Protected figures only, so that it may be kept by a safeguarding board or an inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Which notifications, and from when they are looked at.

    Notifications belong to the day in Europe/London on which the police knew; ``last`` is the last
    day that counts. What was not over at ``as_of`` counts as "at least so long".
    """

    first: date
    last: date
    as_of: datetime

    @classmethod
    def of(cls, first: date, last: date, as_of: datetime | None) -> "Period":
        """Return a period looked at from an instant, by default from its end."""
        return cls(first=first, last=last, as_of=as_of or end_of(last))

    @property
    def since(self) -> datetime:
        """The instant at which it begins."""
        return local_midnight(self.first)

    @property
    def until(self) -> datetime:
        """The instant at which its last day is over."""
        return end_of(self.last)

    def weeks(self) -> tuple[date, ...]:
        """Return the Mondays of the weeks that lie wholly within it."""
        first = self.first + timedelta(days=-self.first.weekday() % 7)
        whole = ((self.last - first).days + 1) // 7
        return tuple(first + timedelta(weeks=number) for number in range(whole))


PLACES = 4
"""Decimal places in files. Source: as `alerts.flat`: a whole second is 0.00028 h."""

_HOUR_SECONDS = 3600


def hours_of(seconds: float) -> float:
    """Return a length as files hold it: decimal hours."""
    return round(seconds / _HOUR_SECONDS, PLACES)


def end_of(day: date) -> datetime:
    """Return the instant at which a day is over in Europe/London."""
    return local_midnight(day + timedelta(days=1))


class Form(StrEnum):
    """What a column holds, and so how people are shown it."""

    TEXT = "text"
    COUNT = "count"
    HOURS = "hours"
    ESTIMATE = "estimate"
    """A number that was not counted: with one decimal place."""
    SHARE = "share"
    """A part of one; people are shown it of 100."""
    WHOLE_SHARE = "whole_share"
    """The same, to the whole of 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its name in files and the words above it on pages."""

    name: str
    heading: str
    form: Form = Form.TEXT
    meaning: str = ""


Row = Sequence[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; it becomes ``tables/NAME.csv`` and a sheet. None is what cannot be said."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    is_turned: bool = False
    """Whether a page shows its few rows side by side: it has more columns than fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One figure with its 95 % interval; None is what cannot be said."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    is_other: bool = False
    """Whether it belongs to the other of two that stand side by side."""


class Unit(StrEnum):
    """What figures side by side are counted in."""

    OF_100 = "of every 100"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Shares, or hours, side by side; shares are parts of one."""

    rows: tuple[Interval, ...]
    unit: Unit = Unit.OF_100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a whole, and whose it is."""

    label: str
    owner: str
    share: float
    share_of_children: float | None = None
    """The same part where each hour counts once for every child; None where that is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts that make one whole."""

    rows: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How many in each hour of the week: seven rows from Monday, each of 24 hours."""

    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Hours of one wait that lay with one owner, counted from when the police knew."""

    owner: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One wait from when the police knew; ``limit`` in hours, None where it has none."""

    label: str
    stretches: tuple[Stretch, ...]
    limit: float | None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timelines:
    """Waits one below the other."""

    rows: tuple[Timeline, ...]


Drawn = Intervals | Parts | Weeks | Heat | Timelines | Arriving | Gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a picture shows, and the same in words for whoever cannot see it."""

    title: str
    words: str
    drawn: Drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What the first page says large: a figure, and in a few words of what."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question, answered in plain sentences, with its pictures and their tables.

    The first sentence is the answer, which the first page says too.
    """

    name: str
    question: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    headlines: tuple[Headline, ...] = ()
    is_answer: bool = True
    """Whether it answers from figures, and does not only explain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A whole pack. ``files`` are tables that are in no section: too long for a page."""

    period: Period
    audience: Audience
    counted: str
    """How many notifications and children it stands on, in words."""
    sections: tuple[Section, ...]
    files: tuple[Table, ...]

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """What the first page says large."""
        return tuple(headline for one in self.sections for headline in one.headlines)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table there is a file of."""
        return (*self.files, *(table for section in self.sections for table in section.tables))
