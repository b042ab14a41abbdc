"""What people or the monitor itself put in: messages like any other, kept sealed until taken.

Whoever enters one (the board, a correction, a retry from quarantine, the canary) only writes a row
here; `consumer.sources.entered` reads it like any feed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database
from schemas.keys import KeyRing
from schemas.tables import entered


def enter(database: Database, keys: KeyRing, raw: bytes, actor: str, now: datetime) -> int:
    """Put one message in, audited, in a transaction of its own; return the number of its row.

    The bytes are not read here: what cannot be decoded goes to quarantine when it is taken.

    Raises:
        CommitUnknown: The connection was lost during COMMIT. Entering it again is safe: the same
            message is a repeat.
    """
    with database.write() as connection:
        return enter_within(connection, keys, raw, Signature(actor=actor, at=now))


def enter_within(
    connection: Connection, keys: KeyRing, raw: bytes, by: Signature, said_by: str | None = None
) -> int:
    """Put one message in as part of a transaction; return the number of its row.

    ``said_by`` names the person whose word it is. The audit, which outlives the case, does not name
    them: the row of `entered` does, and can be erased once it was taken in (design, Retention: 90
    days). It is found by its number, which stands in the audit.
    """
    said = by if said_by is None else Signature(actor=f"{said_by} (typed by {by.actor})", at=by.at)
    number = put_in(connection, keys, raw, said)
    write_audit(connection, [audit_row(by, "message entered", detail=f"entered:{number}")])
    return number


def put_in(connection: Connection, keys: KeyRing, raw: bytes, by: Signature) -> int:
    """Put one message in without a word in the audit: only the monitor's own canary does so."""
    row = {"at": by.at, "actor": by.actor, "sealed": keys.seal(raw, _context(by))}
    number: int = connection.execute(
        entered.insert().returning(entered.c.entered_id), row
    ).scalar_one()
    return number


def not_taken(connection: Connection, at_most: int) -> list[Row[Any]]:
    """Return the rows that nobody has taken in yet, oldest first."""
    waiting = select(entered).where(entered.c.taken_at.is_(None)).order_by(entered.c.entered_id)
    return list(connection.execute(waiting.limit(at_most)))


def unsealed(row: Row[Any], keys: KeyRing) -> bytes:
    """Return the message that a row holds.

    Raises:
        KeyTrouble: The row was changed (who and when belong to its seal), or its key is missing.
    """
    return keys.open_sealed(row.sealed, context_of(row))


def context_of(row: Row[Any]) -> bytes:
    """Return what the seal of a row belongs to: who entered it, and when."""
    return _context(Signature(actor=row.actor, at=row.at))


def are_mine(connection: Connection, numbers: Collection[int]) -> bool:
    """Lock rows before their messages are stored; whether nobody has taken any of them.

    Another process that takes them at the same moment is waited for: of two, one stores anything.
    """
    rows = select(entered.c.entered_id).where(
        entered.c.entered_id.in_(numbers), entered.c.taken_at.is_(None)
    )
    rows = rows.order_by(entered.c.entered_id).with_for_update()
    return len(connection.execute(rows).all()) == len(numbers)


def mark_taken(connection: Connection, numbers: Collection[int], at: datetime) -> None:
    """Mark rows as taken, in the transaction that stores their messages."""
    taken = update(entered).where(entered.c.entered_id.in_(numbers))
    connection.execute(taken.values(taken_at=at))


def _context(by: Signature) -> bytes:
    return f"entered {by.at.isoformat()} {by.actor}".encode()
