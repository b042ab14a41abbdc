"""Rows of the outbox beside the alert or the list that each sends, as queries ask of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from schemas.list_tables import lists
from schemas.tables import alerts, outbox

RAISED_AT = func.coalesce(alerts.c.raised_at, lists.c.due_at)
"""Since when what a row sends should be on its way."""

IS_OPEN = and_(outbox.c.accepted_at.is_(None), outbox.c.given_up_at.is_(None))
"""Whether nobody has accepted a row, and somebody still tries."""


def sent(*columns: Any) -> Select[Any]:
    """Return the query for these columns of the outbox, and of what its rows send.

    The columns of a list are null beside an alert, and those of an alert beside a list.
    """
    return (
        select(*columns)
        .select_from(outbox)
        .join(alerts, alerts.c.alert_id == outbox.c.alert_id, isouter=True)
        .join(lists, lists.c.list_id == outbox.c.alert_id, isouter=True)
    )


def is_told_otherwise() -> ColumnElement[bool]:
    """Whether a row that stands in the place of this one was accepted."""
    stand_in = outbox.alias()
    return exists().where(
        stand_in.c.second_for == outbox.c.outbox_id, stand_in.c.accepted_at.is_not(None)
    )
