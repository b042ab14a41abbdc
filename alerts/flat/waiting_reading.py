"""Flat rows of who waits: the whole list, in the order in which people look at it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, true

from alerts.flat.columns import Value
from alerts.flat.tables import WAITING
from alerts.who_waits import timed
from schemas.holds import standing_holds
from schemas.listing import Listed
from schemas.pictures import load_case
from schemas.policy import PolicyBook
from schemas.tables import cases
from schemas.words import Rung, State

_EVERYBODY: ColumnElement[bool] = true()


def waiting_rows(
    read: Callable[[], AbstractContextManager[Connection]],
    policies: PolicyBook,
    as_of: datetime,
    condition: ColumnElement[bool] = _EVERYBODY,
) -> list[dict[str, Value]]:
    """Return who waits, of the cases that meet a condition; no reference is ever shown.

    ``as_of`` is now: the limits are told as at this instant, of what the database holds.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among these.
    """
    wanted = select(cases.c.handle, cases.c.picture, cases.c.rung)
    with read() as connection:
        found = connection.execute(
            wanted.where(cases.c.state == State.WAITING.value, condition)
        ).all()
        holds = standing_holds(connection, as_of)
    listed = (
        Listed(
            handle=row.handle,
            case=load_case(row.picture),
            rung=None if row.rung is None else Rung(row.rung),
        )
        for row in found
    )
    return [WAITING.row(one) for one in timed(listed, policies, as_of, holds)]
