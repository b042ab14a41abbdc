"""Who is signed in: found by what the browser holds, for one shift at most."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from alerts.board.people import BoardRole, Person
from schemas.board_tables import board_sessions

SESSION_COOKIE = "danm_session"

SESSION_LASTS = timedelta(hours=8)
"""After that somebody signs in again. Source: assumption; one shift."""


def start_session(connection: Connection, person: Person, now: datetime) -> str:
    """Sign somebody in; return what their browser is to hold. Sessions that ended are deleted."""
    connection.execute(delete(board_sessions).where(board_sessions.c.ends_at <= now))
    held = token_urlsafe(32)
    row = {
        "session_key": _key(held),
        "subject": person.subject,
        "name": person.name,
        "roles": " ".join(sorted(person.roles)),
        "councils": _codes(person.councils),
        "forces": _codes(person.forces),
        "started_at": now,
        "ends_at": now + SESSION_LASTS,
    }
    connection.execute(board_sessions.insert(), row)
    return held


def signed_in(connection: Connection, held: str, now: datetime) -> Person | None:
    """Return whose session a browser holds; None where it holds none that stands."""
    found = select(board_sessions).where(
        board_sessions.c.session_key == _key(held), board_sessions.c.ends_at > now
    )
    row = connection.execute(found).first()
    return None if row is None else _person(row)


def end_session(connection: Connection, held: str) -> None:
    """Sign somebody out."""
    connection.execute(delete(board_sessions).where(board_sessions.c.session_key == _key(held)))


def _person(row: Row[Any]) -> Person:
    return Person(
        subject=row.subject,
        name=row.name,
        roles=frozenset(BoardRole(role) for role in row.roles.split()),
        councils=_named(row.councils),
        forces=_named(row.forces),
    )


def _codes(every: frozenset[str] | None) -> str | None:
    """Return codes as they are kept; None for all."""
    return None if every is None else " ".join(sorted(every))


def _named(kept: str | None) -> frozenset[str] | None:
    return None if kept is None else frozenset(kept.split())


def _key(held: str) -> bytes:
    return sha256(held.encode()).digest()
