"""The folder of a joint-review pack: nothing of anybody else's is overwritten in it."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from consumer.whole_file import put_whole
from reviews.render.files import MANIFEST, PAGE, PAPER, TABLES, WORKBOOK
from reviews.render.manifest import KIND
from schemas.trouble import Trouble


def prepare_folder(folder: Path) -> None:
    """Make the folder before any work is done.

    Raises:
        Trouble: It cannot be made, or holds files of these names that no pack wrote.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / TABLES).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        fact = f"--out {folder} cannot be used ({error.strerror})"
        raise Trouble(fact, "name another folder") from error
    taken = [name for name in (PAGE, WORKBOOK, PAPER, MANIFEST) if (folder / name).exists()]
    if taken and not _names_before(folder):
        fact = f"{folder} holds {', '.join(taken)}, which no pack wrote"
        raise Trouble(fact, "name another folder, or move that away")


def put_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a pack; those of one before that are not among them go.

    Raises:
        Trouble: One cannot be written.
    """
    try:
        for name in _names_before(folder) - set(files):
            (folder / name).unlink(missing_ok=True)
        for name, content in files.items():
            put_whole(content, folder / name)
    except OSError as error:
        fact = f"--out {folder} cannot be written ({error.strerror})"
        raise Trouble(fact, "make room, or name another folder") from error


def _names_before(folder: Path) -> set[str]:
    """Return the files of the pack that stands here, by its manifest; none where none does."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        names = set(told["files"]) if told["pack"] == KIND else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if _is_inside(name)}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
