"""The audit proven: what was sealed is still there, unchanged; what is new is sealed.

Seals are a chain of keyed hashes over runs of rows. The key is a file beside the program, so who
changes or deletes an audit row in the database alone is found out. What was not yet sealed is not
proven, nor is it noticed where the newest rows and the newest seals are deleted together: compare
the last seal's date with what was said before.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from pydantic_core import to_json
from sqlalchemy import Connection, func, select, text

from schemas.audit_tables import audit_seals
from schemas.database import Database
from schemas.keys import KeyRing, Subject
from schemas.moments import zulu
from schemas.tables import audit
from schemas.trouble import Trouble

_TRIES, _PAUSE_SECONDS = 25, 0.2
"""How often it is looked whether nobody is writing just now. Source: assumption; in all 5 s."""

LONGEST_RUN = 5_000
"""Rows under one seal, so that they are read in one short transaction. Source: assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Rows of the audit after one and up to another: how many, and the hash of what they say."""

    after: int
    last_id: int
    rows: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A sealed run of rows that is not what it was."""

    first_id: int
    last_id: int
    sealed_at: datetime
    then: int
    now: int

    def __str__(self) -> str:
        return (
            f"rows {self.first_id} to {self.last_id}, sealed {zulu(self.sealed_at)}, are not what "
            f"they were: {self.then} rows then, {self.now} now"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was found. ``sealed_at`` is when the last seal was made before; None: there was none."""

    proven: int
    sealed_at: datetime | None
    changed: tuple[Changed, ...]
    new: int
    """Rows sealed just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """What proves the audit of one database with one ring of keys."""

    database: Database
    keys: KeyRing
    pause: Callable[[float], None] = time.sleep

    def prove(self, now: datetime) -> Proof:
        """Compare every sealed run, then seal what is new; nothing is sealed over a change.

        Raises:
            Trouble: Somebody writes the audit without a pause: nothing new was sealed.
        """
        with self.database.read() as connection:
            seals = connection.execute(select(audit_seals).order_by(audit_seals.c.last_id)).all()
        before, last_id, changed, proven = b"", 0, list[Changed](), 0
        for seal in seals:
            run = self._run(last_id, seal.last_id, before)
            proven += run.rows
            if not (run.rows == seal.rows and self._fits(run, seal.seal)):
                changed.append(_changed(run, seal.rows, seal.sealed_at))
            before, last_id = seal.seal, seal.last_id
        new = 0 if changed else self._seal_all(last_id, before, now)
        return Proof(
            proven=proven,
            sealed_at=seals[-1].sealed_at if seals else None,
            changed=tuple(changed),
            new=new,
        )

    def _fits(self, run: Run, seal: bytes) -> bool:
        made = self.keys.keys(Subject.AUDIT, run.digest.hex())
        return any(compare_digest(one, seal) for one in made)

    def _run(self, after: int, last_id: int, before: bytes) -> Run:
        digest, rows = hashlib.sha256(before), 0
        these = audit.c.audit_id > after, audit.c.audit_id <= last_id
        with self.database.read() as connection:
            for row in connection.execute(select(audit).where(*these).order_by(audit.c.audit_id)):
                said = (row.audit_id, zulu(row.at), row.actor, row.action, row.handle, row.detail)
                digest.update(to_json(said) + b"\n")
                rows += 1
        return Run(after=after, last_id=last_id, rows=rows, digest=digest.digest())

    def _seal_all(self, after: int, before: bytes, now: datetime) -> int:
        until, new = self._settled(), 0
        while (last_id := self._end_of_run(after, until)) is not None:
            run = self._run(after, last_id, before)
            before = self.keys.key(Subject.AUDIT, run.digest.hex())
            row = {"last_id": last_id, "rows": run.rows, "sealed_at": now, "seal": before}
            with self.database.write() as connection:
                connection.execute(audit_seals.insert(), row)
            after, new = last_id, new + run.rows
        return new

    def _end_of_run(self, after: int, until: int) -> int | None:
        """Return the last row of the next run; None where no row is left."""
        these = audit.c.audit_id > after, audit.c.audit_id <= until
        next_ones = select(audit.c.audit_id).where(*these).order_by(audit.c.audit_id)
        with self.database.read() as connection:
            return max(connection.scalars(next_ones.limit(LONGEST_RUN)), default=None)

    def _settled(self) -> int:
        """Return the number of a row up to which no other can come any more."""
        for _ in range(_TRIES):
            with self.database.read() as connection:
                newest = connection.scalar(select(func.max(audit.c.audit_id))) or 0
            with self.database.read() as connection:
                if not _is_being_written(connection):
                    return int(newest)
            self.pause(_PAUSE_SECONDS)
        raise Trouble("the audit is being written all the time", "run it again at a quiet hour")


def _changed(run: Run, then: int, sealed_at: datetime) -> Changed:
    return Changed(
        first_id=run.after + 1, last_id=run.last_id, sealed_at=sealed_at, then=then, now=run.rows
    )


def _is_being_written(connection: Connection) -> bool:
    """Whether a transaction is open that has numbered a row and may still commit it.

    On PostgreSQL it holds a lock on the table from before it took the number until its end; on
    SQLite rows are numbered in the order in which they are committed.
    """
    if connection.dialect.name == "sqlite":
        return False
    held = text(
        "SELECT count(*) FROM pg_locks WHERE relation = 'audit'::regclass AND granted "
        "AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
    )
    return bool(connection.scalar(held))
