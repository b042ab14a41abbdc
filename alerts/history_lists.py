"""The list of those who waited already when this installation went live, one ever a council."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, exists

from schemas.inserts import insert_ignoring
from schemas.list_rows import list_row
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.tables import cases, claims
from schemas.words import Clock, ListSort, Role, State

TOLD_AFTER = timedelta(minutes=15)
"""How long after the first of them the digest goes out: the backlog is still being read.

Source: assumption, to agree with the data manager who sets the monitor up.
"""

TOLD = (Role.DATA_MANAGER, Role.MASH_MANAGER)
"""Who gets it. Source: assumption, to agree with the council: who can go through a backlog."""


def open_history(
    connection: Connection, local_authority: str | None, live_since: datetime, now: datetime
) -> None:
    """Have those who still wait told of together, once ever for each council."""
    for role in TOLD:
        one = RoleList(
            sort=ListSort.HISTORY,
            role=role,
            local_authority=local_authority,
            opened_at=live_since,
            due_at=now + TOLD_AFTER,
        )
        connection.execute(insert_ignoring(lists), list_row(one))


def is_history_of(one: RoleList) -> ColumnElement[bool]:
    """Return the condition on cases that wait, and of which a rung was due before it was opened."""
    council = cases.c.local_authority
    of_it = council.is_(None) if one.local_authority is None else council == one.local_authority
    was_due = exists().where(
        claims.c.case_key == cases.c.case_key,
        claims.c.clock == Clock.DUTY.value,
        claims.c.raised_at < one.opened_at,
    )
    return of_it & was_due & (cases.c.state == State.WAITING.value)
