"""What a flat table is made of: columns, each described once. Pure: no clock, no I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from schemas.csv_cells import safe_cell
from schemas.moments import LONDON, zulu

Value = str | int | float | bool | None
"""What one cell holds; None where it is unknown, never 0 for it."""

Subject = TypeVar("Subject")
"""What one row is about."""

Whole = TypeVar("Whole")
"""What a row of another table is about, of which the subject is a part."""

_HOUR = timedelta(hours=1)

_PLACES = 4
"""Decimal places of hours: a whole second is still told from the next. Source: 1 s is 0.00028 h."""


class Sort(StrEnum):
    """What a column holds, and in which unit."""

    TEXT = "text"
    WORD = "one word of a fixed set"
    WORDS = "words of a fixed set, with a space between"
    COUNT = "whole number"
    HOURS = "decimal hours"
    UTC = "instant in UTC, such as 2026-06-13T22:10:00Z"
    LOCAL = "the same instant by the UK clock, such as 2026-06-13 23:10:00"
    YES_NO = "true or false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Subject]):
    """One column: what it is called, what it means, and how it is read. Empty means unknown.

    ``words`` are the words that may stand in it, each with its meaning; none for free columns.
    """

    name: str
    sort: Sort
    meaning: str
    read: Callable[[Subject], Value] = field(repr=False)
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, subject: Callable[[Whole], Subject]) -> "Column[Whole]":
        """Return the same column of something that this is a part of."""
        return Column(
            name=self.name,
            sort=self.sort,
            meaning=self.meaning,
            words=self.words,
            read=lambda whole: self.read(subject(whole)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Subject]):
    """One flat table. ``about`` says what a row is, what is counted and what is left out."""

    name: str
    about: str
    columns: tuple[Column[Subject], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def row(self, subject: Subject) -> dict[str, Value]:
        """Return one row by column: every column is there, unknown is None."""
        return {column.name: column.read(subject) for column in self.columns}


Read = Callable[[Subject], datetime | None]


def instant(name: str, meaning: str, read: Read[Subject]) -> tuple[Column[Subject], ...]:
    """Return an instant in UTC and, beside it, by the UK clock."""

    def utc(subject: Subject) -> Value:
        at = read(subject)
        return None if at is None else zulu(at)

    def local(subject: Subject) -> Value:
        at = read(subject)
        return None if at is None else f"{at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"

    return (
        Column(name=f"{name}_utc", sort=Sort.UTC, meaning=meaning, read=utc),
        Column(name=f"{name}_local", sort=Sort.LOCAL, meaning=_LOCAL, read=local),
    )


_LOCAL = (
    "The same, as the UK clock on the wall shows it. In the hour that comes twice in October only "
    "the UTC column tells which is meant."
)


def hours(length: timedelta | None) -> float | None:
    """Return a length of time in decimal hours, None where it is unknown."""
    return None if length is None else round(length / _HOUR, _PLACES)


def cell_text(value: Value) -> str:
    """Return what stands in a CSV cell: text stays text in a spreadsheet, unknown is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) or value is None else str(value)
