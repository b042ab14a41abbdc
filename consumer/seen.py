"""Which messages were handled before: by source and id, with a digest of what they said."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection, select

from schemas.among import among
from schemas.inserts import put_rows
from schemas.messages import Message
from schemas.tables import messages


class Sight(Enum):
    """Whether a message is new."""

    NEW = auto()
    REPEAT = auto()
    """The same source, id and content: no effect."""
    CONFLICT = auto()
    """The same source and id with other content: the first handled is kept."""


class Seen:
    """The messages one transaction has seen and adds to what was seen before."""

    def __init__(self, connection: Connection) -> None:
        """Take the writing connection."""
        self._connection = connection
        self._digests: dict[bytes, bytes] = {}
        self._new: list[dict[str, object]] = []

    def load(self, arrived: Iterable[Message]) -> None:
        """Read which of these were handled before."""
        keys = {message.key for message in arrived} - set(self._digests)
        rows = select(messages.c.message_key, messages.c.digest).where(
            among(self._connection, messages.c.message_key, keys)
        )
        for row in self._connection.execute(rows) if keys else ():
            self._digests[row.message_key] = row.digest

    def look(self, message: Message, now: datetime) -> Sight:
        """Say whether a message is new, and remember it if so."""
        key = message.key  # a hash each time it is asked for
        held = self._digests.get(key)
        if held is not None:
            return Sight.REPEAT if held == message.digest else Sight.CONFLICT
        self._digests[key] = message.digest
        self._new.append({"message_key": key, "digest": message.digest, "handled_at": now})
        return Sight.NEW

    def flush(self) -> None:
        """Write what is new, in this transaction."""
        put_rows(self._connection, messages, self._new, is_new=True)
