"""The parts that a mapping file is made of: times, words, conditions, children."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.words import AgeBand

ISO = "iso"
"""The format name for ISO 8601 times, with or without an offset, and bare ISO dates."""

_PROBE = datetime(2026, 11, 23, 14, 35, 50)  # noqa: DTZ001 - only its shape is used, to try a format
_PRESENT = ("true", "false")

ONS_CODE = "[A-Z][0-9]{8}"
"""Form of a council's code. Source: Office for National Statistics; contract section 1."""


class Part(BaseModel):
    """A table of a mapping file; a name that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f"no time zone is called '{name}'; write one like Europe/London"
        ) from error
    return name


def tells_a_day(text: str) -> bool:
    """Whether a format tells year, month and day: tried by writing an instant and reading it."""
    try:
        read = datetime.strptime(_PROBE.strftime(text), text)  # noqa: DTZ007 - only its shape counts
    except ValueError:
        return False
    return read.date() == _PROBE.date()


def _usable_format(text: str) -> str:
    if text == ISO:
        return text
    if not tells_a_day(text):
        raise ValueError(
            f"'{text}' does not tell year, month and day; write one like '%d/%m/%Y %H:%M', or 'iso'"
        )
    return text


Zone = Annotated[str, AfterValidator(_known_zone)]
TimeFormat = Annotated[str, AfterValidator(_usable_format)]


class FileHabits(Part):
    """How the file is written: its letters, its cells, its local time, its words for unknown."""

    encoding: Literal["utf-8", "cp1252", "latin-1", "utf-16"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    header_line: int = Field(default=1, ge=1)
    zone: Zone
    formats: tuple[TimeFormat, ...] = Field(default=(ISO,), min_length=1)
    unknown: tuple[str, ...] = ()

    @cached_property
    def _unknown_words(self) -> frozenset[str]:
        return frozenset(word.strip().casefold() for word in self.unknown)

    def says_unknown(self, cell: str) -> bool:
        """Return whether a cell is empty or holds one of the words for unknown."""
        word = cell.strip().casefold()
        return not word or word in self._unknown_words


class TimeColumn(Part):
    """Where a time stands and how far it may be believed."""

    column: str | None = None
    columns: tuple[str, ...] = ()
    to_column: str | None = None
    formats: tuple[TimeFormat, ...] = ()
    zone: Zone | None = None
    offset: Literal["believed", "ignored"] = "believed"
    day_only: bool = False
    rounded_to: Literal["hour", "half_hour"] | None = None
    rounding: Literal["nearest", "down"] = "nearest"
    midnight: Literal["exact", "unknown"] = "exact"
    otherwise: "TimeColumn | None" = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.column is None) == (not self.columns):
            raise ValueError("name either `column`, or `columns` to be read together")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that are read together, joined by one space."""
        return (self.column,) if self.column is not None else self.columns

    @property
    def name(self) -> str:
        """What a person is told when this time cannot be read."""
        return " + ".join(self.parts)


class Told(Part):
    """A word that is the same for every row, or stands in a column, as it is or by `values`."""

    constant: str | None = None
    column: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str | None = None
    unknown: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.constant is None) == (self.column is None):
            raise ValueError("give either a constant in quotes, or a table with `column`")
        if len(self.by_cell) < len(self.values):
            raise ValueError("`values` lists a cell twice: case and outer spaces do not count")
        return self

    @property
    def name(self) -> str:
        """What a person is told when this word cannot be read."""
        return self.column or "a constant"

    def targets(self) -> Iterator[str]:
        """Yield every word that the mapping itself can put into a message."""
        given = (self.constant, self.otherwise, self.unknown, *self.values.values())
        yield from (word for word in given if word is not None)

    @cached_property
    def by_cell(self) -> dict[str, str]:
        """`values` as cells are compared: without case and outer spaces."""
        return {cell.strip().casefold(): word for cell, word in self.values.items()}


def _constant_in_short(value: object) -> object:
    return {"constant": value} if isinstance(value, str) else value


def _only(allowed: Iterable[str]) -> Callable[[Told], Told]:
    known = tuple(allowed)

    def check(told: Told) -> Told:
        for word in told.targets():
            if word not in known:
                raise ValueError(f"'{word}' is not one of {', '.join(known)}; write one of these")
        return told

    return check


Word = Annotated[Told, BeforeValidator(_constant_in_short)]
"""A constant in quotes or a table; the same in every mapping."""


def word_of(words: type[StrEnum]) -> AfterValidator:
    """Return the check that a mapping puts only words of this closed set into messages."""
    return AfterValidator(_only(word.value for word in words))


def _council_code(told: Told) -> Told:
    for word in told.targets():
        if re.fullmatch(ONS_CODE, word, re.ASCII) is None:
            raise ValueError(f"'{word}' is no ONS code of a council; write one like E06000021")
    return told


AuthorityWord = Annotated[Word, AfterValidator(_council_code)]
"""A council, by its ONS code."""

SentNoticeWord = Annotated[Word, AfterValidator(_only(("first", "full")))]
"""What sort of notification the police sent."""


class Condition(Part):
    """A test on a row; case and outer spaces do not count."""

    column: str
    is_in: tuple[str, ...] | None = Field(default=None, alias="is")
    is_not: tuple[str, ...] | None = None
    contains: str | None = None
    filled: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_word_in_short(cls, table: object) -> object:
        if not isinstance(table, dict):
            return table
        alone = {name: table[name] for name in ("is", "is_not") if name in table}
        return table | {name: [word] for name, word in alone.items() if isinstance(word, str)}

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        tests = (self.is_in, self.is_not, self.contains, self.filled)
        if sum(test is not None for test in tests) != 1:
            raise ValueError("give exactly one of `is`, `is_not`, `contains`, `filled`")
        return self

    def holds(self, cells: dict[str, str]) -> bool:
        """Return whether the row passes."""
        cell = cells[self.column].strip().casefold()
        if self.contains is not None:
            return self.contains.casefold() in cell
        if self.filled is not None:
            return bool(cell) is self.filled
        listed = {word.strip().casefold() for word in self.is_in or self.is_not or ()}
        return (cell in listed) is (self.is_in is not None)


class Children(Part):
    """Who the children are: so many in every incident, a number in a column, or a row for each.

    Where no age is told a child is of unknown age, and where no number is told there is one child:
    an incident is never without a child because a column was left empty (`when_unknown` may say
    otherwise).
    """

    count: int | None = Field(default=None, ge=1, le=30)
    count_column: str | None = None
    a_row_each: bool = False
    where: tuple[Condition, ...] = ()
    ref_column: str | None = None
    age_band: Annotated[Word, word_of(AgeBand)] = Told(constant=AgeBand.UNKNOWN)
    age_column: str | None = None
    unborn: Condition | None = None
    present: Annotated[Word, AfterValidator(_only(_PRESENT))] | None = None
    when_unknown: Literal["one_child", "none", "not_yet"] = "one_child"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.count is not None, self.count_column is not None, self.a_row_each)
        if sum(ways) != 1:
            raise ValueError("give exactly one of `count`, `count_column`, `a_row_each = true`")
        if self.ref_column is not None and not self.a_row_each:
            raise ValueError("`ref_column` needs `a_row_each = true`: a row tells of one child")
        return self


def columns_of(part: object) -> Iterator[str]:
    """Yield every column that a part of a mapping names: nothing else in a file is read."""
    if isinstance(part, Part):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if not name.endswith(("column", "columns")):
                yield from columns_of(value)
            elif value:
                yield from (value,) if isinstance(value, str) else value
    elif isinstance(part, dict):
        yield from columns_of(tuple(part.values()))
    elif isinstance(part, tuple):
        for one in part:
            yield from columns_of(one)
