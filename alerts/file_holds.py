"""Alarms that one file gives rise to go out together, once the other side's file was read too.

In the morning the police's extract tells of a night, and minutes later the council's tells which of
those notifications it has. One list then is worth more than an alarm for each before.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from alerts.storms import GATHERED_FOR
from schemas.feeds import COUNCIL, POLICE
from schemas.file_tables import files
from schemas.lists import RoleList
from schemas.raised import Raised
from schemas.tables import feeds
from schemas.words import Risk

HELD_FOR = timedelta(minutes=45)
"""The longest that an alarm waits for the other side's file.

Source: issue 5, an assumption; council and force must agree it.
"""

_OTHER_SIDE = {POLICE: COUNCIL, COUNCIL: POLICE}


def is_held(one: Raised) -> bool:
    """Whether an alarm waits: one file gave rise to it, and the police grade it less than high."""
    return one.file is not None and one.alert.risk is not Risk.HIGH


def is_answered(connection: Connection, one: RoleList, now: datetime) -> bool:
    """Whether the other side's file was read, so that a list of held alarms waits no longer.

    One read since the list was opened answers it at once. One read shortly before did too; then
    the list only gathers what the rest of its own file tells.
    """
    side = connection.scalar(select(feeds.c.side).where(feeds.c.source == one.source))
    if side not in _OTHER_SIDE:
        return False
    read_at = _last_read(connection, _OTHER_SIDE[side], one)
    if read_at is None or read_at < one.opened_at - HELD_FOR:
        return False
    return read_at >= one.opened_at or now >= one.opened_at + GATHERED_FOR


def _last_read(connection: Connection, side: str, one: RoleList) -> datetime | None:
    """Return when a file of this side was read last that may tell of the list's council."""
    whose = feeds.c.local_authority
    last = (
        select(files.c.taken_at)
        .join(feeds, feeds.c.source == files.c.source)
        .where(
            feeds.c.side == side,
            files.c.taken_at.is_not(None),
            or_(whose == one.local_authority, whose.is_(None)),
        )
        .order_by(files.c.taken_at.desc())
        .limit(1)
    )
    read_at: datetime | None = connection.scalar(last)
    return read_at
