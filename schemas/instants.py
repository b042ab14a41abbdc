"""Instants that the whole database has, by name: the last message handled, a sign of life."""

from datetime import datetime

from sqlalchemy import Connection

from schemas.inserts import insert_replacing
from schemas.tables import instants

_REPLACE = insert_replacing(instants, ["name"], ["at"])


def set_instant(connection: Connection, name: str, at: datetime) -> None:
    """Set an instant in place of the one before."""
    connection.execute(_REPLACE, {"name": name, "at": at})
