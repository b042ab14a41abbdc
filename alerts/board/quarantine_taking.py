"""Somebody says that they deal with a message that could not be read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from alerts.list_gathering import STILL_OPEN
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.tables import quarantine
from schemas.trouble import Trouble


class NotToTake(Trouble):
    """Nobody needs to deal with the message any more, or somebody else has just begun to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who deals with a message, and since when another did as they read it; None where nobody."""

    name: str
    over_from: datetime | None


def take(database: Database, quarantine_id: str, taking: Taking, by: Signature) -> None:
    """Store who deals with a message, in one transaction with its audit row.

    The name stands in the row of the message alone: it could not be erased from the audit.

    Raises:
        NotToTake: It was dealt with meanwhile, or somebody else took it.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    retrying(lambda: _take(database, quarantine_id, taking, by))


def _take(database: Database, quarantine_id: str, taking: Taking, by: Signature) -> None:
    with database.write() as connection:
        if not _is_taken(connection, quarantine_id, taking, by):
            raise NotToTake(
                "this message was dealt with meanwhile, or somebody else has just taken it",
                "open its page again",
            )
        write_audit(connection, [audit_row(by, "quarantine taken", detail=quarantine_id)])


def _is_taken(connection: Connection, quarantine_id: str, taking: Taking, by: Signature) -> bool:
    as_read = (
        quarantine.c.quarantine_id == quarantine_id,
        quarantine.c.state == STILL_OPEN,
        quarantine.c.taken_at.is_not_distinct_from(taking.over_from),
    )
    taken = update(quarantine).where(*as_read).values(taken_by=taking.name, taken_at=by.at)
    return connection.execute(taken).rowcount == 1
