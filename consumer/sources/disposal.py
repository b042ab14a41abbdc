"""What becomes of a file once everything in it is stored."""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

TAKEN_FOLDER = "taken"
"""Where files are moved to, inside their own folder."""

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
    with suppress(FileNotFoundError):
        if how is Disposal.MOVE:
            _move(path)
        else:
            _shred(path)
    for done in done_files(path):
        done.unlink(missing_ok=True)


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
    with open(number, "wb", buffering=0) as file:
        left = os.fstat(number).st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, _BLOCK)))
        os.fsync(number)
    path.unlink()
