"""Messages from quarantine as files, for the few who may see them, and a mended one back."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from consumer.strict_json import LARGEST_MESSAGE
from schemas.key_files import make_private_folder
from schemas.trouble import Trouble

STANDARD_INPUT = "-"
"""The path that means standard input."""

_PRIVATE = 0o600
"""These are messages about children, without any seal."""


def write_messages(messages: Iterable[tuple[str, bytes]], to: Path, *, is_file: bool) -> list[Path]:
    """Write each message byte for byte, to a file of its own in a folder, or one to ``to`` itself.

    Every file can be read by its owner only, and no file is overwritten.

    Raises:
        Trouble: A file is there already, or cannot be made.
    """
    make_private_folder(to.parent if is_file else to)
    return [_written(to if is_file else to / f"{name}.json", raw) for name, raw in messages]


def _written(path: Path, raw: bytes) -> Path:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with open(descriptor, "wb") as file:
            file.write(raw)
    except FileExistsError:
        raise Trouble(f"{path} is there already", "name another file or folder") from None
    except OSError as error:
        raise Trouble(f"{path} cannot be written ({error.strerror})", "name another") from None
    return path


def read_mended(path: Path) -> bytes:
    """Return the one message of a file, also where it stands on several lines; `-` is the input.

    One over the limit comes cut to a byte more than that, so that decoding refuses it.

    Raises:
        Trouble: The file cannot be read.
    """
    try:
        if str(path) == STANDARD_INPUT:
            return sys.stdin.buffer.read(LARGEST_MESSAGE + 1).strip()
        with path.open("rb") as file:
            return file.read(LARGEST_MESSAGE + 1).strip()
    except OSError as error:
        raise Trouble(f"{path} cannot be read ({error.strerror})", "check the name") from None
