"""One purge: all that is too old is removed; what it did stands in the audit, in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consumer.holdings import last_instant
from consumer.retention.chores import chores
from consumer.retention.doing import Doing, Done
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database
from schemas.moments import zulu
from schemas.retention import Retention
from schemas.tables import audit
from schemas.trouble import Trouble

LONGEST_STOP = timedelta(days=31)
"""How long a monitor may have stood still before its clock is doubted.

Source: assumption; a clock that is a year ahead would remove a year too much.
"""

BEGUN, ENDED = "purge begun", "purge ended"
"""What the audit calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """A purge by one person or timer, at the instant of the signature."""

    doing: Doing
    retention: Retention
    by: Signature

    def run(self) -> list[Done]:
        """Remove what is too old; return what was removed, sort by sort.

        Raises:
            Trouble: The clock of this machine cannot be right; nothing was removed.
        """
        self._doubt_the_clock()
        self._note(BEGUN, self.retention.words())
        due = chores(self.doing.database, self.retention, self.by.at)
        done = [one for one in map(self.doing.do, due) if one.number]
        self._note(ENDED, "; ".join(map(str, done)) or "nothing was old enough")
        return done

    def _doubt_the_clock(self) -> None:
        with self.doing.database.read() as connection:
            last = last_instant(connection)
        if last is not None and self.by.at - last > LONGEST_STOP:
            raise Trouble(
                f"this machine's clock says {zulu(self.by.at)}, and the monitor last worked "
                f"{zulu(last)}: nothing was removed",
                "put the clock right, or let the monitor run first",
            )

    def _note(self, action: str, detail: str) -> None:
        if self.doing.is_dry:
            return
        with self.doing.database.write() as connection:
            write_audit(connection, [audit_row(self.by, action, detail=detail)])


def last_purge(database: Database) -> datetime | None:
    """Return when a purge last ended; None where none ever did."""
    ended = select(func.max(audit.c.at)).where(audit.c.action == ENDED)
    with database.read() as connection:
        at: datetime | None = connection.scalar(ended)
    return at
