"""What becomes of a file once everything in it is stored."""

import logging
import os
import secrets
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

logger = logging.getLogger(__name__)

TAKEN_FOLDER = "taken"
"""Where files are moved to, inside their own folder."""

_HALF_SHREDDED = ".danm-*.shredding"
"""What a file is called while it is overwritten: no sender's name, and no extract's."""

_BLOCK = 1024 * 1024


class Disposal(StrEnum):
    """What becomes of a file that was taken."""

    KEEP = "keep"
    MOVE = "move"
    SHRED = "shred"


def dispose(path: Path, how: Disposal) -> None:
    """Move or shred a file, and its `.done` with it; a file that is gone already is no error.

    Raises:
        OSError: The folder or the file may not be changed.
    """
    if how is Disposal.KEEP:
        return
    # First, since one that is left behind would say of a later file of that name that it is whole.
    for done in done_files(path):
        done.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        if how is Disposal.MOVE:
            _move(path)
        else:
            _shred(path)


def finish_shredding(folder: Path) -> None:
    """Remove what a process that was ended while it shredded has left."""
    try:
        for path in folder.glob(_HALF_SHREDDED):
            _overwrite(os.open(path, os.O_WRONLY | os.O_NOFOLLOW))
            path.unlink()
    except OSError as error:
        logger.warning("a file stays half shredded", extra={"why": error.strerror})


def done_files(path: Path) -> tuple[Path, Path]:
    """Return the names under which a sender may say that a file is whole."""
    return path.with_name(f"{path.name}.done"), path.with_suffix(".done")


def _move(path: Path) -> None:
    folder = path.parent / TAKEN_FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    number, target = 1, folder / path.name
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    path.rename(target)


def _shred(path: Path) -> None:
    """Overwrite a file once where it lies, then remove it.

    On a solid-state disk, a copy-on-write file system, a network drive or in a backup the old bytes
    may stay: only an encrypted disk helps there. Another name of the same file (a hard link) is
    overwritten too; what a symbolic link points to never is.
    """
    number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    # Under its own name a file that is half overwritten would be an extract nobody can read.
    hidden = path.with_name(_HALF_SHREDDED.replace("*", secrets.token_hex(8)))
    try:
        path.rename(hidden)
    except OSError:
        os.close(number)
        raise
    _overwrite(number)
    hidden.unlink()


def _overwrite(number: int) -> None:
    """Write over an open file, and close it."""
    with open(number, "wb", buffering=0) as file:
        left = os.fstat(number).st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, _BLOCK)))
        os.fsync(number)
