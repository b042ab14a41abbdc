"""Extracts as files on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from consumer.sources.mapping import Mapping


@contextmanager
def open_extract(path: Path, mapping: Mapping) -> Iterator[TextIO]:
    """Open an extract as its mapping says that it is written.

    A byte that is no letter of that encoding spoils its own cell only, not the file.
    """
    encoding = mapping.file.encoding
    with path.open(
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        errors="surrogateescape",
        newline="",
    ) as lines:
        yield lines
