"""The list of those who waited already when this installation went live, for each council.

What is read after it has gone out opens a further one: no child of before may stand on none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, func, select

from alerts.plain_words import london_words
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

A_SECOND = timedelta(seconds=1)
"""By how much the opening instants of two lists differ at least: their ids hold whole seconds."""


def open_history(
    connection: Connection, councils: Iterable[str | None], live_since: datetime, now: datetime
) -> None:
    """Have those of these councils who still wait told of together; None: of no known council.

    Everybody opens them in the same order, so that no two processes wait for each other.
    """
    for role in sorted(TOLD):
        for council in sorted(councils, key=lambda code: code or ""):
            _open(connection, (role, council), live_since, now)


def _open(
    connection: Connection, whose: tuple[Role, str | None], live_since: datetime, now: datetime
) -> None:
    """Hold the list that gathers now until we commit, or open one; it is made from what we leave.

    The first of a start is opened by its instant, whoever is first, and needs no note; a further
    one by ours.
    """
    role, council = whose
    same = (
        lists.c.sort == ListSort.HISTORY,
        lists.c.role == role,
        _is_of(lists.c.local_authority, council),
        lists.c.opened_at >= live_since,
    )
    unmade = select(lists.c.list_id).where(*same, lists.c.made_at.is_(None))
    gathers = unmade.order_by(lists.c.opened_at).limit(1).with_for_update()
    if connection.scalar(gathers) is not None:
        return
    last: datetime | None = connection.scalar(select(func.max(lists.c.opened_at)).where(*same))
    one = RoleList(
        sort=ListSort.HISTORY,
        role=role,
        local_authority=council,
        opened_at=live_since if last is None else max(now, last + A_SECOND),
        due_at=max(now, live_since) + TOLD_AFTER,
        note="" if last is None else _further_words(live_since),
    )
    connection.execute(insert_ignoring(lists), list_row(one))


def _further_words(live_since: datetime) -> str:
    return (
        f"This system went live on {london_words(live_since)}. What was due before then rang no "
        "alarm. More of it was read after a first list had gone out: this one holds all of before "
        "who still wait."
    )


def is_history_of(one: RoleList) -> ColumnElement[bool]:
    """Return the condition on cases that wait, and of which a rung was due before the start."""
    was_due = exists().where(
        claims.c.case_key == cases.c.case_key,
        claims.c.clock == Clock.DUTY.value,
        claims.c.raised_at < _start_of(one),
    )
    of_it = _is_of(cases.c.local_authority, one.local_authority)
    return of_it & was_due & (cases.c.state == State.WAITING.value)


def _start_of(one: RoleList) -> ScalarSelect[datetime]:
    """Return the start that a list is about: the first list of it was opened by that instant."""
    firsts = select(func.max(lists.c.opened_at)).where(
        lists.c.sort == ListSort.HISTORY,
        lists.c.role == one.role,
        _is_of(lists.c.local_authority, one.local_authority),
        lists.c.note == "",
        lists.c.opened_at <= one.opened_at,
    )
    return firsts.scalar_subquery()


def _is_of(column: ColumnElement[str | None], council: str | None) -> ColumnElement[bool]:
    return column.is_(None) if council is None else column == council
