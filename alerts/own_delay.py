"""What an alarm says where messages that would change it may lie unread with us. Pure.

No alarm is held back for it: the child may be waiting all the same.
"""

from collections.abc import Mapping
from datetime import datetime

from alerts.plain_words import london_words
from schemas.words import Kind

_OF_A_CASE = (
    "What was sent since then may have ended this wait already: look in your own system first."
)
_OF_A_FEED = "What seems to be missing may be among them."
_WHAT_IT_MEANS: Mapping[Kind, str] = {
    Kind.WAIT: _OF_A_CASE,
    Kind.REGRADE: _OF_A_CASE,
    Kind.REPEAT: _OF_A_CASE,
    Kind.SILENCE: _OF_A_FEED,
    Kind.VOLUME: _OF_A_FEED,
    Kind.RECONCILIATION: _OF_A_FEED,
}
"""Kinds that what is unread may overtake; an end, or what could not be read, stays what it is."""


def own_delay_words(kind: Kind, unread_since: datetime | None) -> list[str]:
    """Return that the delay is ours, and what it means; nothing where we keep up."""
    meaning = _WHAT_IT_MEANS.get(kind)
    if unread_since is None or meaning is None:
        return []
    return [f"OUR OWN DELAY: {catching_up_words(unread_since)} {meaning}"]


def catching_up_words(unread_since: datetime) -> str:
    """Return that messages since then are still unread."""
    since = london_words(unread_since)
    return f"this system is catching up. Messages since {since} are not read yet."
