"""What lies in quarantine: its states, and the list people look at. Nothing here changes it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.refusals import Reason
from schemas.tables import quarantine
from schemas.trouble import Trouble

_BEGINNING = re.compile(r"[0-9a-f][0-9a-f-]{3,35}", re.ASCII)
"""What may stand for an id: at least four of its signs, from the start."""


class Standing(StrEnum):
    """How far people have dealt with a message in quarantine."""

    OPEN = "open"
    RETRIED = "retried"
    """Read after all, or mended: it was entered, and is taken in like any message."""
    DISMISSED = "dismissed"


ALLOWED_NEXT = {
    Standing.OPEN: frozenset({Standing.RETRIED, Standing.DISMISSED}),
    # Dismissing the wrong one must not hide a child for good.
    Standing.DISMISSED: frozenset({Standing.RETRIED}),
    # Only where the intake refuses it once more.
    Standing.RETRIED: frozenset({Standing.OPEN}),
}
"""From which state to which a message may go."""


class NoSuchQuarantine(Trouble):
    """No message in quarantine has this id, or several begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One message in quarantine, without a value of it.

    ``clock_from`` is the earliest instant from which a child may be waiting, None where nothing of
    the kind could be read.
    """

    quarantine_id: str
    reason: Reason
    source: str
    coordinates: str
    at: datetime
    state: Standing
    clock_from: datetime | None


def listed(
    connection: Connection, states: Collection[Standing] = tuple(Standing)
) -> list[Quarantined]:
    """Return what lies in quarantine in these states, longest there first."""
    rows = (
        select(quarantine)
        .where(quarantine.c.state.in_([state.value for state in states]))
        .order_by(quarantine.c.at, quarantine.c.quarantine_id)
    )
    return [_quarantined(row) for row in connection.execute(rows)]


def _quarantined(row: Row[Any]) -> Quarantined:
    return Quarantined(
        quarantine_id=row.quarantine_id,
        reason=Reason(row.reason),
        source=row.source,
        coordinates=row.coordinates,
        at=row.at,
        state=Standing(row.state),
        clock_from=row.clock_from,
    )


def quarantined_json(told: Quarantined) -> dict[str, Any]:
    """Return it in the contract's form; what is unknown is absent."""
    form = {
        "quarantine_id": told.quarantine_id,
        "reason": told.reason.value,
        "source": told.source,
        "coordinates": told.coordinates,
        "at": zulu(told.at),
        "state": told.state.value,
        "clock_from": None if told.clock_from is None else zulu(told.clock_from),
    }
    return {name: value for name, value in form.items() if value is not None}


def found(connection: Connection, codes: Sequence[str]) -> list[str]:
    """Return the ids that people named, each by its whole id or by how it begins.

    Raises:
        NoSuchQuarantine: No id begins so, or several do.
    """
    return list(dict.fromkeys(_found(connection, code.strip().lower()) for code in codes))


def _found(connection: Connection, code: str) -> str:
    matching: list[str] = []
    if _BEGINNING.fullmatch(code):
        ids = select(quarantine.c.quarantine_id).where(quarantine.c.quarantine_id.startswith(code))
        matching = list(connection.scalars(ids.limit(2)))
    match matching:
        case [one]:
            return one
        case []:
            raise NoSuchQuarantine(f"nothing in quarantine is {code}", "see: danm quarantine")
        case _:
            raise NoSuchQuarantine(f"several in quarantine begin with {code}", "give more of it")


def rows_of(
    connection: Connection, ids: Collection[str], *, to_change: bool = False
) -> list[Row[Any]]:
    """Return the rows of these ids, in the order of ids; locked where they are to be changed."""
    rows = select(quarantine).where(quarantine.c.quarantine_id.in_(ids))
    rows = rows.order_by(quarantine.c.quarantine_id)
    return list(connection.execute(rows.with_for_update() if to_change else rows))


def unsealed(row: Row[Any], keys: KeyRing) -> bytes:
    """Return the message as it came, byte for byte.

    Raises:
        KeyTrouble: The row was changed, or the key it was sealed with is missing.
    """
    return keys.open_sealed(row.sealed, row.quarantine_id.encode())


def holds_bytes(row: Row[Any]) -> bool:
    """Whether the message itself is held: the transport may have handed over nothing."""
    return row.reason != Reason.DAMAGED and row.sealed is not None
