"""Messages from files: one JSON object a line, plain or gzip, or from standard input."""

import gzip
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

from consumer.sources import BATCH_RECORDS, Batch, Record
from consumer.sources.ndjson_trouble import FileDamaged, FileUnreadable, NoSuchFile
from consumer.sources.piped import PipedLines
from consumer.strict_json import LARGEST_MESSAGE

STANDARD_INPUT = "-"
"""The path that means standard input."""

_SKIP_BYTES = 1024 * 1024
_LINE_END = b"\n"
_GZIP = b"\x1f\x8b"


def read_lines(path: str | Path) -> Iterator[Record]:
    """Return the lines of one file as they are read; blank ones are skipped but counted.

    A line over the limit comes cut to one byte more than the limit, so that decoding refuses it,
    and is never held in memory as a whole. `-` is standard input; names ending in `.gz` are
    unpacked.

    Raises:
        NoSuchFile: At once, where there is no such file.
        FileUnreadable: While reading, where the file may not be read.
        FileDamaged: While reading, after the last whole line of a file that breaks off.
    """
    if str(path) != STANDARD_INPUT and not Path(path).is_file():
        raise NoSuchFile(f"{path}: there is no such file; check the name and the folder")
    return _records(str(path))


class NdjsonFile:
    """One or more files, read one after the other."""

    def __init__(self, paths: Sequence[str | Path]) -> None:
        """Take the files in the order in which they are to be read.

        Raises:
            NoSuchFile: One of them is missing; nothing has been read yet.
        """
        lines = chain.from_iterable([read_lines(path) for path in paths])
        self._names = [str(path) for path in paths]
        self._piped = PipedLines(lines) if STANDARD_INPUT in self._names else None
        self._lines = lines
        self._given = Batch(records=())
        self._damage: FileUnreadable | None = None
        self._at_end = False

    @property
    def name(self) -> str:
        """The names of the files."""
        return ", ".join(self._names)

    @property
    def is_finished(self) -> bool:
        """Whether the last line has been handed over and accepted."""
        return self._at_end and not self._given.records and self._damage is None

    def poll(self) -> Batch:
        """Return up to 2,000 lines, empty at the end, and where a pipe brings none just now.

        Raises:
            FileUnreadable: The file breaks off. What was read before has been handed over, and
                polling again goes on with the next file, never with the rest of this one.
        """
        if not self._given.records:
            self._given = Batch(records=self._next_lines())
        return self._given

    def accepted(self, batch: Batch) -> None:
        """Go on to the lines after this batch."""
        if batch is self._given:
            self._given = Batch(records=())

    def close(self) -> None:
        """Read no further."""
        self._at_end = True
        self._lines = chain()
        self._given = Batch(records=())

    def _next_lines(self) -> tuple[Record, ...]:
        if self._damage is not None:
            damage, self._damage = self._damage, None
            raise damage
        lines: list[Record] = []
        try:
            lines.extend(self._come(BATCH_RECORDS))
        except FileUnreadable as damage:
            # What was read comes first, so that a file that breaks off hides no child before
            # the break.
            self._damage = damage
            return tuple(lines) or self._next_lines()
        is_short = len(lines) < BATCH_RECORDS
        self._at_end = is_short if self._piped is None else self._piped.has_ended
        return tuple(lines)

    def _come(self, at_most: int) -> Iterator[Record]:
        return islice(self._lines, at_most) if self._piped is None else self._piped.take(at_most)


def _records(path: str) -> Iterator[Record]:
    place = "stdin" if path == STANDARD_INPUT else path
    number = 0
    try:
        with _opened(path) as file:
            while (line := file.readline(LARGEST_MESSAGE + 2)) != b"":
                number += 1
                raw = _without_line_end(line)
                if len(raw) > LARGEST_MESSAGE:
                    raw = raw[: LARGEST_MESSAGE + 1]
                    _skip_rest(file, line)
                elif not raw.strip():
                    continue
                yield Record(raw=raw, coordinates=f"{place}:{number}")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FileDamaged(
            f"{place}: breaks off after line {number} ({error}); send the file again whole"
        ) from error
    except OSError as error:
        raise FileUnreadable(
            f"{place}: cannot be read after line {number} ({error.strerror or error})"
        ) from error


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    if path == STANDARD_INPUT:
        return nullcontext(_unpacked(_own_standard_input()))
    if path.endswith(".gz"):
        return cast("AbstractContextManager[BinaryIO]", gzip.open(path, "rb"))
    return Path(path).open("rb")


def _own_standard_input() -> BinaryIO:
    """Return standard input with a buffer of its own.

    The interpreter takes the lock of `sys.stdin` when it ends, and dies where a thread that waits
    for a line holds it.
    """
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except OSError:  # it is no file
        return sys.stdin.buffer


def _unpacked(stream: BinaryIO) -> BinaryIO:
    """Return standard input as it is, or unpacked: it has no name whose ending could tell."""
    peek = getattr(stream, "peek", None)
    if peek is None or peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return stream
    return cast("BinaryIO", gzip.open(stream))


def _without_line_end(line: bytes) -> bytes:
    if not line.endswith(_LINE_END):
        return line
    return line[:-1].removesuffix(b"\r")


def _skip_rest(file: BinaryIO, piece: bytes) -> None:
    while piece and not piece.endswith(_LINE_END):
        piece = file.readline(_SKIP_BYTES)
