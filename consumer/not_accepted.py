"""Whether alarms go out and nobody takes them: then nobody outside may be told that all is well."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func

from alerts.sent_rows import IS_OPEN, is_told_otherwise, sent
from schemas.list_tables import lists
from schemas.moments import zulu
from schemas.tables import alerts

UNACCEPTED_FOR = timedelta(minutes=15)
"""From when an alert or a list that nobody accepted holds the heartbeat back.

Source: the longest pause between two tries; assumption, to agree with whoever keeps the machines
running.
"""


def waiting_to_be_accepted(connection: Connection, now: datetime) -> Iterator[str]:
    """Yield a sentence where something sent was not accepted for long; nothing where all was.

    What was given up does not count, or one dead address would hold the heartbeat back for ever:
    a person is told in its place, and it stays in sight. A row whose second route was accepted was
    told.
    """
    sent_at = func.coalesce(alerts.c.raised_at, lists.c.made_at)
    waiting = sent(func.min(sent_at)).where(
        IS_OPEN, sent_at < now - UNACCEPTED_FOR, ~is_told_otherwise()
    )
    since: datetime | None = connection.execute(waiting).scalar_one()
    if since is not None:
        yield f"alerts or lists are sent and not accepted, the oldest since {zulu(since)}"
