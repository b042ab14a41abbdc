"""One adds an alarm to a digest while another closes it: the alarm is on this one or the next."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select, update

from alerts.list_turn import ListTurn
from alerts.raising import raise_alert
from schemas.alert import Alert
from schemas.book import Book
from schemas.list_tables import list_alerts, lists
from schemas.tables import outbox
from schemas.words import Risk, Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, alert

EDT = frozenset({Role.EDT})
GATHERED = SATURDAY_NIGHT + timedelta(seconds=30)


def alarms(first: int, number: int, at: datetime = SATURDAY_NIGHT) -> list[Alert]:
    return [alert(n, recipients=EDT, raised_at=at) for n in range(first, first + number)]


@pytest.fixture
def gathering(post: Post) -> Post:
    """A storm whose digest holds two alarms, and is due now."""
    ListTurn(database=post.database, house=post.house).turn(post.now)
    post.raising(*alarms(0, 12))
    post.now = GATHERED
    return post


def digests(post: Post) -> dict[str, tuple[bool, set[int]]]:
    """Return of each digest whether it is in the outbox, and which alarms are on it."""
    with post.database.read() as connection:
        found: dict[str, tuple[bool, set[int]]] = {
            row.list_id: (row.made_at is not None, set()) for row in _lists(connection)
        }
        sent = set(connection.scalars(select(outbox.c.alert_id)))
        for row in connection.execute(select(list_alerts)):
            found[row.list_id][1].add(int(row.alert_id[-12:]))
    assert {one for one, (is_made, _) in found.items() if is_made} <= sent
    return found


def _lists(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(lists)).all()


def test_a_digest_closes_only_after_what_is_being_added_to_it(gathering: Post) -> None:
    make = ListTurn(database=gathering.database, house=gathering.house)
    with ThreadPoolExecutor(1) as pool:
        with gathering.database.write() as connection:
            book = Book(connection, shard="watch")
            for one in alarms(20, 3, GATHERED):
                raise_alert(book, one, gathering.house)
            book.flush()
            closing = pool.submit(make.turn, gathering.now)
            with pytest.raises(TimeoutError):
                closing.result(timeout=0.5)
        closing.result(timeout=10)

    assert list(digests(gathering).values()) == [(True, {10, 11, 20, 21, 22})]


def test_what_comes_while_a_digest_closes_opens_the_next(gathering: Post) -> None:
    with ThreadPoolExecutor(1) as pool:
        with gathering.database.write() as connection:
            connection.execute(update(lists).values(made_at=GATHERED))
            (row,) = _lists(connection)
            connection.execute(
                outbox.insert(), {"alert_id": row.list_id, "channel": "mail", "attempts": 0}
            )
            adding = pool.submit(gathering.raising, *alarms(20, 3, GATHERED))
            with pytest.raises(TimeoutError):
                adding.result(timeout=0.5)
        adding.result(timeout=10)

    assert sorted(digests(gathering).values(), reverse=True) == [
        (True, {10, 11}),
        (False, {20, 21, 22}),
    ]


def test_alarms_that_find_the_digest_of_their_own_second_closed_are_told_alone(
    gathering: Post,
) -> None:
    gathering.now = SATURDAY_NIGHT
    with gathering.database.write() as connection:
        connection.execute(update(lists).values(made_at=SATURDAY_NIGHT))
        (row,) = _lists(connection)
        connection.execute(
            outbox.insert(), {"alert_id": row.list_id, "channel": "mail", "attempts": 0}
        )

    gathering.raising(*alarms(20, 3))

    assert list(digests(gathering).values()) == [(True, {10, 11})]
    told = [row.alert_id for row in _outbox(gathering)]
    assert {alert(n).alert_id for n in (20, 21, 22)} <= set(told)


def test_a_storm_below_high_risk_sends_a_digest_every_five_minutes_at_most(
    gathering: Post,
) -> None:
    make = ListTurn(database=gathering.database, house=gathering.house)
    make.turn(gathering.now)
    later = gathering.now + timedelta(minutes=1)

    gathering.raising(*(replace(one, risk=Risk.STANDARD) for one in alarms(20, 3, later)))

    assert _due(gathering) == [GATHERED, GATHERED + timedelta(minutes=5)]


def test_a_high_risk_alarm_brings_the_digest_of_a_storm_forward(gathering: Post) -> None:
    make = ListTurn(database=gathering.database, house=gathering.house)
    make.turn(gathering.now)
    later = gathering.now + timedelta(minutes=1)
    gathering.raising(*(replace(one, risk=Risk.STANDARD) for one in alarms(20, 3, later)))

    gathering.raising(*alarms(30, 1, later))

    assert _due(gathering) == [GATHERED, later + timedelta(seconds=30)]


def test_lists_are_made_in_the_order_in_which_alarms_are_put_on_them(gathering: Post) -> None:
    """One that falls due first and one that is opened first: both sides lock them in one order."""
    manager = frozenset({Role.MASH_MANAGER})
    first = [replace(one, interrupts=manager, recipients=manager) for one in alarms(40, 12)]
    gathering.raising(*first)
    with gathering.database.write() as connection:
        earlier = update(lists).where(lists.c.role == Role.MASH_MANAGER)
        connection.execute(earlier.values(due_at=SATURDAY_NIGHT))

    ListTurn(database=gathering.database, house=gathering.house).turn(gathering.now)

    with gathering.database.read() as connection:
        names = {row.list_id: row.role for row in _lists(connection)}
    made = [names[row.alert_id] for row in _outbox(gathering) if row.alert_id in names]
    assert made == sorted(made)


def _due(post: Post) -> list[datetime]:
    with post.database.read() as connection:
        return sorted(row.due_at for row in _lists(connection))


def _outbox(post: Post) -> Sequence[Row[Any]]:
    with post.database.read() as connection:
        return connection.execute(select(outbox)).all()
