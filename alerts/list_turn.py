"""Lists are put into the outbox at their fixed hours, and digests once they have gathered."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from alerts.digests import Digest
from alerts.file_holds import is_answered
from alerts.list_times import all_lists, due_list
from alerts.outbox_rows import outbox_row
from alerts.routing import ways_of
from schemas.database import CommitUnknown, Database, retrying
from schemas.house import House
from schemas.inserts import insert_ignoring
from schemas.instants import set_instant
from schemas.list_rows import list_of, list_row
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.moments import CLOCKS_APART, zulu
from schemas.tables import instants, outbox
from schemas.words import ListSort

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=1)
"""How often it is looked whether a list is due. Source: assumption."""

MADE_UP_TO = "lists made up to"
"""Name of the instant up to which the lists at fixed hours have been made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTurn:
    """Makes the lists that are due, each once, however many processes look.

    A list whose hour fell into an outage is made after it, the last of each role only. The first
    start makes none of before. After a clock that ran ahead was put right, the hours that it had
    passed come again, with their lists; what gathered meanwhile goes out at once.
    """

    database: Database
    house: House

    def turn(self, now: datetime) -> timedelta:
        """Make what is due by now; return how long to wait before the next turn."""
        try:
            if retrying(lambda: self._is_anything_due(now)):
                retrying(lambda: self._make(now))
        except CommitUnknown:
            logger.warning("the commit may or may not have happened: looking again")
        return EVERY

    def _is_anything_due(self, now: datetime) -> bool:
        with self.database.read() as connection:
            since = _made_up_to(connection)
            if since is None or _is_of_the_future(since, now):
                return True
            return any(self._due(connection, since, now))

    def _make(self, now: datetime) -> None:
        with self.database.write() as connection:
            since = _made_up_to(connection)
            if since is None:
                set_instant(connection, MADE_UP_TO, now)
                return
            if _is_of_the_future(since, now):
                _begin_again(connection, now)
                since = now
            due = tuple(self._due(connection, since, now))
            for one in sorted(due, key=_order):
                self._post(connection, one, now)
            set_instant(connection, MADE_UP_TO, max(since, now))

    def _due(self, connection: Connection, since: datetime, now: datetime) -> Iterator[RoleList]:
        yield from self._gathered(connection, now)
        policy = self.house.policies.at(now)
        for role, council in all_lists(policy):
            if (one := due_list(policy, council, role, now, since)) is not None:
                yield one

    def _gathered(self, connection: Connection, now: datetime) -> Iterator[RoleList]:
        """Yield the digests whose time has come, or whose alarms wait for a file that was read."""
        may_be_due = or_(lists.c.due_at <= now, lists.c.sort == ListSort.FILE)
        gathers = select(lists).where(lists.c.made_at.is_(None), may_be_due)
        for one in map(list_of, connection.execute(gathers).all()):
            if one.due_at <= now:
                yield one
            elif is_answered(connection, one, now):
                yield replace(one, due_at=now)

    def _post(self, connection: Connection, one: RoleList, now: datetime) -> None:
        """Put a list into the outbox, unless another process has."""
        connection.execute(insert_ignoring(lists), list_row(one))
        unmade = update(lists).where(lists.c.list_id == one.alert_id, lists.c.made_at.is_(None))
        made = unmade.values(made_at=now, due_at=one.due_at)
        if connection.execute(made).rowcount:
            rows = [outbox_row(one.alert_id, way, now) for way in ways_of(one, self.house)]
            if rows:
                connection.execute(outbox.insert(), rows)


def _order(one: RoleList) -> tuple[bool, tuple[str, ...]]:
    """In which order rows are locked: as by whoever puts an alarm on a digest meanwhile.

    The sweep holds the lists of those who waited before the start while it looks at cases, and
    opens all others at the end.
    """
    order = Digest(one.sort, one.role, one.local_authority, one.source).order
    return one.sort is not ListSort.HISTORY, order


def _is_of_the_future(since: datetime, now: datetime) -> bool:
    """Whether lists were made by a clock that ran ahead, and has gone back since."""
    return since > now + CLOCKS_APART


def _begin_again(connection: Connection, now: datetime) -> None:
    """Have every list that lies ahead made again at its hour, and every digest made now."""
    ahead = select(lists).where(lists.c.due_at > now)
    for one in sorted(map(list_of, connection.execute(ahead).all()), key=_order):
        this = update(lists).where(lists.c.list_id == one.alert_id)
        if one.sort is ListSort.SHIFT:
            connection.execute(this.values(made_at=None))
        else:
            connection.execute(this.where(lists.c.made_at.is_(None)).values(due_at=now))
    logger.warning("the clock has gone back: lists come again", extra={"now": zulu(now)})


def _made_up_to(connection: Connection) -> datetime | None:
    at: datetime | None = connection.scalar(
        select(instants.c.at).where(instants.c.name == MADE_UP_TO)
    )
    return at
