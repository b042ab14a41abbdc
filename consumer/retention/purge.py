"""One purge: all that is too old is removed, a little at a time beside a monitor that runs.

Each transaction leaves a database that is whole, so that one that was killed is simply run again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select

from consumer.holdings import last_instant
from consumer.retention.chores import Chore, chores
from consumer.retention.in_parts import in_parts
from schemas.among import among
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.moments import zulu
from schemas.retention import Retention
from schemas.tables import audit
from schemas.trouble import Trouble

AT_ONCE = 50
"""Rows removed in one transaction, so that the monitor never waits long. Source: assumption."""

LONGEST_STOP = timedelta(days=31)
"""How long a monitor may have stood still before its clock is doubted.

Source: assumption; a clock that is a year ahead would remove a year too much.
"""

BEGUN, ENDED = "purge begun", "purge ended"
"""What the audit calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many of one sort were removed, or would be."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.number:,} {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """A purge by one person or timer, at the instant of the signature."""

    database: Database
    retention: Retention
    by: Signature
    is_dry: bool = False
    """Say what would be removed, and remove nothing."""
    on_read: Callable[[int], None] = field(default=lambda _: None)
    pause: Callable[[float], None] = time.sleep
    """Waits so many seconds, in which the monitor can write."""

    def run(self) -> list[Removed]:
        """Remove what is too old; return what was removed, sort by sort.

        Raises:
            Trouble: The clock of this machine cannot be right; nothing was removed.
        """
        self._doubt_the_clock()
        self._note(BEGUN, self.retention.words())
        done = [self._do(chore) for chore in chores(self.database, self.retention, self.by.at)]
        found = [one for one in done if one.number]
        self._note(ENDED, "; ".join(map(str, found)) or "nothing was old enough")
        return found

    def _doubt_the_clock(self) -> None:
        with self.database.read() as connection:
            last = last_instant(connection)
        if last is not None and self.by.at - last > LONGEST_STOP:
            raise Trouble(
                f"this machine's clock says {zulu(self.by.at)}, and the monitor last worked "
                f"{zulu(last)}: nothing was removed",
                "put the clock right, or let the monitor run first",
            )

    def _note(self, action: str, detail: str) -> None:
        if self.is_dry:
            return
        with self.database.write() as connection:
            write_audit(connection, [audit_row(self.by, action, detail=detail)])

    def _do(self, chore: Chore) -> Removed:
        number = 0
        for rows in in_parts(self.database, chore.key, chore.is_old.label("is_old")):
            old = [row.key for row in rows if row.is_old]
            for some in _parts(old):
                number += retrying(partial(self._remove, chore, some))
            self.on_read(len(rows))
        return Removed(number=number, what=chore.one if number == 1 else chore.many)

    def _remove(self, chore: Chore, keys: Sequence[Any]) -> int:
        began = time.monotonic()
        with self.database.write() as connection:
            still = _still_old(connection, chore, keys)
            number = (chore.count if self.is_dry else chore.remove)(connection, still)
        if self.database.is_sqlite:
            # Who waits for the file only asks now and then: as long as we had it, others have it.
            self.pause(time.monotonic() - began)
        return number


def last_purge(database: Database) -> datetime | None:
    """Return when a purge last ended; None where none ever did."""
    ended = select(func.max(audit.c.at)).where(audit.c.action == ENDED)
    with database.read() as connection:
        at: datetime | None = connection.scalar(ended)
    return at


def _still_old(connection: Connection, chore: Chore, keys: Sequence[Any]) -> list[Any]:
    these = among(connection, chore.key, keys)
    return list(connection.scalars(select(chore.key).where(these, chore.is_old)))


def _parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
