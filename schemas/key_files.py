"""Keys in files: those that are configured, else made on first use in the data folder."""

import logging
import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from schemas.keys import KEY_BYTES, KeyRing, KeyTrouble

log = logging.getLogger(__name__)

ROOT = 0
"""The user id of the administrator."""

_HEX = re.compile(rb"[0-9A-Fa-f]{%d}" % (2 * KEY_BYTES))


def load_keys(
    data_dir: Path, hmac_files: Sequence[Path] = (), seal_files: Sequence[Path] = ()
) -> KeyRing:
    """Return the key ring from its files, newest first; each holds 64 hexadecimal digits.

    Where no file of a sort is configured, its key is made on first use in ``data_dir/keys`` and
    one warning is logged: who loses that folder can no longer find or show a case.

    Raises:
        KeyTrouble: A file is missing, empty, of the wrong length, or open to others.
    """
    own = {
        sort: data_dir / "keys" / f"{sort}.key"
        for sort, files in (("hmac", hmac_files), ("seal", seal_files))
        if not files
    }
    made = [path for path in own.values() if _make_key(path)]
    if made:
        log.warning(
            "keys were made on first use: back them up apart from the database",
            extra={"folder": str(made[0].parent)},
        )
    return KeyRing(
        hmac_keys=[read_key(path) for path in hmac_files or (own["hmac"],)],
        seal_keys=[read_key(path) for path in seal_files or (own["seal"],)],
    )


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner enters (mode 0700), and those above it.

    Raises:
        KeyTrouble: It cannot be made.
    """
    for missing in (*reversed(folder.parents), folder):
        if missing.is_dir():
            continue
        try:
            missing.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise KeyTrouble(
                f"{missing} cannot be made ({error.strerror})",
                "give another data folder, or write access to the one above",
            ) from None


def _make_key(path: Path) -> bool:
    """Make a key file where there is none; whichever process is first, all read the same key."""
    if path.exists():
        return False
    make_private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_private(draft, f"{secrets.token_hex(KEY_BYTES)}\n".encode())
        # A link appears at once and complete, and only where nothing of that name is yet.
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        return False
    except OSError as error:
        raise KeyTrouble(
            f"{path} cannot be made ({error.strerror})",
            "give write access to its folder, or name key files in the configuration",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)


def read_private(path: Path, what: str, at_most: int) -> bytes:
    """Return what a file holds that is closed to others, without the space around it.

    Raises:
        KeyTrouble: It cannot be read, or is open to others.
    """
    try:
        with path.open("rb") as file:
            held = os.fstat(file.fileno())
            content = file.read(at_most).strip()
    except OSError as error:
        raise KeyTrouble(
            f"{what} {path} cannot be read ({error.strerror})", "check the path and its owner"
        ) from None
    if is_open_to_others(held.st_mode, owner=held.st_uid, reader=os.geteuid()):
        raise KeyTrouble(f"{what} {path} is open to others", f"close it: chmod 600 {path}")
    return content


def is_open_to_others(mode: int, *, owner: int, reader: int) -> bool:
    """Whether anyone may read or change a secret file but its owner and its reader.

    Where root handed it over, its group may read it too: systemd (LoadCredential) and Kubernetes
    (fsGroup) let a program read a secret that way, and the group is the program's own.

    Source: PostgreSQL's rule for its private key (documentation, section 18.9.1).
    """
    is_handed_over = owner == ROOT and reader != ROOT
    return bool(mode & (0o037 if is_handed_over else 0o077))


def read_secret(path: Path, what: str, at_most: int, encoding: str = "utf-8") -> str:
    """Return the text that a file holds for its owner only; empty where it holds none.

    Raises:
        KeyTrouble: It cannot be read, or is open to others.
    """
    try:
        return read_private(path, what, at_most).decode(encoding)
    except UnicodeDecodeError:
        return ""


def read_key(path: Path) -> bytes:
    """Return the key that a file holds as 64 hexadecimal digits.

    Raises:
        KeyTrouble: It cannot be read, is open to others, or holds something else.
    """
    content = read_private(path, "key file", 4 * KEY_BYTES)
    if not _HEX.fullmatch(content):
        found = f"{len(content)} characters" if content else "nothing"
        raise KeyTrouble(
            f"key file {path} holds {found}, not {2 * KEY_BYTES} hexadecimal digits",
            f"make one: (umask 077; openssl rand -hex {KEY_BYTES} > {path})",
        )
    return bytes.fromhex(content.decode())
