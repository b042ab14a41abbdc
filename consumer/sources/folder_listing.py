"""What lies in a folder now, and whether a file is still what it was."""

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from consumer.sources.disposal import done_files
from consumer.sources.settling import Sighted

logger = logging.getLogger(__name__)

_NANOSECONDS = 1_000_000_000


@dataclass(slots=True)
class Listing:
    """What lies in a folder, by the pattern of its names."""

    folder: Path
    pattern: str
    _why_not: str | None = None

    def sightings(self) -> list[Sighted]:
        """Return the files whose name fits; none where the folder cannot be read.

        Only files themselves: a symbolic link could lead out of the folder. A name that begins with
        a dot is one that a sender has not finished.
        """
        try:
            with os.scandir(self.folder) as entries:
                found = [one for entry in entries if (one := _sighting(entry, self.pattern))]
        except OSError as error:
            self._note(error.strerror)
            return []
        self._note(None)
        return found

    def _note(self, why_not: str | None) -> None:
        """Say once that the folder cannot be read, and once that it can again."""
        if why_not == self._why_not:
            return
        self._why_not = why_not
        if why_not is None:
            logger.info("a folder can be read again", extra={"folder": str(self.folder)})
        else:
            told = {"folder": str(self.folder), "why": why_not}
            logger.error("a folder cannot be read", extra=told)


def changed_at(sighted: Sighted) -> datetime:
    """Return when a file was last changed, UTC, whole seconds."""
    return datetime.fromtimestamp(sighted.changed_ns // _NANOSECONDS, UTC)


def is_still(path: Path, sighted: Sighted) -> bool:
    """Whether the file there has not changed since it was seen."""
    try:
        stat = path.stat(follow_symlinks=False)
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (sighted.size, sighted.changed_ns)


def _sighting(entry: os.DirEntry[str], pattern: str) -> Sighted | None:
    name = entry.name
    if name.startswith(".") or not fnmatchcase(name.casefold(), pattern.casefold()):
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        stat = entry.stat(follow_symlinks=False)
    except OSError:
        return None  # gone in the meantime
    return Sighted(
        name=name,
        size=stat.st_size,
        changed_ns=stat.st_mtime_ns,
        is_done=_is_done(Path(entry.path), stat.st_mtime_ns),
    )


def _is_done(path: Path, changed_ns: int) -> bool:
    """Whether a `.done` file says so that is not yesterday's: no older than the file itself."""
    for done in done_files(path):
        try:
            if done.stat(follow_symlinks=False).st_mtime_ns >= changed_ns:
                return True
        except OSError:
            continue
    return False
