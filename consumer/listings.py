"""What is stored, read back as lists: incidents, who waits, alerts. Nothing here changes a row."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Row, and_, or_, select

from alerts.who_waits import timed
from schemas.alert import Alert
from schemas.alert_rows import alert_of
from schemas.database import Database
from schemas.holds import standing_holds
from schemas.listing import Listed, Waiting
from schemas.pictures import load_case
from schemas.policy import PolicyBook
from schemas.tables import alerts, cases
from schemas.words import Rung, State

Reveal = Callable[[bytes, bytes], str | None]
"""Case key and sealed reference to the reference, or to None where it is not to be shown."""


def hidden(_case_key: bytes, _sealed_ref: bytes) -> None:
    """Show no reference."""


PAGE = 500
"""Incidents read at once. Source: assumption, well under the 100 ms a reader may take."""


def incidents(
    connection: Connection, *, handle: str | None = None, reveal: Reveal = hidden
) -> list[Listed]:
    """Return every incident held, or the one of a case code, by when it began."""
    rows = select(cases).order_by(cases.c.started_at, cases.c.handle)
    if handle is not None:
        rows = rows.where(cases.c.handle == handle.upper())
    return [_listed(row, reveal) for row in connection.execute(rows)]


def every_incident(database: Database, *, reveal: Reveal = hidden) -> Iterator[Listed]:
    """Yield every incident held, by when it began, however many there are.

    Read in pages, so that whoever prints them slowly keeps no writer waiting. One that changes
    meanwhile is shown as it is when its page is read.
    """
    every = select(cases).order_by(cases.c.started_at, cases.c.handle).limit(PAGE)
    page = every
    while True:
        with database.read() as connection:
            rows = connection.execute(page).all()
        yield from (_listed(row, reveal) for row in rows)
        if len(rows) < PAGE:
            return
        at, code = rows[-1].started_at, rows[-1].handle
        after = and_(cases.c.started_at == at, cases.c.handle > code)
        page = every.where(or_(cases.c.started_at > at, after))


def _listed(row: Row[tuple[object, ...]], reveal: Reveal) -> Listed:
    return Listed(
        handle=row.handle,
        case=load_case(row.picture),
        rung=None if row.rung is None else Rung(row.rung),
        reference=reveal(row.case_key, row.sealed_ref),
    )


def waiting(
    connection: Connection, policies: PolicyBook, as_of: datetime, *, reveal: Reveal = hidden
) -> list[Waiting]:
    """Return every case that waits, longest past its limit first, babies first within."""
    rows = select(cases).where(cases.c.state == State.WAITING.value)
    holds = standing_holds(connection, as_of)
    return timed((_listed(row, reveal) for row in connection.execute(rows)), policies, as_of, holds)


def stored_alerts(connection: Connection) -> Iterator[tuple[Alert, str | None, bytes | None]]:
    """Yield every alert with the case code and sealed reference of its case, as raised."""
    rows = (
        select(alerts, cases.c.handle, cases.c.sealed_ref)
        .join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)
        .order_by(alerts.c.raised_at, alerts.c.due_at)
    )
    for row in connection.execute(rows):
        yield alert_of(row), row.handle, row.sealed_ref
