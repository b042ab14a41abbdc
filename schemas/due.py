"""What any watcher may do, but only one at a time: done every so often, by whoever claims it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from schemas.database import CommitUnknown, Database, retrying
from schemas.inserts import insert_ignoring
from schemas.instants import set_instant
from schemas.tables import instants


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A piece of work, and when it is due: a named instant of the whole database.

    ``lease`` is how long it may take before another watcher begins it.
    """

    name: str
    every: timedelta
    lease: timedelta

    def begins(self, database: Database, now: datetime) -> bool:
        """Begin it in a transaction of its own; whether it is now ours to do."""
        with database.read() as connection:
            if not self.is_due(connection, now):
                return False

        def claim() -> bool:
            with database.write() as connection:
                return self.claim(connection, now)

        try:
            return retrying(claim)
        except CommitUnknown:
            return False  # if it was ours, another begins it when the lease is over

    def is_due(self, connection: Connection, now: datetime) -> bool:
        """Whether it may be claimed.

        What is due later than it can be was put off by a clock that has gone back since.
        """
        at = connection.scalar(select(instants.c.at).where(instants.c.name == self.name))
        return at is None or at <= now or at > now + self.every

    def claim(self, connection: Connection, now: datetime) -> bool:
        """Begin it, if it is due and no other watcher was first."""
        connection.execute(insert_ignoring(instants), {"name": self.name, "at": now})
        is_due = or_(instants.c.at <= now, instants.c.at > now + self.every)
        mine = update(instants).where(instants.c.name == self.name, is_due)
        return bool(connection.execute(mine.values(at=now + self.lease)).rowcount)

    def put_off(self, connection: Connection, until: datetime) -> None:
        """Say when it is due next: it was done."""
        set_instant(connection, self.name, until)
