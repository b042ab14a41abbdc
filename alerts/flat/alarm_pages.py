"""One page of alerts, with what became of them: read in three queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from alerts.board.told import Handover, handovers
from alerts.flat.pages import Found, Shown, shown_reference
from alerts.flat.places import Place
from alerts.flat.subjects import Alarm
from schemas.alert_rows import alert_of
from schemas.among import among
from schemas.list_tables import list_alerts
from schemas.tables import alerts, cases

_AlertRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmPage:
    """The stored rows of one page, and by alert id the ways by which they left.

    ``digests`` are by alert id too: the ids of the digests that name it, under which those left.
    """

    rows: Sequence[_AlertRow]
    left: Mapping[str, Sequence[Handover]]
    digests: Mapping[str, Sequence[str]]
    is_last: bool

    def made(self, shown: Shown | None) -> Found[Alarm]:
        """Return the alarms of the page."""
        last = None
        if not self.is_last:
            last = Place(at=self.rows[-1].raised_at, name=self.rows[-1].alert_id)
        return Found(rows=[self._alarm(row, shown) for row in self.rows], last=last)

    def _alarm(self, row: _AlertRow, shown: Shown | None) -> Alarm:
        digests = self.digests.get(row.alert_id, ())
        ways = (way for one in (row.alert_id, *digests) for way in self.left.get(one, ()))
        took = [way for way in ways if way.accepted_at is not None]
        accepted = (one.accepted_at for one in took if one.accepted_at is not None)
        delivered = (one.delivered_at for one in took if one.delivered_at is not None)
        return Alarm(
            alert=alert_of(row),
            code=row.handle,
            reference=shown_reference(shown, row.case_key, row.sealed_ref),
            accepted_at=min(accepted, default=None),
            delivered_at=min(delivered, default=None),
            channels=tuple(sorted({one.channel for one in took})),
            is_in_digest=bool(digests),
        )


def alarm_page(
    read: Callable[[], AbstractContextManager[Connection]],
    condition: ColumnElement[bool],
    after: Place | None,
    at_most: int,
) -> AlarmPage:
    """Read the alerts after a place, by when they were raised and then by their id."""
    page = (
        select(alerts, cases.c.handle, cases.c.sealed_ref)
        .join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)
        .where(condition)
        .order_by(alerts.c.raised_at, alerts.c.alert_id)
    )
    if after is not None:
        later = or_(alerts.c.raised_at > after.at, alerts.c.alert_id > after.name)
        page = page.where(and_(alerts.c.raised_at >= after.at, later))
    with read() as connection:
        rows = connection.execute(page.limit(at_most)).all()
        ids = [row.alert_id for row in rows]
        digests = _digests(connection, ids)
        own = {one for named in digests.values() for one in named}
        left = handovers(connection, [*ids, *sorted(own)])
        return AlarmPage(rows=rows, left=left, digests=digests, is_last=len(rows) < at_most)


def _digests(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    rows = select(list_alerts).where(among(connection, list_alerts.c.alert_id, ids))
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(rows.order_by(list_alerts.c.list_id)):
        found[row.alert_id].append(row.list_id)
    return found
