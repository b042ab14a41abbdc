"""Extracts as files on disk, plain or packed."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from consumer.sources.extract_rows import WrongExtract
from consumer.sources.mapping import Mapping
from consumer.sources.packed_files import Unpacked, is_packed


@contextmanager
def open_extract(
    path: Path, mapping: Mapping, on_break: Callable[[], None] | None = None
) -> Iterator[TextIO]:
    """Open an extract as its mapping says that it is written; names ending in `.gz` are unpacked.

    A byte that is no letter of that encoding spoils its own cell only, not the file. ``on_break``
    is called where a packed file breaks off: what came before can be read.

    Raises:
        WrongExtract: While reading, where a packed file breaks off and ``on_break`` is not given.
    """
    encoding = mapping.file.encoding

    def refuse() -> None:
        raise WrongExtract(f"{path.name}: it cannot be unpacked to its end; send it again whole")

    with io.TextIOWrapper(
        io.BufferedReader(_bytes_of(path, on_break or refuse)),
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        errors="surrogateescape",
        newline="",
    ) as lines:
        yield lines


def content_digest(path: Path) -> str:
    """Return the SHA-256 of what a file holds, in hex: packed anew it is the same content.

    Of a packed file that breaks off it is that of the file itself: once sent whole it is another.

    Raises:
        OSError: The file cannot be read.
    """
    breaks: list[bool] = []
    with io.BufferedReader(_bytes_of(path, lambda: breaks.append(True))) as content:
        digest = hashlib.file_digest(content, "sha256")
    if breaks:
        with path.open("rb") as packed:
            digest = hashlib.file_digest(packed, "sha256")
    return digest.hexdigest()


def _bytes_of(path: Path, on_break: Callable[[], None]) -> io.RawIOBase:
    return Unpacked(path, on_break) if is_packed(path) else io.FileIO(path)
