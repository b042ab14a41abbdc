"""Files that are either complete or not there."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from schemas.trouble import Trouble


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Give a file to write to; it takes its name when all is written, readable by its owner only.

    A link is followed. What is no file (a pipe, a device) is written to as it is, never replaced.

    Raises:
        OSError: It cannot be written; whatever stood under that name is still there.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    path = path.resolve()
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def write_whole(lines: Iterable[str], path: Path) -> None:
    """Write lines to a file that is complete or not there.

    Raises:
        OSError: As `whole_file`.
    """
    with whole_file(path) as file:
        file.writelines(lines)


def put_whole(content: bytes, path: Path) -> None:
    """Write a file that is complete or not there, readable by its owner only.

    Raises:
        OSError: As `whole_file`.
    """
    with whole_file(path) as file:
        file.buffer.write(content)


def require_writable(path: Path, option: str, *, kept: Iterable[Path]) -> None:
    """Pass only where a file could be written, so that nobody finds out after an hour's work.

    Raises:
        Trouble: There is no such folder, it is closed to us, the path is a folder, or one of the
            files that must be ``kept``: what is read, and the database.
    """
    if path.exists() and any(other.exists() and path.samefile(other) for other in kept):
        raise Trouble(f"{option} {path} is in use itself", "write to another file")
    if path.exists() and not (path.is_file() or path.is_dir()):
        return
    folder = (path.resolve() if path.is_symlink() else path).parent
    if path.is_dir():
        raise Trouble(f"{option} {path} is a folder", "name a file in it")
    if not folder.is_dir():
        raise Trouble(f"{option}: there is no folder {folder}", f"make it: mkdir -p {folder}")
    if not os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise Trouble(f"{option}: {folder} is read-only", "name a file elsewhere")
