"""Lists that went out: each when it was made, and how many of the cases it names were taken up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Label, and_, func, select

from alerts.board.people import Person
from alerts.board.scope import of_councils
from schemas.hold_tables import acknowledgements
from schemas.list_rows import list_of
from schemas.list_tables import list_alerts, lists
from schemas.lists import RoleList
from schemas.tables import alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeList:
    """A list that was made, and put into the outbox.

    ``named`` are the cases kept beside it, which only a digest has: a list at its fixed hour holds
    whoever waits as it is handed over, and that is kept nowhere. ``in_hand`` are those of them that
    somebody took in hand since.
    """

    about: RoleList
    made_at: datetime
    named: int
    in_hand: int


def latest_lists(connection: Connection, person: Person, number: int) -> Sequence[MadeList]:
    """Return the lists that were made last and somebody may see, the last first.

    The table has some twenty thousand rows in a year, and is searched without an index.
    """
    rows = (
        select(lists)
        .where(lists.c.made_at.is_not(None), of_councils(person, lists.c.local_authority))
        .order_by(lists.c.made_at.desc(), lists.c.list_id)
        .limit(number)
    )
    found = connection.execute(rows).all()
    taken = _taken(connection, [row.list_id for row in found])
    return [
        MadeList(about=list_of(row), made_at=row.made_at, named=named, in_hand=in_hand)
        for row in found
        for named, in_hand in [taken.get(row.list_id, (0, 0))]
    ]


def _taken(connection: Connection, list_ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Return by list how many cases its alarms are about, and how many were taken in hand since."""
    since = and_(
        acknowledgements.c.case_key == alerts.c.case_key, acknowledgements.c.at >= lists.c.made_at
    )
    rows = (
        select(lists.c.list_id, _cases(alerts.c.case_key), _cases(acknowledgements.c.case_key))
        .join(list_alerts, list_alerts.c.list_id == lists.c.list_id)
        .join(alerts, alerts.c.alert_id == list_alerts.c.alert_id)
        .join(acknowledgements, since, isouter=True)
        .where(lists.c.list_id.in_(list_ids))
        .group_by(lists.c.list_id)
    )
    return {list_id: (named, in_hand) for list_id, named, in_hand in connection.execute(rows)}


def _cases(key: ColumnElement[bytes]) -> Label[int]:
    return func.count(key.distinct()).label(None)
