"""A case that goes with everything told, rung and sent about it; only counts stay.

All of it goes in one transaction, and what its rows told of the counts is noted in their place: so
a crash leaves nothing half gone, and the recount finds no difference (design, law 6).
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, text

from consumer.ledger import counted_row
from consumer.recount import edges_held
from schemas import counts as names
from schemas.among import among
from schemas.book import Book
from schemas.counts import add_counts, labels, purged
from schemas.facts import load_facts
from schemas.fate_tables import fates
from schemas.hold_tables import acknowledgements
from schemas.list_tables import list_alerts
from schemas.messages import message_key
from schemas.purge_tables import purged_cases
from schemas.tables import (
    alerts,
    cases,
    claims,
    contacts,
    home_cases,
    judgements,
    messages,
    outbox,
)

SHARD = "purge"
"""Who wrote the counts of what no row tells any more."""

Told = Counter[tuple[str, str]]
"""What rows told of the counts, by metric and labels."""

_BY_CASE = (claims, contacts, home_cases, acknowledgements)
"""Tables of which a case's rows go with it, and are counted nowhere."""


def remove_cases(book: Book, keys: Collection[bytes], now: datetime) -> None:
    """Remove cases that the book holds locked, and leave of each the hash of its reference."""
    connection, these = book.connection, sorted(keys)
    hold_edges(connection)
    told = _remove_judgements(connection, these)
    of_them = among(connection, alerts.c.case_key, these)
    told += remove_alerts(
        connection, list(connection.scalars(select(alerts.c.alert_id).where(of_them)))
    )
    for table in _BY_CASE:
        connection.execute(delete(table).where(among(connection, table.c.case_key, these)))
    facts = [fact for key in these for fact in load_facts(book.entries[key].facts)]
    seen = [message_key(fact.source, fact.id) for fact in facts]
    connection.execute(delete(messages).where(among(connection, messages.c.message_key, seen)))
    connection.execute(delete(cases).where(among(connection, cases.c.case_key, these)))
    left = [
        {"case_key": key, "purged_at": now, "key_id": book.entries[key].key_id} for key in these
    ]
    connection.execute(purged_cases.insert(), left)
    note_purged(connection, told)


def remove_alerts(connection: Connection, alert_ids: Collection[str]) -> Told:
    """Remove alerts with all that was sent of them; return what they told of the counts."""
    remove_sent(connection, alert_ids)
    of_them = among(connection, list_alerts.c.alert_id, alert_ids)
    connection.execute(delete(list_alerts).where(of_them))
    gone = delete(alerts).where(among(connection, alerts.c.alert_id, alert_ids))
    rows = connection.execute(gone.returning(alerts.c.kind, alerts.c.rung)).all()
    return Counter((names.ALERTS, labels(row.kind, row.rung)) for row in rows)


def remove_sent(connection: Connection, alert_ids: Collection[str]) -> None:
    """Remove what was sent of alerts or lists, and what became of it.

    In one transaction: on SQLite the number of a row that is gone may be given again.
    """
    of_them = among(connection, outbox.c.alert_id, alert_ids)
    numbers = list(connection.scalars(select(outbox.c.outbox_id).where(of_them)))
    connection.execute(delete(fates).where(among(connection, fates.c.outbox_id, numbers)))
    connection.execute(delete(outbox).where(among(connection, outbox.c.outbox_id, numbers)))


def hold_edges(connection: Connection) -> None:
    """Keep the edges of histograms as they are until the commit; counting goes on beside."""
    if connection.dialect.name != "sqlite":  # there one writer holds the whole file
        connection.execute(text("LOCK TABLE counts IN ROW EXCLUSIVE MODE"))


def note_purged(connection: Connection, told: Told) -> None:
    """Note what the counts hold and no row tells any more."""
    changes = {(purged(metric), keyed): number for (metric, keyed), number in told.items()}
    add_counts(connection, SHARD, changes)


def _remove_judgements(connection: Connection, keys: Collection[bytes]) -> Told:
    edges = edges_held(connection)
    of_them = delete(judgements).where(among(connection, judgements.c.case_key, keys))
    told: Told = Counter()
    for row in connection.execute(of_them.returning(*judgements.columns)).all():
        for metric, values, by in counted_row(row, edges):
            told[metric, labels(*values)] += by
        told[names.REVISED, labels()] += row.revisions
    return told
