"""Messages that people or the monitor itself entered, read like any feed."""

from typing import Any

from sqlalchemy import Row

from consumer.sources import BATCH_RECORDS, Batch, Record
from schemas.database import Database, retrying
from schemas.entering import not_taken, unsealed
from schemas.keys import KeyRing, KeyTrouble

_PLACE = "entered:"


def entered_at(coordinates: str) -> int | None:
    """Return the row of `entered` that coordinates name, None where they name another place."""
    number = coordinates.removeprefix(_PLACE)
    return int(number) if number != coordinates and number.isdecimal() else None


class EnteredMessages:
    """The rows of `entered` that nobody has taken in yet.

    It remembers nothing: a row is marked in the transaction that stores its message, so that a
    crash in between takes both or neither, and the next poll reads what the database then says.
    """

    name = "entered"
    is_finished = False

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Take the database and the keys under which the messages are sealed."""
        self._database = database
        self._keys = keys

    def poll(self) -> Batch:
        """Return what was entered and not taken yet, oldest first; it never waits."""
        return retrying(self._read)

    def _read(self) -> Batch:
        with self._database.read() as connection:
            rows = not_taken(connection, BATCH_RECORDS)
        return Batch(records=tuple(self._record(row) for row in rows))

    def _record(self, row: Row[Any]) -> Record:
        try:
            raw, damaged = unsealed(row, self._keys), False
        except KeyTrouble:
            # It would stand in the way of every later one, and may be a child: as a message that
            # the transport could not hand over it reaches a person, and its bytes stay in the row.
            raw, damaged = b"", True
        number = row.entered_id
        return Record(
            raw=raw, coordinates=f"{_PLACE}{number}", at=row.at, damaged=damaged, entered=number
        )

    def accepted(self, batch: Batch) -> None:
        """Do nothing: the rows of the batch are marked already."""

    def close(self) -> None:
        """Do nothing: it holds nothing open."""
