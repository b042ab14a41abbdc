#!/usr/bin/env python3
"""Takes a backup of the running monitor's database, and restores one to a new place.

`take` keeps nobody waiting and may run at any time: SQLite's own online backup, or pg_dump. A
manifest says how many rows each table has, and the digest of the file. Keys are never in it: copy
the key files elsewhere, once. `restore` fills only an empty place, then proves what it brought
back: digest, every table's rows, and that the keys here find and open every case. Ends with 0, with
1 where what was restored is not what was kept, with 2 where there is nothing that could be done.
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, inspect, make_url, select, table

from consumer.backtest.copying import back_up
from consumer.load_settings import load_settings
from consumer.opening import sqlite_file
from consumer.settings import Settings
from consumer.wall_clock import now
from schemas.database import Database, open_database
from schemas.key_files import load_keys
from schemas.keys import KeyRing, KeyTrouble
from schemas.last_done import LastDone, note_done
from schemas.moments import zulu
from schemas.tables import cases
from schemas.trouble import Trouble

DONE, DIFFERENT, CANNOT = 0, 1, 2
STAMP = "%Y%m%dT%H%M%SZ"
CASES_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A kept file, and the manifest beside it that was written last."""

    file: Path

    @property
    def manifest(self) -> Path:
        """Where it says what the file holds."""
        return self.file.with_name(f"{self.file.name}.json")

    @property
    def taken_at(self) -> datetime:
        """When it was taken, by its name."""
        return datetime.strptime(f"{self.file.stem.removeprefix('danm-')}+0000", f"{STAMP}%z")

    def says(self) -> Mapping[str, Any]:
        """Return the manifest.

        Raises:
            Trouble: It is missing, or the file is not the one that it was written for.
        """
        try:
            told: dict[str, Any] = json.loads(self.manifest.read_text(encoding="utf-8"))
            found = _digest(self.file)
        except (OSError, ValueError) as error:
            raise Trouble(f"{self.file} is no whole backup ({error})", "take another") from None
        if found != told["sha256"]:
            raise Trouble(f"{self.file} is not as it was taken", "take another, and try its disk")
        return told


def take(settings: Settings, folder: Path, keep: timedelta | None) -> int:
    """Take a backup into a folder, then remove those that are older than ``keep``."""
    url = settings.database_url
    with _opened(url) as database:
        ending = "sqlite" if database.is_sqlite else "dump"
        kept = Backup(file=folder / f"danm-{now():{STAMP}}.{ending}")
        part = kept.file.with_name(f"{kept.file.name}.part")
        try:
            held = _copied(database, part) if database.is_sqlite else _dumped(database, url, part)
            _synced(part)
            told = {"taken_at": zulu(kept.taken_at), "sha256": _digest(part), "tables": held}
            part.rename(kept.file)
        finally:
            part.unlink(missing_ok=True)
    kept.manifest.write_text(f"{json.dumps(told, indent=2)}\n", encoding="utf-8")
    _synced(kept.manifest)
    note(settings, kept.taken_at)
    for old in () if keep is None else _older(folder, kept.taken_at - keep):
        old.manifest.unlink()
        old.file.unlink()
    sys.stdout.write(f"taken: {kept.file}, {sum(held.values())} rows in {len(held)} tables\n")
    return DONE


def note(settings: Settings, at: datetime) -> int:
    """Note in the database that a whole backup of it was taken, for the metrics to tell."""
    with _opened(settings.database_url) as database, database.write() as connection:
        note_done(connection, LastDone.BACKUP, at)
    return DONE


def restore(settings: Settings, kept: Backup) -> int:
    """Restore into the empty place that the settings name, and prove it."""
    told, keys = kept.says(), _keys(settings)
    path = sqlite_file(settings.database_url)
    if path is not None:
        return _restored_file(kept, told, keys, path)
    _require_empty(settings.database_url)
    where = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", settings.database_url, *where, str(kept.file))
    return _proven(settings.database_url, told, keys)


def _restored_file(kept: Backup, told: Mapping[str, Any], keys: KeyRing, path: Path) -> int:
    """Put the file in its place only once it is proven."""
    if path.exists():
        raise Trouble(f"{path} is there already", "stop danm and move it away, or name another")
    draft = path.with_name(f".{path.name}.restored")
    try:
        shutil.copyfile(kept.file, draft)
        code = _proven(f"sqlite:///{draft}", told, keys)
        if code == DONE:
            _synced(draft)
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return code


def _copied(database: Database, part: Path) -> dict[str, int]:
    assert database.path is not None  # noqa: S101 - of a file only
    back_up(database.path, part)
    with closing(sqlite3.connect(part)) as copy:
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Trouble(f"{database.name} is damaged ({found})", "restore the last good backup")
    with _opened(f"sqlite:///{part}") as copied, copied.read() as connection:
        return _rows(connection)


def _dumped(database: Database, url: str, part: Path) -> dict[str, int]:
    """Dump the one state of the database in which the rows are counted."""
    with database.read() as connection:
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        held = _rows(connection)
        how = ("--format=custom", f"--snapshot={snapshot}", f"--file={part}")
        _run("pg_dump", url, *how)
    return held


def _run(program: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's programs; a password goes by its environment, where nobody sees."""
    parsed = make_url(url).set(drivername="postgresql")
    address = parsed.set(password=None).render_as_string()
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    command = [program, f"--dbname={address}", *options]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            command, env=os.environ | secret, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        mend = "apt-get install postgresql-client, of the server's version or later"
        raise Trouble(f"{program} is not installed", mend) from None
    if done.returncode:
        raise Trouble(f"{program}: {' '.join(done.stderr.split())[:400]}", "mend it, then again")


def _proven(url: str, told: Mapping[str, Any], keys: KeyRing) -> int:
    """Tell whether every table has its rows and every case its key; return the exit code."""
    with _opened(url) as database, database.read() as connection:
        found, wanted = _rows(connection), told["tables"]
        wrong = [name for name in {**wanted, **found} if wanted.get(name) != found.get(name)]
        for one in wrong:
            sys.stdout.write(f"different: {one}: {found.get(one)} rows, not {wanted.get(one)}\n")
        opened = _found_by(keys, connection)
    if wrong:
        return DIFFERENT
    sys.stdout.write(
        f"restored: as of {told['taken_at']}, {sum(found.values())} rows in {len(found)} tables; "
        f"the keys here find and open {opened} cases\n"
    )
    return DONE


def _found_by(keys: KeyRing, connection: Connection) -> int:
    """Return how many references the keys opened and found again: all that are there.

    Raises:
        Trouble: One is not: with other keys each message to come would open a new case.
    """
    wanted = select(cases.c.case_key, cases.c.sealed_ref).where(func.length(cases.c.sealed_ref) > 0)
    opened = 0
    for some in connection.execute(wanted).partitions(CASES_AT_ONCE):
        for key, sealed in some:
            if not _fits(keys, key, sealed):
                raise Trouble(
                    "the keys here are not those of this backup: a child would be two",
                    "do not start danm; restore the key files, then restore again",
                )
            opened += 1
    return opened


def _fits(keys: KeyRing, key: bytes, sealed: bytes) -> bool:
    try:
        return key in keys.reference_keys(keys.open_sealed(sealed, key).decode())
    except KeyTrouble:
        return False


def _keys(settings: Settings) -> KeyRing:
    """Return the keys; none are made here."""
    own, files = settings.data_dir / "keys", settings.keys
    named = (*(files.hmac or [own / "hmac.key"]), *(files.seal or [own / "seal.key"]))
    for missing in (one for one in named if not one.exists()):
        raise Trouble(
            f"the key file {missing} is not here: without it no case is found or shown again",
            "restore the key files from their own copy first, then restore again",
        )
    return load_keys(settings.data_dir, files.hmac, files.seal)


def _require_empty(url: str) -> None:
    with _opened(url) as database, database.read() as connection:
        if held := inspect(connection).get_table_names():
            raise Trouble(f"{database.name} holds {len(held)} tables", "name an empty database")


def _rows(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    counted = {one: select(func.count()).select_from(table(one)) for one in names}
    return {one: connection.execute(count).scalar_one() for one, count in counted.items()}


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    path = sqlite_file(url)
    if path is not None and not path.is_file():
        raise Trouble(f"there is no database {path}", "check --config")
    with closing(open_database(url)) as database:
        yield database


def _older(folder: Path, than: datetime) -> list[Backup]:
    return [one for one in _whole(folder) if one.taken_at < than]


def _whole(folder: Path) -> list[Backup]:
    """Return the backups in a folder that have their manifest, oldest first."""
    found = [Backup(file=one.with_suffix("")) for one in folder.glob("danm-*Z.*.json")]
    return sorted(found, key=lambda one: one.taken_at)


def _named(place: Path) -> Backup:
    if place.is_dir():
        if not (found := _whole(place)):
            raise Trouble(f"there is no whole backup in {place}", "name another folder")
        return found[-1]
    return Backup(file=place)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _synced(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    deeds = parser.add_subparsers(dest="deed", required=True)
    taking = deeds.add_parser("take", help="take a backup while danm runs")
    taking.add_argument("--to", type=Path, required=True, help="the folder it goes into")
    taking.add_argument("--keep", type=int, metavar="DAYS", help="then remove those that are older")
    back = deeds.add_parser("restore", help="restore one to an empty place, and prove it")
    back.add_argument("backup", type=Path, help="the file, or a folder: the newest in it")
    noting = deeds.add_parser("note", help="note that another program took a whole backup just now")
    for one in (taking, back, noting):
        one.add_argument("--config", type=Path, help="the settings, as for danm itself")
        one.add_argument("--database", help="another database than theirs")
    return parser.parse_args()


def main() -> int:
    """Do what was asked."""
    os.umask(0o077)
    asked = _asked()
    try:
        settings = load_settings(asked.config, database=asked.database)
        if asked.deed == "restore":
            return restore(settings, _named(asked.backup))
        if asked.deed == "note":
            return note(settings, now())
        keep = None if asked.keep is None else timedelta(days=asked.keep)
        return take(settings, asked.to, keep)
    except (Trouble, OSError) as trouble:
        sys.stderr.write(f"backup.py: {trouble}\n")
        return CANNOT


if __name__ == "__main__":
    sys.exit(main())
