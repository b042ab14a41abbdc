"""A chore done to a whole table, a little at a time beside a monitor that runs.

Each transaction leaves a database that is whole: a chore that was killed is simply begun again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from consumer.retention.in_parts import in_parts
from schemas.among import among
from schemas.database import Database, retrying

AT_ONCE = 50
"""Rows changed in one transaction, so that the monitor never waits long. Source: assumption."""

Act = Callable[[Connection, Sequence[Any]], int]
"""Does something to rows by their keys, in a transaction; returns to how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What is done to those rows of a table that are due. ``one`` and ``many`` name it in words."""

    one: str
    many: str
    table: Table
    is_due: ColumnElement[bool]
    act: Act
    count: Act = lambda _, keys: len(keys)
    """Returns to how many it would be done, and changes nothing."""

    @property
    def key(self) -> ColumnElement[Any]:
        """The column that names a row."""
        return key_of(self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """To how many rows a chore was done, or would be."""

    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.number:,} {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What does chores on one database."""

    database: Database
    is_dry: bool = False
    """Only say what would be done."""
    on_read: Callable[[int], None] = field(default=lambda _: None)
    pause: Callable[[float], None] = time.sleep
    """Waits so many seconds, in which the monitor can write."""

    def do(self, chore: Chore) -> Done:
        """Do a chore to every row that is due."""
        number = 0
        for rows in in_parts(self.database, chore.key, chore.is_due.label("is_due")):
            due = [row.key for row in rows if row.is_due]
            for some in _parts(due):
                number += retrying(partial(self._act, chore, some))
            self.on_read(len(rows))
        return Done(number=number, what=chore.one if number == 1 else chore.many)

    def _act(self, chore: Chore, keys: Sequence[Any]) -> int:
        began = time.monotonic()
        with self.database.write() as connection:
            still = _still_due(connection, chore, keys)
            number = (chore.count if self.is_dry else chore.act)(connection, still)
        if self.database.is_sqlite:
            # Who waits for the file only asks now and then: as long as we had it, others have it.
            self.pause(time.monotonic() - began)
        return number


def key_of(table: Table) -> ColumnElement[Any]:
    """Return the column that names a row: the one of the primary key, or the last of it.

    So for the rows of a snapshot, whose keyed hash holds their source too.
    """
    *_, column = table.primary_key
    return column


def _still_due(connection: Connection, chore: Chore, keys: Sequence[Any]) -> list[Any]:
    these = among(connection, chore.key, keys)
    return list(connection.scalars(select(chore.key).where(these, chore.is_due)))


def _parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
