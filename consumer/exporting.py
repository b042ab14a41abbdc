"""The flat files of an export: each complete or not there, the same bytes for the same database."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection

from alerts.flat.columns import Value, cell_text
from alerts.flat.dictionary import DICTIONARY_COLUMNS, dictionary_page, dictionary_rows
from alerts.flat.reading import ROWS_OF_INCIDENT, Asked, alarm_pages, incident_pages
from alerts.flat.tables import ALERTS, INCIDENTS, LEGS, RECEIPTS, TABLES
from consumer.holdings import made_up
from consumer.whole_file import whole_file
from schemas.csv_cells import BOM

EXPORTED = (INCIDENTS.name, LEGS.name, RECEIPTS.name, ALERTS.name)
"""Tables that become files. Source: contract section 4, `danm export`."""

DICTIONARY, DICTIONARY_PAGE = "data-dictionary.csv", "data-dictionary.md"

FILES = (*(f"{name}.csv" for name in EXPORTED), DICTIONARY, DICTIONARY_PAGE)
"""The files of an export."""


@dataclass(slots=True)
class Sheet:
    """One CSV file while it is written; ``rows`` counts what stands below its header."""

    _file: TextIO = field(repr=False)
    _columns: Sequence[str]
    rows: int = 0

    def begin(self) -> None:
        """Write the mark of UTF-8, and the header."""
        self._file.write(BOM)
        csv.writer(self._file).writerow(self._columns)

    def add(self, rows: Iterable[Mapping[str, Value]]) -> None:
        """Write rows."""
        told = [[cell_text(row[name]) for name in self._columns] for row in rows]
        csv.writer(self._file).writerows(told)
        self.rows += len(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is to be written from where. ``on_read`` is told how many incidents or alerts more."""

    connection: Connection
    asked: Asked
    on_read: Callable[[int], None] = lambda _: None

    def write(self, folder: Path, before_they_count: Callable[[Mapping[str, int]], None]) -> None:
        """Write all files to a folder, those of an earlier export go.

        ``before_they_count`` is called with the rows of each table when everything is written and
        no file has its name yet: it writes the audit, and if it fails there are no files.

        Raises:
            OSError: A file cannot be written.
        """
        with ExitStack() as whole:
            files = {name: whole.enter_context(whole_file(folder / name)) for name in FILES}
            sheets = {name: self._sheet(files, name) for name in EXPORTED}
            self._fill(sheets)
            _write_dictionary(files, made_up(self.connection))
            before_they_count({name: sheet.rows for name, sheet in sheets.items()})

    def _sheet(self, files: Mapping[str, TextIO], name: str) -> Sheet:
        sheet = Sheet(files[f"{name}.csv"], TABLES[name].names)
        sheet.begin()
        return sheet

    def _fill(self, sheets: Mapping[str, Sheet]) -> None:
        for incidents in incident_pages(self._read, self.asked):
            for name, make in ROWS_OF_INCIDENT.items():
                sheets[name].add(row for one in incidents for row in make(one))
            self.on_read(len(incidents))
        for alarms in alarm_pages(self._read, self.asked):
            sheets[ALERTS.name].add(ALERTS.row(alarm) for alarm in alarms)
            self.on_read(len(alarms))

    def _read(self) -> "nullcontext[Connection]":
        # A quiet copy: one state for all pages, and no writer is kept waiting.
        return nullcontext(self.connection)


def _write_dictionary(files: Mapping[str, TextIO], mark: str | None) -> None:
    """Write both dictionaries; the page for people says below its title where data are made up."""
    sheet = Sheet(files[DICTIONARY], DICTIONARY_COLUMNS)
    sheet.begin()
    sheet.add(dictionary_rows())
    title, _, rest = dictionary_page().partition("\n")
    page = f"{title}\n{rest}" if mark is None else f"{title}\n\n**{mark}**\n{rest}"
    files[DICTIONARY_PAGE].write(page)


def foreign_files(folder: Path) -> list[str]:
    """Return the names in a folder that an export would overwrite and that no export wrote.

    Raises:
        OSError: One cannot be read.
    """
    return [name for name in FILES if not _is_ours(folder / name)]


def _is_ours(path: Path) -> bool:
    """Whether a file is one of an export, by how it begins, or none is there."""
    if not path.exists() and not path.is_symlink():
        return True
    if not path.is_file():
        return False
    begins = _BEGINNINGS[path.name].encode()
    with path.open("rb") as file:
        return file.read(len(begins)) == begins


def _beginning(columns: Sequence[str]) -> str:
    return f"{BOM}{','.join(columns[:2])}"


_BEGINNINGS = {
    **{f"{name}.csv": _beginning(TABLES[name].names) for name in EXPORTED},
    DICTIONARY: _beginning(DICTIONARY_COLUMNS),
    DICTIONARY_PAGE: dictionary_page().partition("\n")[0],
}
