"""Packed files, read as far as they can be unpacked."""

import gzip
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ENDING = ".gz"
"""By which a packed file is known; upper and lower case are the same."""

_BREAKS = (EOFError, gzip.BadGzipFile, zlib.error)


def is_packed(path: Path) -> bool:
    """Whether a file is packed, by its name."""
    return path.suffix.casefold() == ENDING


class Unpacked(io.RawIOBase):
    """The bytes of a packed file; they end where it breaks off."""

    def __init__(self, path: Path, on_break: Callable[[], None]) -> None:
        """Open the file; ``on_break`` is called where it breaks off."""
        super().__init__()
        self._path = path
        self._on_break = on_break
        self._file = gzip.GzipFile(path, "rb")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """Its start can be gone back to."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the start, or say where the reading stands.

        Raises:
            UnsupportedOperation: Any other place.
        """
        if (offset, whence) == (0, io.SEEK_CUR):
            return self._file.tell()
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("a packed file is read from its start")
        self._file.close()
        self._file = gzip.GzipFile(self._path, "rb")
        return 0

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Unpack the next bytes."""
        room = memoryview(buffer)
        try:
            # One piece at a time: what was unpacked before a break must not be lost with it.
            piece = self._file.read1(len(room))
        except _BREAKS:
            piece = b""
            self._on_break()
        if not piece and os.fstat(self._file.fileno()).st_size == 0:
            self._on_break()  # nothing packed is still some bytes
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()
