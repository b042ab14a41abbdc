"""Signs of life in the database: by them a process that only serves knows of the others."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from consumer import signs
from consumer.signs import SILENT_AFTER, Signs, silences
from schemas.database import Database, open_database
from schemas.migrating import prepared

NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)
EVERY = timedelta(seconds=1)
WORK = {"consume": "taking messages in", "watch": "looking at the clock"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(prepared(open_database(database_url))) as opened:
        yield opened


def said(database: Database, now: datetime) -> list[str]:
    with database.read() as connection:
        return list(silences(connection, WORK, now))


def test_what_nobody_has_ever_done_is_not_taken_as_done(database: Database) -> None:
    assert said(database, NOW) == [
        "taking messages in: nobody has done it yet",
        "looking at the clock: nobody has done it yet",
    ]


def test_a_loop_that_turns_is_heard_of_until_it_has_been_silent_for_long(
    database: Database,
) -> None:
    left = Signs(database=database)
    for loop in WORK:
        left.leaving(loop, lambda _: EVERY)(NOW)

    assert said(database, NOW + SILENT_AFTER) == []
    assert said(database, NOW + SILENT_AFTER + EVERY) == [
        "taking messages in: not as it should be, since 2026-06-17T10:00:00Z",
        "looking at the clock: not as it should be, since 2026-06-17T10:00:00Z",
    ]


def test_a_loop_that_turns_but_cannot_do_its_work_leaves_no_sign(database: Database) -> None:
    turn = Signs(database=database).leaving("consume", lambda _: EVERY, lambda: False)

    assert turn(NOW) == EVERY
    assert "taking messages in: nobody has done it yet" in said(database, NOW)


def test_signs_are_left_now_and_then_not_at_every_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr(signs, "steady_seconds", lambda: seconds[0])
    turn = Signs(database=database).leaving("watch", lambda _: EVERY)
    turn(NOW)

    seconds[0] += 9
    turn(NOW + timedelta(minutes=5))
    before = said(database, NOW + timedelta(minutes=5))
    seconds[0] += 1
    turn(NOW + timedelta(minutes=5))

    assert "looking at the clock: not as it should be, since 2026-06-17T10:00:00Z" in before
    assert len(said(database, NOW + timedelta(minutes=5))) == 1
