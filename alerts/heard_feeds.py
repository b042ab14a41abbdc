"""The feeds that were heard, and how far each is complete."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from alerts.feed_progress import FeedProgress
from schemas.feeds import Feed
from schemas.tables import feeds


def heard_feeds(connection: Connection) -> list[Feed]:
    """Return the feeds that were heard, those of the police first."""
    told = select(feeds).order_by(feeds.c.side.desc(), feeds.c.source)
    return [Feed(**row._mapping) for row in connection.execute(told)]


def progress_of(heard: Iterable[Feed]) -> tuple[FeedProgress, ...]:
    """Return how far each of these feeds is complete."""
    return tuple(
        FeedProgress(
            name=feed.source, complete_to=feed.complete_to, last_message_at=feed.last_message_at
        )
        for feed in heard
    )
