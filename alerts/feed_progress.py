"""How far each feed is complete, in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.plain_words import london_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProgress:
    """How far a feed is complete; None where it never said so, or never sent anything."""

    name: str
    complete_to: datetime | None
    last_message_at: datetime | None


def feed_lines(progress: Iterable[FeedProgress]) -> list[str]:
    """Return one line for each feed, under a line that says what they are."""
    lines = [f"- {feed_words(feed)}" for feed in progress]
    if not lines:
        return ["How far the feeds are complete: not known"]
    return ["How far each feed is complete:", *lines]


def feed_words(feed: FeedProgress) -> str:
    """Return how far one feed is complete, and when it was last heard."""
    complete, last = feed.complete_to, feed.last_message_at
    how_far = "does not say how far" if complete is None else f"to {london_words(complete)}"
    heard = "no message yet" if last is None else f"last message {london_words(last)}"
    return f"{feed.name}: {how_far}; {heard}"
