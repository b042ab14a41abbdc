"""Somebody says that they deal with a message that could not be read."""

from sqlalchemy import Connection, update

from alerts.list_gathering import STILL_OPEN
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.tables import quarantine
from schemas.trouble import Trouble


class NotToTake(Trouble):
    """Nobody needs to deal with the message any more."""


def take(database: Database, quarantine_id: str, name: str, by: Signature) -> None:
    """Store who deals with a message, in one transaction with its audit row.

    The name stands in the row of the message alone: it could not be erased from the audit.

    Raises:
        NotToTake: It was dealt with meanwhile.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    retrying(lambda: _take(database, quarantine_id, name, by))


def _take(database: Database, quarantine_id: str, name: str, by: Signature) -> None:
    with database.write() as connection:
        if not _is_taken(connection, quarantine_id, name, by):
            raise NotToTake("this message was dealt with meanwhile", "there is nothing to take")
        write_audit(connection, [audit_row(by, "quarantine taken", detail=quarantine_id)])


def _is_taken(connection: Connection, quarantine_id: str, name: str, by: Signature) -> bool:
    still = (quarantine.c.quarantine_id == quarantine_id, quarantine.c.state == STILL_OPEN)
    taken = update(quarantine).where(*still).values(taken_by=name, taken_at=by.at)
    return connection.execute(taken).rowcount == 1
