"""Stopping a feed whose every message is refused: counted, told to a person, said when asked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from alerts.raising import about_messages, raise_once
from consumer.invalid_wave import WAVE, Wave
from schemas.book import Book
from schemas.house import House
from schemas.moments import zulu
from schemas.words import Kind

Waves = Mapping[str, Wave]
"""By feed: a topic, or a source that has no topics."""


def tally(waves: Waves, told: Iterable[tuple[str, bool]]) -> tuple[Waves, tuple[str, ...]]:
    """Return the waves after more messages (feed, whether refused), and the feeds to stop.

    The waves given stay as they are: only once the messages are stored do the new ones hold.
    """
    after = {feed: replace(wave) for feed, wave in waves.items()}
    to_stop: dict[str, None] = {}
    for feed, refused in told:
        wave = after.setdefault(feed, Wave(source=feed))
        if wave.note(refused):
            to_stop[feed] = None
    return after, tuple(to_stop)


def why_stopped(feed: str) -> str:
    """Return in plain words that a feed is no longer read, and what to do."""
    return (
        f"{WAVE} messages of {feed} in a row could not be read, so no more of it are taken in. "
        "Its messages wait where they are and none is lost. Ask the sender what changed, mend it "
        "or the settings here, start the monitor anew, and try those set aside again"
    )


def tell_stopped(book: Book, house: House, feed: str, now: datetime) -> None:
    """Raise the alert that a feed was stopped, in the transaction of its last messages."""
    policy = house.policies.at(now)
    name = f"stopped {feed} {zulu(now)}"
    alert = about_messages(Kind.QUARANTINE, name, now, why_stopped(feed), policy)
    raise_once(book, alert, house)
