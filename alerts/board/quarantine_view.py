"""What lies in quarantine, in words: why, since when, from where. Never a value of a message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from alerts.board.ticking import ticks
from alerts.list_gathering import STILL_OPEN
from alerts.list_phrases import at_words
from alerts.plain_words import duration_words
from schemas.refusal_words import REASON_WORDS
from schemas.refusals import Reason
from schemas.tables import quarantine

SHOWN = 200
"""The oldest so many. Source: assumption; a person deals with a wave by its source, not by row."""

_SHORT_ID = 8
"""Signs of an id that people see and type, as `danm quarantine` shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """One message in words."""

    quarantine_id: str
    short_id: str
    came: str
    age: str
    age_ticks: str
    source: str
    found_at: str
    why: str
    may_wait_since: str
    taken: str
    """Who deals with it, and for how long; empty where nobody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineView:
    """The whole page."""

    number: int
    rows: tuple[QuarantineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What was read: how many nobody has dealt with, and the oldest of them."""

    number: int
    oldest: tuple[Row[Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadOf:
    """How many messages of one feed could not be read, and since when the oldest lies here."""

    source: str
    messages: str
    oldest: str


def unread(connection: Connection, seen: ColumnElement[bool]) -> Unread:
    """Return the messages that nobody has dealt with and somebody may see, longest there first."""
    still = and_(quarantine.c.state == STILL_OPEN, seen)
    number = connection.execute(select(func.count()).where(still)).scalar_one()
    oldest = (
        select(quarantine)
        .where(still)
        .order_by(quarantine.c.at, quarantine.c.quarantine_id)
        .limit(SHOWN)
    )
    return Unread(number=number, oldest=tuple(connection.execute(oldest)))


def quarantine_view(found: Unread, now: datetime) -> QuarantineView:
    """Return the page of what could not be read."""
    return QuarantineView(
        number=found.number, rows=tuple(row_view(row, now) for row in found.oldest)
    )


def counts_by_source(
    connection: Connection, seen: ColumnElement[bool], now: datetime
) -> tuple[UnreadOf, ...]:
    """Return how many messages of each feed nobody has dealt with, and for how long."""
    columns = (quarantine.c.source, func.count(), func.min(quarantine.c.at))
    counted = (
        select(*columns)
        .where(quarantine.c.state == STILL_OPEN, seen)
        .group_by(quarantine.c.source)
        .order_by(quarantine.c.source)
    )
    return tuple(
        UnreadOf(
            source=source,
            messages="1 message" if number == 1 else f"{number} messages",
            oldest=duration_words(now - since),
        )
        for source, number, since in connection.execute(counted)
    )


def row_view(row: Row[Any], now: datetime) -> QuarantineRow:
    """Return one message in words."""
    since = row.clock_from
    return QuarantineRow(
        quarantine_id=row.quarantine_id,
        short_id=row.quarantine_id[:_SHORT_ID],
        came=at_words(row.at, now),
        age=duration_words(now - row.at),
        age_ticks=ticks(("{}", row.at)),
        source=row.source,
        found_at=row.coordinates,
        why=REASON_WORDS[Reason(row.reason)],
        may_wait_since="not known" if since is None else at_words(since, now),
        taken=_taken(row, now),
    )


def _taken(row: Row[Any], now: datetime) -> str:
    if row.taken_at is None:
        return ""
    return f"{row.taken_by}, for {duration_words(now - row.taken_at)}"
