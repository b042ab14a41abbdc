"""The same files on the slow model and on the program: what a hand-written case runs on."""

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from pydantic_core import from_json, to_json

from schemas.database import Database, open_database
from schemas.tables import metadata
from tests.model.replay import Outcome
from tests.model.times import Message
from tests.replays.ours import replay_ours

FEED_KINDS = {"silence", "volume", "reconciliation"}
"""Alarms of feeds: hand-written cases are about one child, and leave them out."""


class Replay(Protocol):
    """Whatever replays a file as the contract says."""

    def __call__(self, messages: list[Message], until: str | None = None) -> Outcome:
        """Return what comes out."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program on one database, emptied before each file so that many cases stay fast."""

    database: Database

    def replay(self, messages: list[Message], until: str | None = None) -> Outcome:
        """Return what comes out of the program, as the model writes it."""
        told = asdict(replay_ours(emptied(self.database), messages, until))
        plain: dict[str, Any] = from_json(to_json(told))
        alerts = [alert for alert in plain.pop("alerts") if alert["kind"] not in FEED_KINDS]
        return Outcome(alerts=alerts, **plain)


def a_database(url: str) -> Database:
    """Return an open database with its tables, and nothing in them."""
    database = open_database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    return database


def emptied(database: Database) -> Database:
    """Return the database without a row in it."""
    with database.write() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    return database
