"""Messages that were seen, and of which no case is held: those that feeds say of themselves.

Those of a case go with it. While it is held they stay, so that a repeat is known for one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete

from consumer.retention.in_parts import in_parts
from schemas.among import among
from schemas.database import Database
from schemas.facts import load_facts
from schemas.messages import message_key
from schemas.tables import cases, messages

AHEAD = timedelta(days=1)
"""By how much a case may begin after a message that told of it. Source: contract section 1."""


def of_held_cases(database: Database, before: datetime) -> frozenset[bytes]:
    """Return the keys of messages of held cases that began before an instant, or a day later."""
    return frozenset(_of_held_cases(database, before))


def _of_held_cases(database: Database, before: datetime) -> Iterator[bytes]:
    facts = case((cases.c.started_at < before + AHEAD, cases.c.facts)).label("facts")
    for rows in in_parts(database, cases.c.case_key, facts):
        for row in rows:
            for fact in () if row.facts is None else load_facts(row.facts):
                yield message_key(fact.source, fact.id)


def forget(connection: Connection, keys: Sequence[bytes]) -> int:
    """Forget that messages were seen."""
    these = among(connection, messages.c.message_key, keys)
    return connection.execute(delete(messages).where(these)).rowcount
