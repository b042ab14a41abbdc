"""The columns of `feeds`: whether each can be relied on, and how far it goes. Pure."""

from datetime import datetime

from alerts.board.feed_lines import SIDES, FeedLine, Standing
from alerts.flat.columns import Column, Sort, instant

_STANDINGS = {
    Standing.GOOD: "it can be relied on",
    Standing.BAD: "it is silent or behind: its figures are missing, not zero",
    Standing.CANNOT_TELL: "nobody can tell: it was never heard, or only refused",
}


def _complete_to(line: FeedLine) -> datetime | None:
    return line.complete_to


def _last_message_at(line: FeedLine) -> datetime | None:
    return line.last_message_at


FEED_COLUMNS: tuple[Column[FeedLine], ...] = (
    Column(
        name="source",
        sort=Sort.TEXT,
        meaning="What the feed calls itself. Empty for one that is expected and was never heard.",
        read=lambda line: line.source,
    ),
    Column(
        name="side",
        sort=Sort.WORD,
        meaning="Whose side it speaks for. Empty where every message so far was refused.",
        words=SIDES,
        read=lambda line: line.side or None,
    ),
    Column(
        name="force",
        sort=Sort.TEXT,
        meaning="The police force, as the feed or the settings name it. Empty where none does.",
        read=lambda line: line.force,
    ),
    Column(
        name="local_authority",
        sort=Sort.TEXT,
        meaning="The council, as an ONS code, as the feed or the settings name it. Empty where "
        "none does.",
        read=lambda line: line.local_authority,
    ),
    Column(
        name="standing",
        sort=Sort.WORD,
        meaning="Whether it can be relied on.",
        words={standing.name.lower(): meaning for standing, meaning in _STANDINGS.items()},
        read=lambda line: line.standing.name.lower(),
    ),
    Column(
        name="why",
        sort=Sort.TEXT,
        meaning="Why, in a sentence.",
        read=lambda line: line.why,
    ),
    *instant(
        "complete_to",
        "Everything the feed knew up to then has been sent, by its own word. Empty where it does "
        "not say.",
        _complete_to,
    ),
    *instant(
        "last_message",
        "When its last message came. Empty where none did.",
        _last_message_at,
    ),
)
