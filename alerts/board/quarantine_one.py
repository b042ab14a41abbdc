"""One message that could not be read, in words; and what can be done with it. No value of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from alerts.board.quarantine_view import QuarantineRow, row_view
from alerts.list_gathering import STILL_OPEN
from schemas.refusals import OF_FILES, Reason
from schemas.tables import quarantine

TAKE, RETRY, MEND, DISMISS, SHOW = "take", "retry", "mend", "dismiss", "show"
DEEDS = (TAKE, RETRY, MEND, DISMISS, SHOW)
"""What people do with a message; each is the last part of the address that it is sent to."""

_AN_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)
"""No other text is looked for: PostgreSQL refuses some, and would seem not to answer."""

_RETRIED, _DISMISSED = "retried", "dismissed"

STATE_WORDS = {
    STILL_OPEN: "Nobody has settled it yet. It may be about a child, for whom no alarm rings.",
    _RETRIED: "It was read after all, or mended, and was entered like any message.",
    _DISMISSED: "Somebody said that nothing more is needed. It can still be tried again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneView:
    """The page of one message. ``deeds`` are those that can help, whoever may do them."""

    quarantine_id: str
    row: QuarantineRow
    place: str
    state: str
    over_from: str
    """Since when somebody deals with it, to the microsecond; empty where nobody does."""
    is_open: bool
    is_conflict: bool
    deeds: tuple[str, ...]


def one_held(
    connection: Connection, quarantine_id: str, seen: ColumnElement[bool]
) -> Row[Any] | None:
    """Return one message, without its bytes; None where somebody may see none of this id."""
    if not _AN_ID.fullmatch(quarantine_id):
        return None
    columns = [column for column in quarantine.c if column.name not in ("sealed", "digest")]
    holds = quarantine.c.sealed.is_not(None).label("holds_bytes")
    found: Select[Any] = select(*columns, holds).where(
        quarantine.c.quarantine_id == quarantine_id, seen
    )
    return connection.execute(found).first()


def one_view(row: Row[Any], now: datetime) -> OneView:
    """Return the page of one message."""
    return OneView(
        quarantine_id=row.quarantine_id,
        row=row_view(row, now),
        place=row.place,
        state=STATE_WORDS[row.state],
        over_from="" if row.taken_at is None else row.taken_at.isoformat(),
        is_open=row.state == STILL_OPEN,
        is_conflict=row.reason == Reason.CONFLICT,
        deeds=tuple(_deeds(row)),
    )


def _deeds(row: Row[Any]) -> list[str]:
    """Return what can help. Of a conflict the first message counts, so no other is entered."""
    if row.state == _RETRIED:
        return []
    deeds = [TAKE, DISMISS] if row.state == STILL_OPEN else []
    if row.reason != Reason.CONFLICT:
        deeds.append(MEND)
        if row.holds_bytes and row.reason not in OF_FILES:
            deeds.append(RETRY)
    if row.holds_bytes and row.reason != Reason.DAMAGED:
        deeds.append(SHOW)
    return deeds
