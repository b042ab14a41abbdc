"""Handing alerts over: told means accepted.

Each row of the outbox is leased before it is sent and marked only after the channel accepted it.
A crash in between sends it again with the same alert id: a duplicate is possible, a loss is not.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Update, case, select, update

from alerts.channels import Channel, Parcel, TemporaryFailure
from alerts.composing import compose
from alerts.wording import AlarmText, alarm_text, bare_text
from schemas.alert import Alert
from schemas.alert_rows import alert_of
from schemas.counts import DELIVERY, DELIVERY_EDGES, add_counts, labels, observed
from schemas.database import Database
from schemas.house import House
from schemas.tables import alerts, cases, outbox
from schemas.words import Delivery, Risk

logger = logging.getLogger(__name__)

SHARD = "dispatch"
"""Whose counts these are."""

EVERY = timedelta(milliseconds=500)
"""How often the outbox is looked at. Source: design, an alert is accepted within 5 s."""

LEASE = timedelta(seconds=60)
"""How long one sender keeps a row to itself. Source: assumption, over any channel's time-out."""

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
"""Pauses between tries; the last one repeats. Source: the plan for channels, an assumption."""

AT_ONCE = 20
"""Alerts leased in one turn."""

_URGENCY = case(
    (alerts.c.delivery == Delivery.NOW.value, 0),
    else_=1,
)
_RISK = case({risk.value: -risk.strictness for risk in Risk}, value=alerts.c.risk, else_=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Sends what the outbox holds, most urgent and highest risk first."""

    database: Database
    house: House
    channels: Sequence[Channel]

    def turn(self, now: datetime) -> timedelta:
        """Send what is due; return how long to wait before the next turn."""
        with self.database.read() as connection:
            waiting = connection.execute(_due(now).limit(1)).first() is not None
        leased = self._lease(now) if waiting else []
        for row in leased:
            self._send(row, now)
        return timedelta(0) if len(leased) == AT_ONCE else EVERY

    def _lease(self, now: datetime) -> list[Row[Any]]:
        """Take rows for ourselves: the raised number of tries is the fence."""
        with self.database.write() as connection:
            rows = connection.execute(
                _due(now).limit(AT_ONCE).with_for_update(skip_locked=True, of=outbox)
            ).all()
            ids = [row.outbox_id for row in rows]
            connection.execute(
                update(outbox)
                .where(outbox.c.outbox_id.in_(ids))
                .values(attempts=outbox.c.attempts + 1, next_attempt_at=now + LEASE)
            )
        return list(rows)

    def _send(self, row: Row[Any], now: datetime) -> None:
        tries = row.attempts + 1
        try:
            self._channel(row.channel).send(self._parcel(row, now))
        except TemporaryFailure as failure:
            logger.warning("an alert was not accepted", extra={"why": str(failure)})
            self._put_back(row, now + BACK_OFF[min(tries, len(BACK_OFF)) - 1], tries)
            return
        self._accepted(row, now, tries)

    def _channel(self, name: str) -> Channel:
        for channel in self.channels:
            if channel.name == name:
                return channel
        raise TemporaryFailure(f"no channel {name} here")

    def _parcel(self, row: Row[Any], now: datetime) -> Parcel:
        alert = alert_of(row)
        return Parcel(alert=alert, text=self._text(alert, row.handle, now))

    def _text(self, alert: Alert, code: str | None, now: datetime) -> AlarmText:
        try:
            with self.database.read() as connection:
                return alarm_text(compose(connection, alert, self.house, now))
        except Exception:
            logger.exception("the text failed: sending the bare alert")
            return bare_text(kind=alert.kind, rung=alert.rung, case_code=code)

    def _put_back(self, row: Row[Any], at: datetime, tries: int) -> None:
        with self.database.write() as connection:
            connection.execute(_fenced(row.outbox_id, tries).values(next_attempt_at=at))

    def _accepted(self, row: Row[Any], now: datetime, tries: int) -> None:
        took = max(now - row.due_at, timedelta(0))
        with self.database.write() as connection:
            marked = connection.execute(
                _fenced(row.outbox_id, tries).values(accepted_at=now, next_attempt_at=None)
            )
            if marked.rowcount:
                seconds = int(took.total_seconds())
                seen = observed((row.channel,), seconds, DELIVERY_EDGES)
                counts = {(DELIVERY, labels(*values)): by for values, by in seen}
                add_counts(connection, SHARD, counts)


def _due(now: datetime) -> Select[Any]:
    return (
        select(outbox.c.outbox_id, outbox.c.channel, outbox.c.attempts, alerts, cases.c.handle)
        .join(alerts, alerts.c.alert_id == outbox.c.alert_id)
        .join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)
        .where(outbox.c.next_attempt_at <= now)
        .order_by(_URGENCY, _RISK, alerts.c.due_at, outbox.c.outbox_id)
    )


def _fenced(outbox_id: int, tries: int) -> Update:
    """Change a row only while it is ours: another sender would have raised the tries."""
    return update(outbox).where(outbox.c.outbox_id == outbox_id, outbox.c.attempts == tries)
