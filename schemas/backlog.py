"""Up to when all that came has been read: what an alarm does not know yet is a delay of our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from schemas.tables import offsets

BEHIND_AFTER = timedelta(minutes=2)
"""From when on being behind is told. Source: assumption.

The broker is asked every 15 s; a restart, or partitions that change hands, take up to 20 s.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """The topics that this installation reads, and the group as which it does."""

    group: str
    topics: tuple[str, ...]


def behind_since(read_to: Iterable[datetime], now: datetime) -> datetime | None:
    """Return the instant since which not all was read; None where that is no time to speak of."""
    oldest = min(read_to, default=now)
    return oldest if now - oldest > BEHIND_AFTER else None


def unread_since(connection: Connection, reads: Reads | None, now: datetime) -> datetime | None:
    """Return since when messages may have come that were not read; None where we keep up."""
    if reads is None:
        return None
    known = select(offsets.c.topic, offsets.c.topic_id, offsets.c.read_to).where(
        offsets.c.group == reads.group,
        offsets.c.topic.in_(reads.topics),
        offsets.c.read_to.is_not(None),
    )
    rows = connection.execute(known.order_by(offsets.c.read_to)).all()
    # Of a topic made anew with fewer partitions, rows of the old one may be left.
    newest = {row.topic: row.topic_id for row in rows}
    return behind_since((r.read_to for r in rows if newest[r.topic] == r.topic_id), now)
