"""What the transport lost before we read it: told to a person at once, in the batch's transaction.

A lost range has no bytes that anyone could look at, so it is a `gap` alarm, not a quarantine row.
Source: contract section 3, "a hole in the offsets".
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from alerts.raising import about_messages, raise_once
from consumer.sources import Hole
from schemas.book import Book
from schemas.house import House
from schemas.words import Kind


def tell_holes(book: Book, house: House, holes: Sequence[Hole], now: datetime) -> None:
    """Raise one alert for each topic in which messages were lost; the same loss is told once."""
    policy = house.policies.at(now)
    for topic, found in groupby(holes, key=lambda hole: (hole.topic, hole.topic_id)):
        lost = list(found)
        ranges = " ".join(f"{hole.partition}@{hole.first}-{hole.last}" for hole in lost)
        name = f"hole {' '.join(topic)} {ranges}"
        alert = about_messages(Kind.GAP, name, now, holes_words(lost), policy)
        raise_once(book, alert, house)


def holes_words(holes: Sequence[Hole]) -> str:
    """Return in plain words what was lost of one topic, and how much."""
    return " ".join([_why(holes[0]), *(_range(hole) for hole in holes), _what_now(holes[0])])


def _why(hole: Hole) -> str:
    if hole.last is None:
        return f"the topic {hole.topic} was deleted on the broker and made anew."
    return f"the broker deleted messages of the topic {hole.topic} before we read them."


def _range(hole: Hole) -> str:
    """Return the offsets lost in one partition; some of them may be marks of transactions."""
    if hole.last is None:
        read = f"was read up to offset {hole.first - 1}" if hole.first else "was not read yet"
        return f"Partition {hole.partition} of the old one {read}."
    messages = hole.last - hole.first + 1
    if messages == 1:
        return f"Lost: partition {hole.partition}, offset {hole.first}, 1 message."
    offsets = f"offsets {hole.first} to {hole.last}"
    return f"Lost: partition {hole.partition}, {offsets}, up to {messages} messages."


def _what_now(hole: Hole) -> str:
    if hole.last is None:
        return (
            "What stood behind that in the old one is lost, and nobody can say how much it was. "
            "The new one is read from its beginning."
        )
    return "We read on behind them."
