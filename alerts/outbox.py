"""The rows of the outbox: what is due, whose it is for now, and what became of it.

A row is changed only by who holds its lease: the raised number of attempts is the fence.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Update,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from alerts.outbox_rows import outbox_row
from alerts.routing import Told, Way, second_way, ways_instead
from alerts.sent_rows import RAISED_AT, is_told_otherwise, sent
from alerts.standing_in import Instead
from schemas.alert_rows import alert_of
from schemas.house import House
from schemas.list_rows import list_of
from schemas.list_tables import list_alerts, lists
from schemas.orders import gravest_first
from schemas.tables import alerts, cases, outbox
from schemas.words import Delivery, ListSort, Role

LEASE = timedelta(seconds=60)
"""How long one sender keeps a row to itself. Source: assumption, over any turn of a sender."""

Sent = Row[Any]
"""A row of the outbox with its alert and the case code, or with its list."""

_SHARED = {
    "alert_id": outbox.c.alert_id,
    "due_at": func.coalesce(alerts.c.due_at, lists.c.due_at).label("due_at"),
    "raised_at": RAISED_AT.label("raised_at"),
    "local_authority": func.coalesce(alerts.c.local_authority, lists.c.local_authority).label(
        "local_authority"
    ),
}
"""What an alert and a list both have."""

_URGENCY = case(
    (alerts.c.delivery == Delivery.NOW.value, 0),
    (lists.c.sort != ListSort.SHIFT.value, 0),
    else_=1,
)
_MOST_URGENT_FIRST = (
    _URGENCY,
    gravest_first(alerts.c.risk),
    _SHARED["due_at"],
    outbox.c.outbox_id,
)


def is_anything_to_do(connection: Connection, now: datetime, not_ours: Collection[str]) -> bool:
    """Whether a row is due, or the second of one."""
    due = or_(_is_due(now, not_ours), _is_second_due(now))
    return connection.execute(select(outbox.c.outbox_id).where(due).limit(1)).first() is not None


def lease(
    connection: Connection, now: datetime, not_ours: Collection[str], at_most: int, sender: str
) -> list[Sent]:
    """Take the most urgent rows for one sender, highest risk first."""
    rows = _most_urgent(connection, _is_due(now, not_ours), at_most)
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id.in_([row.outbox_id for row in rows]))
        .values(attempts=outbox.c.attempts + 1, next_attempt_at=now + LEASE, leased_by=sender)
    )
    return rows


def free_leases(
    connection: Connection, now: datetime, senders: Collection[str] | None = None
) -> int:
    """Let rows be sent at once whose senders have ended, None for all; return how many.

    One of them may have been accepted just before its sender ended: it is sent again, with the
    same id. The fence stays: a sender that lives on after all can still say what it has done.
    """
    whose = outbox.c.leased_by.is_not(None) if senders is None else outbox.c.leased_by.in_(senders)
    freed = update(outbox).where(whose).values(next_attempt_at=now, leased_by=None)
    return connection.execute(freed).rowcount


def change(connection: Connection, row: Sent, **values: Any) -> bool:
    """Change a row that we leased; False where the lease was lost to another sender meanwhile."""
    return bool(connection.execute(_fenced(row).values(leased_by=None, **values)).rowcount)


def open_seconds(connection: Connection, now: datetime, house: House, at_most: int) -> int:
    """Send by the second route what the first has not taken in time; return how many."""
    rows = _most_urgent(connection, _is_second_due(now), at_most)
    return sum(open_second(connection, row, now, house) for row in rows)


def open_second(connection: Connection, row: Sent, now: datetime, house: House) -> bool:
    """Send by the second route, once; False where that was done, or there is none."""
    taken = connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == row.outbox_id, outbox.c.second_at.is_not(None))
        .values(second_at=None)
    )
    way = second_way(row.route, roles_of(row), house.routes)
    if not taken.rowcount or way is None:
        return False
    send_beside(connection, row, [way], now)
    return True


def send_beside(connection: Connection, row: Sent, ways: Iterable[Way], now: datetime) -> None:
    """Send the alert of a row by further ways."""
    rows = [outbox_row(row.alert_id, way, now, row.outbox_id) for way in ways]
    if rows:
        connection.execute(outbox.insert(), rows)


def wake_others(connection: Connection, row: Sent, now: datetime) -> None:
    """Let all that waits out a pause on the way of a row be sent now: whoever was away is back.

    So the gravest goes first, and not what happens to have failed least often.
    """
    paused = select(outbox.c.outbox_id).where(
        outbox.c.channel == row.channel,
        outbox.c.route == row.route,
        outbox.c.failures > 0,
        outbox.c.leased_by.is_(None),
        outbox.c.next_attempt_at > now,
    )
    # Two senders that wake the same rows lock them in one order: neither waits for the other.
    locked = paused.order_by(outbox.c.outbox_id).with_for_update()
    waking = update(outbox).where(outbox.c.outbox_id.in_(locked))
    connection.execute(waking.values(next_attempt_at=now))


def take_back(connection: Connection, row: Sent, **values: Any) -> bool:
    """Change a row that was accepted and has not arrived; False where that was done already."""
    accepted = update(outbox).where(
        outbox.c.outbox_id == row.outbox_id, outbox.c.accepted_at == row.accepted_at
    )
    return bool(connection.execute(accepted.values(accepted_at=None, **values)).rowcount)


def tell_instead(connection: Connection, row: Sent, now: datetime, house: House) -> None:
    """Tell the data manager in place of those whom one way did not reach."""
    if row.instead is None:
        ways = ways_instead(told_of(row), roles_of(row), Instead.REFUSED, house)
        send_beside(connection, row, [way for way in ways if way.route != row.route], now)


def open_second_after_all(connection: Connection, row: Sent, now: datetime, house: House) -> None:
    """Send by the second route what the first accepted and did not deliver, once."""
    second = outbox.alias()
    is_open = exists().where(second.c.second_for == outbox.c.outbox_id, second.c.instead.is_(None))
    wanted = update(outbox).where(outbox.c.outbox_id == row.outbox_id, ~is_open)
    connection.execute(wanted.values(second_at=now))
    open_second(connection, row, now, house)


def oldest_unsent(connection: Connection, now: datetime) -> datetime | None:
    """Return since when something waits to be accepted; None where nothing does.

    What was given up stays in sight, until somebody was told in its place; so does a digest past
    its hour that nobody has put into the outbox.
    """
    unsent = sent(func.min(RAISED_AT)).where(
        outbox.c.accepted_at.is_(None),
        or_(outbox.c.given_up_at.is_(None), ~is_told_otherwise()),
    )
    unmade = select(func.min(lists.c.due_at)).where(
        lists.c.made_at.is_(None), lists.c.due_at <= now
    )
    found = (connection.execute(oldest).scalar_one() for oldest in (unsent, unmade))
    return min((at for at in found if at is not None), default=None)


def roles_of(row: Sent) -> frozenset[Role]:
    """Return whom a row is for: all recipients, where it does not say."""
    named = frozenset(Role(role) for role in row.roles.split())
    return named or told_of(row).recipients


def told_of(row: Sent) -> Told:
    """Return the alert or the list that a row sends."""
    return list_of(row) if row.kind is None else alert_of(row)


def alarms_told(connection: Connection, row: Sent) -> list[tuple[datetime, int]]:
    """Return when the alarms were due that somebody was told of, and how many were due then.

    That is one alarm, or all that a digest names.
    """
    if row.kind is not None:
        return [(row.due_at, 1)]
    named = (
        select(alerts.c.due_at, func.count())
        .join(list_alerts, list_alerts.c.alert_id == alerts.c.alert_id)
        .where(list_alerts.c.list_id == row.alert_id)
        .group_by(alerts.c.due_at)
    )
    return [(due_at, alarms) for due_at, alarms in connection.execute(named)]


def rows_sent() -> Select[Any]:
    """Return the query for rows of the outbox, each with its alert and the case code."""
    return sent(
        outbox.c.outbox_id,
        outbox.c.channel,
        outbox.c.attempts,
        outbox.c.failures,
        outbox.c.route,
        outbox.c.roles,
        outbox.c.instead,
        outbox.c.alert_id,
        *(column for column in alerts.c if column.name not in _SHARED),
        *(column for column in lists.c if column.name not in _SHARED),
        *(_SHARED.values()),
        cases.c.handle,
    ).join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)


def _most_urgent(connection: Connection, due: ColumnElement[bool], at_most: int) -> list[Sent]:
    """Return so many of the rows that are due, for update, but for those another process holds."""
    rows = rows_sent().where(due).order_by(*_MOST_URGENT_FIRST).limit(at_most)
    return list(connection.execute(rows.with_for_update(skip_locked=True, of=outbox)))


def _is_due(now: datetime, not_ours: Collection[str]) -> ColumnElement[bool]:
    return and_(outbox.c.next_attempt_at <= now, outbox.c.channel.not_in(not_ours))


def _is_second_due(now: datetime) -> ColumnElement[bool]:
    return outbox.c.second_at <= now


def _fenced(row: Sent) -> Update:
    """Change a row only while it is ours and open: another sender would have raised the attempts.

    What is written after a commit of unknown outcome finds it closed where that commit was done.
    """
    return update(outbox).where(
        outbox.c.outbox_id == row.outbox_id,
        outbox.c.attempts == row.attempts + 1,
        outbox.c.accepted_at.is_(None),
        outbox.c.given_up_at.is_(None),
    )
