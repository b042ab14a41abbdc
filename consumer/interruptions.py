"""How often this installation really interrupted people: counted from the alerts it raised."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from consumer.backtest.shifts import Interruptions, teams_of
from schemas.policy import PolicyBook
from schemas.tables import alerts, feeds
from schemas.words import Delivery, Kind, Role

ABOUT_CASES = (Kind.WAIT, Kind.REGRADE, Kind.REPEAT, Kind.CLEARED)
"""Alarms about a case; all others are about feeds and messages."""


def interruptions(
    connection: Connection, policies: PolicyBook, since: datetime, until: datetime
) -> Interruptions:
    """Return how often each team was told of something at once, feeds and messages included.

    An alert of an older program does not say whom it interrupted: then all its recipients count.
    """
    found = Interruptions(days=(until - since).total_seconds() / 86_400)
    columns = (alerts.c.raised_at, alerts.c.recipients, alerts.c.interrupts)
    rows = select(*columns, alerts.c.local_authority).where(_told_at_once(since, until))
    for row in connection.execute(rows):
        policy = policies.at(row.raised_at)
        told = row.recipients if row.interrupts is None else row.interrupts
        for role in map(Role, told.split()):
            found.add(teams_of(role, row.local_authority, policy), row.raised_at)
    return found


def interruptions_about_feeds(connection: Connection, since: datetime, until: datetime) -> int:
    """Return how many alerts about feeds and messages interrupted somebody."""
    names = [kind.value for kind in ABOUT_CASES]
    rows = select(func.count()).where(_told_at_once(since, until), alerts.c.kind.not_in(names))
    return connection.scalar(rows) or 0


def first_heard_at(connection: Connection) -> datetime | None:
    """Return when the first feed was heard, None where none ever was."""
    at: datetime | None = connection.scalar(select(func.min(feeds.c.first_message_at)))
    return at


def _told_at_once(since: datetime, until: datetime) -> ColumnElement[bool]:
    at = alerts.c.raised_at
    return and_(alerts.c.delivery == Delivery.NOW.value, at >= since, at <= until)
