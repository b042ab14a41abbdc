"""When what a timer does beside the monitor was last done, so that its absence can be told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from schemas.instants import set_instant
from schemas.tables import instants


class LastDone(StrEnum):
    """What is noted, each by the name of its instant."""

    BACKUP = "backup taken"
    AUDIT_VERIFIED = "audit verified"
    """Every sealed row of the audit was what it had been (`danm audit verify`)."""
    AUDIT_CHANGED = "audit found changed"
    """A sealed row of it was not."""


def note_done(connection: Connection, what: LastDone, at: datetime) -> None:
    """Note when something was done, in place of the time before."""
    set_instant(connection, what.value, at)


def last_done(connection: Connection) -> dict[LastDone, datetime]:
    """Return when each was last done; without those that never were."""
    of_them = select(instants).where(instants.c.name.in_([one.value for one in LastDone]))
    return {LastDone(row.name): row.at for row in connection.execute(of_them)}
