"""Lengths of time that an open page keeps current by itself, in the very words of the server. Pure.

The text stays the server's where no script runs. What the script changes is in no live region, so
that a screen reader is not told each minute.
"""

from datetime import datetime

from schemas.moments import zulu


def ticks(*parts: tuple[str, datetime | None]) -> str:
    """Return what the script reads: the words around each length, and the instant it is from or to.

    "{}" stands for the length in the words; an instant that nobody knows has no part.
    """
    return ";".join(f"{words}@{zulu(at)}" for words, at in parts if at is not None)
