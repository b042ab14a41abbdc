"""What sort of file it is, before any row is taken: its header, its rows, whether it is whole."""

import csv
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TextIO

from consumer.sources.extract_faults import AnyMapping
from consumer.sources.extract_rows import BadRow, Row, Tally, WrongExtract, rows_of
from consumer.sources.mapping import Mapping

_BROKEN = "it cannot be unpacked to its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A file that is not whole. ``line_number`` is the line where it breaks off."""

    line_number: int
    why: str
    raw: str = field(default="", repr=False)
    """The row that breaks off, to be kept sealed; empty where only whole rows came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a look through a whole file showed. Counts and names of columns, no value."""

    rows: int = 0
    """Whole rows; the one that breaks off is not among them."""

    header: tuple[str, ...] = ()
    new_columns: tuple[str, ...] = ()
    """Columns neither mapped nor ignored: the export has changed, and nothing is lost by it."""

    fault: str | None = None
    """Why nothing can be taken from it, naming columns; None where it fits its mapping."""

    cut: Cut | None = None
    is_closed: bool = False
    """Whether its last line ends with a line end."""

    @property
    def note(self) -> str:
        """What a person may want to know of it, though nobody is woken."""
        names = ", ".join(f"'{name}'" for name in self.new_columns)
        return f"columns new to the mapping: {names}" if names else ""

    @property
    def fingerprint(self) -> str:
        """A short mark of the header, the same for the same columns in the same order."""
        return hashlib.sha256("\n".join(self.header).encode(errors="replace")).hexdigest()[:16]


@dataclass(slots=True, kw_only=True)
class _Watched:
    """Lines as they pass: how many, and the last that holds something."""

    lines: Iterable[str]
    count: int = 0
    last: str = ""
    last_number: int = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.count += 1
            if line.strip():
                self.last, self.last_number = line, self.count
            yield line


def body(lines: Iterable[str], mapping: Mapping) -> Iterator[str]:
    """Yield the lines of a file without its trailer; blank ones after that go with it."""
    held: list[str] = []
    for line in lines:
        if held and line.strip():
            yield from held
            held = []
        if held or mapping.delivery.trailer_rows(line.strip()) is not None:
            held.append(line)
        else:
            yield line


def survey(
    file: TextIO,
    mapping: AnyMapping,
    usually_closed: bool | None,
    is_broken: Callable[[], bool] = lambda: False,
) -> Survey:
    """Look through a file that can be read again from its start.

    ``usually_closed`` is whether whole files of this source end with a line end, None where nobody
    knows: then a last line without one is whole if it can be read. ``is_broken`` is asked at the
    end: whether it could not be unpacked any further.
    """
    try:
        header = _header(file, mapping)
        file.seek(0)
        looking = _Looking(mapping=mapping, usually_closed=usually_closed, is_broken=is_broken)
        return looking.through(file, header)
    except UnicodeError:
        return Survey(fault=f"it is not {mapping.file.encoding}, or breaks off in a letter")


def _header(file: TextIO, mapping: Mapping) -> tuple[str, ...]:
    lines = islice(file, mapping.file.header_line - 1, None)
    try:
        cells = next(csv.reader(lines, delimiter=mapping.file.delimiter), [])
    except csv.Error:
        cells = []
    return tuple(name.removeprefix("\ufeff").strip() for name in cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    """How a file is looked through."""

    mapping: AnyMapping
    usually_closed: bool | None
    is_broken: Callable[[], bool]

    def through(self, file: TextIO, header: tuple[str, ...]) -> Survey:
        watched, tally, last = _Watched(lines=file), Tally(), None
        mapping, usually_closed = self.mapping, self.usually_closed
        fault = _misfit(header, mapping)
        try:
            rows = rows_of(body(watched, mapping), mapping, file_name="", tally=tally)
            last = next(iter(deque(rows, maxlen=1)), None)
        except WrongExtract:
            fault = fault or f"there is no header on line {mapping.file.header_line}"
            deque(watched, maxlen=0)
        if mapping.delivery.ends_with_newline is not None:
            usually_closed = mapping.delivery.ends_with_newline
        ending = _Ending(
            watched=watched,
            last=last,
            rows=tally.rows,
            usually_closed=usually_closed,
            is_broken=self.is_broken(),
        )
        cut = ending.cut(mapping, is_misfit=fault is not None)
        is_fit = fault is None or ending.is_blank or cut is not None
        return Survey(
            rows=tally.rows - (1 if cut is not None and cut.raw else 0),
            header=header,
            new_columns=tally.new_columns,
            fault=None if is_fit else fault,
            cut=cut,
            is_closed=ending.is_closed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How a file ends. ``last`` is its last row, None where it has none."""

    watched: _Watched
    last: Row | BadRow | None
    rows: int
    usually_closed: bool | None
    is_broken: bool

    @property
    def is_blank(self) -> bool:
        return self.watched.last_number == 0

    @property
    def is_closed(self) -> bool:
        return self.watched.last.endswith(("\n", "\r"))

    def cut(self, mapping: Mapping, *, is_misfit: bool) -> Cut | None:
        """Return where the file breaks off, None where it is whole as far as anybody can see."""
        if is_misfit:
            return self._cut_in_header(mapping)
        if self.is_broken:
            return self._cut_off(_BROKEN)
        if mapping.delivery.trailer is not None:
            return self._cut_before_trailer(mapping)
        is_open = not self.is_closed and not self.is_blank
        if is_open and (self.usually_closed or isinstance(self.last, BadRow)):
            return self._cut_off("its last line breaks off")
        return None

    def _cut_in_header(self, mapping: Mapping) -> Cut | None:
        if self.is_broken and self.is_blank:
            return Cut(line_number=1, why=_BROKEN)
        if self.is_blank and mapping.delivery.trailer is not None:
            return Cut(line_number=1, why=f"it is empty, and {_no_trailer(mapping)}")
        if self.is_blank or self.is_closed or self.watched.last_number > mapping.file.header_line:
            return None
        return Cut(line_number=self.watched.last_number, why="its header breaks off")

    def _cut_before_trailer(self, mapping: Mapping) -> Cut | None:
        told = mapping.delivery.trailer_rows(self.watched.last.strip())
        if told is None:
            return self._cut_off(_no_trailer(mapping))
        if told in (-1, self.rows):
            return None
        why = f"its last line says {told} rows, {self.rows} came"
        return Cut(line_number=self.watched.last_number, why=why)

    def _cut_off(self, why: str) -> Cut:
        """Return the cut, with the row that it goes through: one whose line has no end."""
        if self.last is None or self.is_closed:
            return Cut(line_number=self.watched.last_number, why=why)
        return Cut(line_number=self.last.line_number, why=why, raw=self.last.raw)


def _no_trailer(mapping: Mapping) -> str:
    return f"its last line is not '{mapping.delivery.trailer}'"


def _misfit(header: tuple[str, ...], mapping: Mapping) -> str | None:
    """Return how a header does not fit, naming columns; None where it fits.

    What stands in its place may be a row of the file, and so about a child: other names are only
    told where most of the header is as it should be.
    """
    missing = sorted(mapping.columns.difference(header))
    if not missing:
        twice = sorted(name for name in mapping.columns if header.count(name) > 1)
        return f"the header names {_quoted(twice)} more than once" if twice else None
    text = f"no column {_quoted(missing)}, which the mapping reads"
    new = [name for name in header if name and name not in mapping.columns.union(mapping.ignore)]
    if new and 2 * len(missing) <= len(mapping.columns):
        text += f"; new to the mapping: {_quoted(new)}"
    return text


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
