"""The rows of a CSV extract, of which only the columns that the mapping names are kept. Pure."""

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from consumer.sources.mapping import Mapping

LONGEST_CELL_LINES = 50
"""How many lines a quoted cell may have before its quotation mark counts as a slip.

Without a limit one forgotten mark swallows the rest of the file, and every child in it.
Source: assumption; free-text cells of the extracts seen have under 20 lines.
"""

_NEXT_LINE = "\0"
_DELIMITERS = ",;\t|"


class WrongExtract(ValueError):
    """The file does not fit its mapping; the text names the file, what is missing and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of the file: its mapped cells, by column, and the line where it starts."""

    line_number: int
    cells: dict[str, str] = field(repr=False)

    @property
    def raw(self) -> str:
        """The mapped cells as JSON text, for keeping encrypted; no other column is in it."""
        return json.dumps(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row, or a cell of it, that could not be read: a possible child, to be told to a person.

    `reason` and `column` are safe to show. `reference` and `raw` are not, and stay out of the
    representation; `raw` holds the mapped cells, or the line itself where it has no cells to tell
    apart.
    """

    line_number: int
    reason: str
    column: str | None = None
    """None where the row as a whole is at fault."""

    reference: str | None = field(default=None, repr=False)
    """The police reference as written; None where that is what cannot be read."""

    clock_from: datetime | None = None
    """Since when a child may be waiting, UTC, as far as the row tells; None where it does not."""

    raw: str = field(default="", repr=False)
    is_told_without_it: bool = False
    """Whether the message goes out all the same, without what could not be read."""

    def __str__(self) -> str:
        """Return line, column and reason, without any value of the row."""
        where = f"line {self.line_number}"
        return (
            f"{where}, column '{self.column}': {self.reason}"
            if self.column
            else (f"{where}: {self.reason}")
        )


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of a file's rows; counts only, and line numbers."""

    rows: int = 0
    blank_rows: int = 0
    rows_left_out: int = 0
    """Rows that `keep_rows` or `keep_incidents` leaves out."""

    rows_used: int = 0
    """Rows from which some message was made."""

    incidents: int = 0
    unreported: list[int] = field(default_factory=list)
    """First lines of the incidents in which no row qualifies for [reported]."""

    new_columns: tuple[str, ...] = ()
    """Columns neither mapped nor listed under `ignore`: the export may have changed."""


def rows_of(
    lines: Iterable[str], mapping: Mapping, *, file_name: str, tally: Tally
) -> Iterator[Row | BadRow]:
    """Yield each row of a file, or why it is none.

    Raises:
        WrongExtract: There is no header, or a mapped column is not in it or is in it twice.
    """
    reader = _Records(lines=iter(lines), delimiter=mapping.file.delimiter)
    records = iter(reader)
    header = _header(records, mapping, file_name)
    reader.width = len(header)
    tally.new_columns = tuple(
        name for name in header if name and name not in mapping.columns | set(mapping.ignore)
    )
    places = {name: header.index(name) for name in sorted(mapping.columns)}
    for record in records:
        if record.is_blank:
            tally.blank_rows += 1
            continue
        tally.rows += 1
        yield _row(record, len(header), places, mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    line_number: int
    text: str
    cells: list[str] | None
    """None where a quotation mark is opened and never closed."""

    @property
    def is_blank(self) -> bool:
        return self.cells is not None and not any(cell.strip() for cell in self.cells)


@dataclass(slots=True, kw_only=True)
class _Records:
    """The records of a file, of several lines where a quoted cell has them.

    A slip with a quotation mark costs its own line only: a mark that is never closed, or that a
    mark of a later record closes by chance, is given up and the lines after it are read again.
    """

    lines: Iterator[str]
    delimiter: str
    width: int | None = None
    """How many cells a record has; None until the header is read."""

    line_number: int = 1
    unread: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[_Record]:
        while (first := self._next_line()) is not None:
            taken, cells = self._taken(first)
            if len(taken) > 1 and not self._fits(cells):
                self.unread.extendleft(reversed(taken[1:]))
                taken, cells = [first], None
            yield _Record(line_number=self.line_number, text="".join(taken), cells=cells)
            self.line_number += len(taken)

    def _taken(self, first: str) -> tuple[list[str], list[str] | None]:
        taken = [first]
        while (cells := _cells(taken, self.delimiter)) is None and len(taken) < LONGEST_CELL_LINES:
            following = self._next_line()
            if following is None:
                break
            taken.append(following)
        return taken, cells

    def _next_line(self) -> str | None:
        return self.unread.popleft() if self.unread else next(self.lines, None)

    def _fits(self, cells: list[str] | None) -> bool:
        return cells is not None and (self.width is None or _has_width(cells, self.width))


def _has_width(cells: list[str], width: int) -> bool:
    """Return whether a record has the header's cells; empty ones behind them do not count."""
    return len(cells) >= width and not any(cells[width:])


def _cells(lines: list[str], delimiter: str) -> list[str] | None:
    """Return the cells of these lines, or None where a quotation mark is still open after them."""
    try:
        records = list(csv.reader([*lines, _NEXT_LINE], delimiter=delimiter))
    except csv.Error:
        return None
    return records[0] if len(records) > 1 else None


def _header(records: Iterator[_Record], mapping: Mapping, file_name: str) -> list[str]:
    wanted = mapping.file.header_line
    record = next((one for one in records if one.line_number >= wanted), None)
    if record is None or not record.cells or record.is_blank:
        raise WrongExtract(
            f"{file_name}: no header on line {wanted}; is the file whole, and is "
            "`file.header_line` of the mapping right?"
        )
    header = [name.removeprefix("\ufeff").strip() for name in record.cells]
    missing = sorted(mapping.columns.difference(header))
    if missing:
        raise WrongExtract(f"{file_name}: {_missing(missing, header, mapping)}")
    twice = sorted(name for name in mapping.columns if header.count(name) > 1)
    if twice:
        raise WrongExtract(
            f"{file_name}: the header names {_quoted(twice)} more than once, so nobody can say "
            "which is meant; give the columns of the export different names"
        )
    return header


def _missing(missing: list[str], header: list[str], mapping: Mapping) -> str:
    if not set(header) & set(mapping.columns) and len(header) > 1:
        # Perhaps no header at all but a row: its values are never shown.
        return (
            f"none of the columns that the mapping reads is in the first line ({len(header)} "
            "cells); put the line with the column names first, or mend the mapping"
        )
    text = (
        f"no column {_quoted(missing)}, which the mapping reads; the file has {_quoted(header)}; "
        "mend the mapping or the export"
    )
    others = [mark for mark in _DELIMITERS if mark != mapping.file.delimiter and mark in header[0]]
    if len(header) == 1 and others:
        text += f" (perhaps `file.delimiter` should be {others[0]!r})"
    return text


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _row(record: _Record, width: int, places: dict[str, int], mapping: Mapping) -> Row | BadRow:
    cells = record.cells
    if cells is not None and _has_width(cells, width):
        mapped = {name: cells[place] for name, place in places.items()}
        return Row(line_number=record.line_number, cells=mapped)
    if cells is None:
        reason = "a quotation mark is opened and never closed, or a line break has no quotation"
        cells = record.text.split(mapping.file.delimiter)
    else:
        reason = f"has {len(cells)} cells where the header has {width}"
    place = places[mapping.reference_column]
    return BadRow(
        line_number=record.line_number,
        reason=reason,
        reference=cells[place].strip() or None if place < len(cells) else None,
        raw=record.text,
    )
