"""Asking what became of accepted alerts; what was not delivered is told again, or otherwise."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts.channels import Fate, PermanentFailure, TellsFates, TemporaryFailure, key_of
from alerts.dispatch import GIVEN_UP_AFTER, pause_after
from alerts.fates import due_row, note_fate
from alerts.outbox import Sent, open_second_after_all, take_back, tell_instead
from schemas.counts import FATES, add_counts, labels
from schemas.database import CommitUnknown, Database, retrying
from schemas.house import House

logger = logging.getLogger(__name__)

SHARD = "follow"
"""Whose counts these are."""

EVERY = timedelta(seconds=5)
"""How often it is looked whether a channel must be asked. Source: assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Asks one channel about one alert after the other, the longest due first.

    A failure takes back that the alert was accepted: it is unsent again, in sight as such, and goes
    by the second route too. Where the address does not exist nothing is sent there any more.
    """

    database: Database
    house: House
    channel: TellsFates

    def turn(self, now: datetime) -> timedelta:
        """Ask about one alert; return how long to wait before the next turn."""
        row = retrying(lambda: self._due(now))
        if row is None:
            return EVERY
        fate = self._asked(row)
        try:
            retrying(lambda: self._write(row, fate, now))
        except CommitUnknown:
            logger.warning("the commit may or may not have happened: asking again if it did not")
        return timedelta(0)

    def _due(self, now: datetime) -> Sent | None:
        with self.database.read() as connection:
            return due_row(connection, self.channel.name, now)

    def _asked(self, row: Sent) -> Fate:
        route = self.house.routes.get(row.route)
        if route is None:  # it was taken out of the settings: nobody knows its addresses any more
            return Fate.SENDING
        try:
            return self.channel.fate(key_of(row.alert_id, row.instead), route.addresses)
        except (TemporaryFailure, PermanentFailure) as failure:
            what = {"channel": self.channel.name, "why": str(failure)}
            logger.warning("a channel does not say what became of an alert", extra=what)
            return Fate.SENDING

    def _write(self, row: Sent, fate: Fate, now: datetime) -> None:
        with self.database.write() as connection:
            if not note_fate(connection, row, fate, now) or fate is Fate.SENDING:
                return
            add_counts(connection, SHARD, {(FATES, labels(row.channel, fate.value)): 1})
            if fate is not Fate.DELIVERED:
                self._failed(connection, row, fate, now)

    def _failed(self, connection: Connection, row: Sent, fate: Fate, now: datetime) -> None:
        what = {"alert_id": row.alert_id, "channel": row.channel, "route": row.route, "fate": fate}
        logger.error("an alert was accepted and not delivered", extra=what)
        is_over = fate is Fate.PERMANENT_FAILURE or now >= row.raised_at + GIVEN_UP_AFTER
        again = {"next_attempt_at": now + pause_after(row.failures)}
        values = {"given_up_at": now, "next_attempt_at": None} if is_over else again
        said = f"accepted, then: {fate.value}"
        if not take_back(connection, row, failures=row.failures + 1, last_error=said, **values):
            return
        open_second_after_all(connection, row, now, self.house)
        if is_over:
            tell_instead(connection, row, now, self.house)
