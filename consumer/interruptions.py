"""How often this installation really interrupted people: counted from the alerts it raised."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from consumer.backtest.shifts import Interruptions, teams_of
from schemas.list_tables import list_alerts, lists
from schemas.policy import PolicyBook
from schemas.tables import alerts, feeds
from schemas.words import Delivery, Kind, ListSort, Role

ABOUT_CASES = (Kind.WAIT, Kind.REGRADE, Kind.REPEAT, Kind.CLEARED)
"""Alarms about a case; all others are about feeds and messages."""

_Told = tuple[Role, str | None, datetime]
"""Who was interrupted, about which council, and when."""


def interruptions(
    connection: Connection, policies: PolicyBook, since: datetime, until: datetime
) -> Interruptions:
    """Return how often each team was told of something at once, feeds and messages included.

    Alarms that went together on a digest interrupted once. An alert of an older program does not
    say whom it interrupted: then all its recipients count.
    """
    found = Interruptions(days=(until - since) / timedelta(days=1))
    told = (_alone(connection, since, until), _by_digest(connection, since, until))
    for role, council, at in (one for every in told for one in every):
        found.add(teams_of(role, council, policies.at(at)), at)
    return found


def _alone(connection: Connection, since: datetime, until: datetime) -> Iterator[_Told]:
    """Yield every role that an alert interrupted by itself."""
    at_once = _told_at_once(since, until)
    on_digests = (
        select(list_alerts.c.alert_id, lists.c.role)
        .join(lists, lists.c.list_id == list_alerts.c.list_id)
        .join(alerts, alerts.c.alert_id == list_alerts.c.alert_id)
        .where(lists.c.sort != ListSort.SHIFT.value, at_once)
    )
    elsewhere = {(row.alert_id, row.role) for row in connection.execute(on_digests)}
    columns = (alerts.c.alert_id, alerts.c.raised_at, alerts.c.recipients, alerts.c.interrupts)
    for row in connection.execute(select(*columns, alerts.c.local_authority).where(at_once)):
        told = row.recipients if row.interrupts is None else row.interrupts
        for role in told.split():
            if (row.alert_id, role) not in elsewhere:
                yield Role(role), row.local_authority, row.raised_at


def _by_digest(connection: Connection, since: datetime, until: datetime) -> Iterator[_Told]:
    """Yield every role that a digest interrupted, once for each digest that went out."""
    made = lists.c.made_at
    rows = select(lists.c.role, lists.c.local_authority, made).where(
        lists.c.sort != ListSort.SHIFT.value, made >= since, made <= until
    )
    for row in connection.execute(rows):
        yield Role(row.role), row.local_authority, row.made_at


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
