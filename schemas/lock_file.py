"""One long-running process per SQLite file, kept by a lock that dies with its holder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.trouble import Trouble


class AlreadyRunning(Trouble):
    """Another process holds the lock file."""


class LockFile:
    """Held by the roles that run for long (``run``, ``consume``, ``watch``, ``serve``, ``demo``).

    The kernel lets go of the lock when the process ends, however it ends, so a file left behind
    after a power cut stops nobody. The file itself stays: removing it would let two processes
    each hold a lock on a different file of the same name.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is taken until the block is entered."""
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            AlreadyRunning: Another process, or another part of this one, has it.
            OSError: The file cannot be made.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise AlreadyRunning(
                f"{self._path} is held by process {holder}",
                "stop that process first, or use PostgreSQL for several at once",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None
