"""The words and times of one row, read by the mapping; what cannot be read is remembered. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from consumer.sources.extract_rows import Row
from consumer.sources.extract_times import ReadTime, Unreadable, read_time
from consumer.sources.mapping_parts import ONS_CODE, FileHabits, TimeColumn, Told
from schemas.fields import LONGEST_LABEL
from schemas.references import REFERENCE
from schemas.told import AHEAD, EARLIEST

Form = Callable[[str], str | None]
"""Takes a cell as it stands: returns the word for the message, or None where it does not fit."""

_ONS_CODE = re.compile(ONS_CODE, re.ASCII)


def is_reference(text: str) -> bool:
    """Return whether a text is a reference by the contract; spaces fall away on reading."""
    return REFERENCE.fullmatch("".join(text.split())) is not None


def a_reference(cell: str) -> str | None:
    """Take the reference of a household or of another incident."""
    return cell if is_reference(cell) else None


def a_label(cell: str) -> str | None:
    """Take the name of a force or an area: short, and without control characters."""
    return cell if cell.isprintable() and len(cell) <= LONGEST_LABEL else None


def an_authority(cell: str) -> str | None:
    """Take the ONS code of a council."""
    return cell if _ONS_CODE.fullmatch(cell) else None


def one_of(words: type[StrEnum]) -> Form:
    """Return the form that takes only words of a closed set, in any case."""
    known = {word.value for word in words}
    return lambda cell: cell.casefold() if cell.casefold() in known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A cell that could not be read, though its message goes out without it."""

    line_number: int
    fault: Unreadable


@dataclass(slots=True, kw_only=True)
class Reading:
    """One row on its way into one message."""

    row: Row
    habits: FileHabits
    sent_at: datetime | None = None
    """When the file was sent: no time in it may lie much later. None where nobody knows."""

    times: list[ReadTime] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    """Lines of other rows that the message draws on: those of the incident's children."""

    def time(self, column: TimeColumn, *, since: datetime = EARLIEST) -> ReadTime | None:
        """Return a time of the row, or None where the row says that it is unknown.

        Raises:
            Unreadable: It is no time, or one that the contract does not take.
        """
        told = read_time(self.row.cells, column, self.habits)
        if told is None:
            return None
        if told.moment.earliest < since:
            raise Unreadable(column.name, f"lies before the year {since.year}")
        if self.sent_at is not None and told.moment.earliest > self.sent_at + AHEAD:
            raise Unreadable(column.name, "lies more than a day after the file was sent")
        self.times.append(told)
        return told

    def must_have_time(self, column: TimeColumn) -> ReadTime:
        """Return a time without which there is no message.

        Raises:
            Unreadable: It cannot be read, or the row does not tell it.
        """
        told = self.time(column)
        if told is None:
            raise Unreadable(column.name, "is empty or says unknown")
        return told

    def time_if_told(
        self, column: TimeColumn | None, *, since: datetime = EARLIEST
    ) -> ReadTime | None:
        """Return a time that the message can do without; None where unknown or unreadable."""
        if column is None:
            return None
        try:
            return self.time(column, since=since)
        except Unreadable as fault:
            self.note(fault)
            return None

    def word(self, told: Told, form: Form = a_label) -> str | None:
        """Return a word of the row, or None where the row says that it is unknown.

        Raises:
            Unreadable: The mapping has no word for what stands there.
        """
        if told.column is None:
            return told.constant
        cell = self.row.cells[told.column].strip()
        mapped = told.by_cell.get(cell.casefold())
        if mapped is not None:
            return mapped
        if self.habits.says_unknown(cell):
            return told.unknown
        if told.values or told.otherwise is not None:
            return self._otherwise(told, told.column)
        return self._as_it_stands(cell, told.column, form)

    def must_have_word(self, told: Told, form: Form = a_label) -> str:
        """Return a word without which there is no message.

        Raises:
            Unreadable: It cannot be read, or the row does not tell it.
        """
        word = self.word(told, form)
        if word is None:
            raise Unreadable(told.name, "is empty or says unknown")
        return word

    def word_if_told(self, told: Told | None, form: Form = a_label) -> str | None:
        """Return a word that the message can do without; None where unknown or unreadable."""
        if told is None:
            return None
        try:
            return self.word(told, form)
        except Unreadable as fault:
            self.note(fault)
            return None

    def note(self, fault: Unreadable) -> None:
        """Remember a cell that the message goes out without."""
        self.slips.append(Slip(line_number=self.row.line_number, fault=fault))

    def _otherwise(self, told: Told, column: str) -> str:
        if told.otherwise is None:
            raise Unreadable(column, "holds a word that `values` of the mapping does not list")
        return told.otherwise

    def _as_it_stands(self, cell: str, column: str, form: Form) -> str:
        word = form(cell)
        if word is None:
            raise Unreadable(column, "holds what the mapping must translate (`values`)")
        return word
