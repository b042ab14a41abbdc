"""When we first heard of cases: by our own clock, not by the time that the sender wrote.

A message may be sent before a list goes out and be read after it. Nobody saw its child on that
list, so that what is new on the next one is told by when the first message was handled.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic_core import from_json
from sqlalchemy import select

from schemas.among import among
from schemas.database import Database
from schemas.messages import message_key
from schemas.tables import messages

PAGE = 1000
"""Messages looked up in one short transaction: on SQLite a writer waits for each reader."""


def first_handled(database: Database, facts: Mapping[str, bytes]) -> dict[str, datetime]:
    """Return when the first message about each case was handled, by case code.

    ``facts`` are the facts of each case as they are stored. A case whose first message nobody kept
    is left out.
    """
    keys = {code: key for code, text in facts.items() if (key := _first_message(text)) is not None}
    handled: dict[bytes, datetime] = {}
    wanted = sorted(set(keys.values()))
    for place in range(0, len(wanted), PAGE):
        handled |= _handled(database, wanted[place : place + PAGE])
    return {code: handled[key] for code, key in keys.items() if key in handled}


def _first_message(facts: bytes) -> bytes | None:
    """Return the key of the message that came first: facts are stored in the order they came."""
    rows = from_json(facts)
    return message_key(rows[0]["s"], rows[0]["i"]) if rows else None


def _handled(database: Database, keys: list[bytes]) -> dict[bytes, datetime]:
    with database.read() as connection:
        some = among(connection, messages.c.message_key, keys)
        rows = connection.execute(select(messages.c.message_key, messages.c.handled_at).where(some))
        return {row.message_key: row.handled_at for row in rows}
