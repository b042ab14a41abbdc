"""A list as a row of its table, and back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from schemas.lists import RoleList
from schemas.words import ListSort, Role


def list_row(one: RoleList, made_at: datetime | None = None) -> dict[str, Any]:
    """Return the row that a list is stored as; ``made_at`` is None until it is in the outbox."""
    return {
        "list_id": one.alert_id,
        "sort": one.sort,
        "role": one.role,
        "local_authority": one.local_authority,
        "opened_at": one.opened_at,
        "due_at": one.due_at,
        "made_at": made_at,
        "source": one.source,
        "note": one.note,
    }


def list_of(row: Row[Any]) -> RoleList:
    """Return the list that a row of the table stores."""
    return RoleList(
        sort=ListSort(row.sort),
        role=Role(row.role),
        local_authority=row.local_authority,
        opened_at=row.opened_at,
        due_at=row.due_at,
        source=row.source,
        note=row.note,
    )
