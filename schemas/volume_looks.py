"""When the volume of incidents is looked at next: a stored instant, every whole hour."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select, update

from schemas.inserts import insert_ignoring
from schemas.tables import instants

NEXT_LOOK = "volume looked at next"
"""Name of the instant at which the volume of incidents is looked at next."""


def next_look(connection: Connection) -> datetime | None:
    """Return when the volume is looked at next, None where nobody has set it yet."""
    at: datetime | None = connection.scalar(
        select(instants.c.at).where(instants.c.name == NEXT_LOOK)
    )
    return at


def is_look_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the volume must be looked at by now."""
    return exists(select(instants.c.at).where(instants.c.name == NEXT_LOOK, instants.c.at <= now))


def set_first_look(connection: Connection, at: datetime) -> None:
    """Set when the volume is looked at first, where nobody has."""
    connection.execute(insert_ignoring(instants), {"name": NEXT_LOOK, "at": at})


def take_look(connection: Connection, due_at: datetime, next_at: datetime) -> bool:
    """Set the next look in place of one that is due; False where another process took it."""
    mine = update(instants).where(instants.c.name == NEXT_LOOK, instants.c.at == due_at)
    return bool(connection.execute(mine.values(at=next_at)).rowcount)
