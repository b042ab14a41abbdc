"""The loops of a running monitor, turned by hand under a virtual clock, and what they stored."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, event, select
from sqlalchemy.engine import Connection, Engine

from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.sources import Batch
from consumer.watching import Watch
from schemas.database import Database, open_database
from schemas.house import House
from schemas.keys import KeyRing
from schemas.tables import metadata
from tests.model.times import Message
from tests.replays.ours import HOUSE, KEYS, BelievingReader, records_of

READER = BelievingReader(keys=KEYS, rules={})
SENT_HOUSE = replace(HOUSE, channels=("console",))
"""A house whose alerts leave, so that the outbox is part of what is stored."""

ANEW = {
    "cases": {"sealed_ref"},
    "quarantine": {"sealed", "quarantine_id"},
    "audit": {"audit_id"},
    "outbox": {"outbox_id"},
}
"""Columns that are made anew each time: sealed with a fresh nonce, or numbered by the database."""


class Crash(Exception):
    """The process died here."""


@dataclass(slots=True)
class Live:
    """A monitor whose loops turn when told to."""

    url: str
    keys: KeyRing = KEYS
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        """Open the database, as at every start."""
        self.database = open_database(self.url)

    @property
    def house(self) -> House:
        """What it has beside its database."""
        return replace(SENT_HOUSE, keys=self.keys)

    def restart(self) -> None:
        """Lose everything that is not stored."""
        self.database.close()
        self.database = open_database(self.url)

    def take_in(self, messages: Iterable[Message], now: datetime) -> None:
        """Store some messages in one transaction."""
        intake = Intake(
            database=self.database,
            house=self.house,
            reader=BelievingReader(keys=self.keys, rules={}),
            sources=(),
            offsets=Offsets(self.database, "danm"),
        )
        intake.store(Batch(records=tuple(records_of(messages))), now)

    def sweep(self, now: datetime) -> None:
        """Look at the clock until nothing more is due."""
        watch = Watch(database=self.database, house=self.house)
        while watch.turn(now) == timedelta(0):
            pass


def rows_of(database: Database, table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table without what is made anew each time, in a fixed order."""
    wanted = [one for one in table.columns if one.name not in ANEW.get(table.name, ())]
    with database.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(*wanted))]
    return sorted(rows, key=repr)


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all that is stored."""
    return {table.name: rows_of(database, table) for table in metadata.sorted_tables}


@contextmanager
def crashing(after: int) -> Iterator[None]:
    """Die before one more statement than these, or at the commit if there are fewer."""
    left = [after]

    def at_statement(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash

    def at_commit(_: Connection) -> None:
        raise Crash

    event.listen(Engine, "before_cursor_execute", at_statement)
    event.listen(Engine, "commit", at_commit)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", at_statement)
        event.remove(Engine, "commit", at_commit)
