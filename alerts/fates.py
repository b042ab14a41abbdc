"""Accepted is not delivered: the rows whose channel is asked later what became of them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from alerts.channels import Fate
from alerts.outbox import Sent, rows_sent
from schemas.fate_tables import fates
from schemas.tables import outbox

FIRST_ASKED_AFTER = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
"""A channel is asked after 30 s, then each time after as long again as has passed, an hour at most.

Source: assumption; a mail is delivered in seconds, a text message in a minute, and what is not must
be told otherwise while there is time.
"""

ASKED_FOR = timedelta(hours=73)
"""Then nothing more will be known. Source: GOV.UK Notify gives a text message 72 h."""


def begin_following(connection: Connection, outbox_id: int, now: datetime) -> bool:
    """Ask about a row that has just been accepted; return whether it is the first time."""
    values = {"fate": Fate.SENDING.value, "ask_at": now + FIRST_ASKED_AFTER}
    again = update(fates).where(fates.c.outbox_id == outbox_id).values(values)
    if connection.execute(again).rowcount:
        return False
    connection.execute(fates.insert().values(outbox_id=outbox_id, **values))
    return True


def due_row(connection: Connection, channel: str, now: datetime) -> Sent | None:
    """Return the row of a channel that it must be asked about first, None where none is due."""
    due = (
        rows_sent()
        .add_columns(fates.c.ask_at, outbox.c.accepted_at)
        .join(fates, fates.c.outbox_id == outbox.c.outbox_id)
        .where(
            fates.c.ask_at <= now, outbox.c.channel == channel, outbox.c.accepted_at.is_not(None)
        )
    )
    return connection.execute(due.order_by(fates.c.ask_at).limit(1)).first()


def note_fate(connection: Connection, row: Sent, fate: Fate, now: datetime) -> bool:
    """Write what a channel says; False where another process has asked meanwhile."""
    values: dict[str, object] = {"fate": fate.value, "ask_at": None}
    if fate is Fate.SENDING:
        values["ask_at"] = next_ask(row.accepted_at, now)
    if fate is Fate.DELIVERED:
        values["delivered_at"] = now
    noted = update(fates).where(fates.c.outbox_id == row.outbox_id, fates.c.ask_at == row.ask_at)
    return bool(connection.execute(noted.values(values)).rowcount)


def next_ask(accepted_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask next about what was accepted then; None for never again."""
    passed = now - accepted_at
    if passed >= ASKED_FOR:
        return None
    return now + min(max(passed, FIRST_ASKED_AFTER), LONGEST_PAUSE)
