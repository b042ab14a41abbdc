"""What people enter is taken in exactly once, whatever breaks: the same on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from consumer.offsets import OffsetsMoved
from consumer.roles import WATCHING
from consumer.signs import Signs
from consumer.sources import BATCH_RECORDS
from consumer.taking_in import not_before_last_work, take_in_entered
from consumer.work import working
from schemas.entering import enter
from schemas.refusals import Reason
from schemas.tables import audit, entered, messages
from tests.quarantine_room import MORNING, NIGHT, Room
from tests.replays.ours import HOUSE, KEYS
from tests.wire import a_message, wire


class PowerCut(Exception):
    """Everything stops in the middle of a transaction."""


def put_in(room: Room, *raws: bytes) -> list[int]:
    return [enter(room.database, KEYS, raw, "duty manager", NIGHT) for raw in raws]


def numbered(count: int) -> list[bytes]:
    return [wire(a_message(id=f"m{n}", subject=f"STF-{n}")) for n in range(count)]


def take_and_break_off(room: Room) -> None:
    arrivals = [room.reader.read(record, None) for record in room.entered.poll().records]
    with working(room.database, HOUSE, shard="test") as work:
        work.ingest.prepare(arrivals)
        for arrival in arrivals:
            work.ingest.take(arrival, MORNING)
        work.ingest.settle(MORNING)
        work.flush()
        raise PowerCut


def test_what_is_entered_is_sealed_and_audited(room: Room) -> None:
    (number,) = put_in(room, wire(a_message()))

    (row,) = room.rows(entered)
    assert b"STF-26" not in row.sealed
    assert (row.entered_id, row.actor, row.at, row.taken_at) == (
        number,
        "duty manager",
        NIGHT,
        None,
    )
    (told,) = room.rows(audit)
    assert (told.actor, told.action, told.detail) == (
        "duty manager",
        "message entered",
        f"entered:{number}",
    )


def test_it_is_handed_over_in_order_with_where_it_stood_and_when_it_came(room: Room) -> None:
    raws = numbered(3)
    numbers = put_in(room, *raws)

    records = room.entered.poll().records

    assert [record.raw for record in records] == raws
    assert [record.coordinates for record in records] == [f"entered:{n}" for n in numbers]
    assert {record.at for record in records} == {NIGHT}


def test_it_is_marked_as_taken_with_its_message(room: Room) -> None:
    put_in(room, *numbered(2))

    room.take_entered(MORNING)

    assert {row.taken_at for row in room.rows(entered)} == {MORNING}
    assert len(room.rows(messages)) == 2
    assert room.entered.poll().records == ()


def test_more_than_one_transaction_holds_is_taken_in_several(room: Room) -> None:
    put_in(room, *numbered(BATCH_RECORDS + 1))

    room.take_entered()

    assert len(room.cases()) == BATCH_RECORDS + 1


def test_a_crash_in_the_middle_takes_nothing_and_the_next_try_everything(room: Room) -> None:
    put_in(room, *numbered(3))

    with pytest.raises(PowerCut):
        take_and_break_off(room)

    assert {row.taken_at for row in room.rows(entered)} == {None}
    assert not room.rows(messages)
    room.take_entered()
    assert len(room.cases()) == 3


def test_what_another_process_has_taken_is_not_taken_again(room: Room) -> None:
    put_in(room, *numbered(2))
    batch = room.entered.poll()
    with room.database.write() as connection:
        connection.execute(update(entered).where(entered.c.entered_id == 1).values(taken_at=NIGHT))

    with pytest.raises(OffsetsMoved):
        room.intake.store(batch, MORNING)

    assert not room.rows(messages)
    room.take_entered()
    assert [one.reference for one in room.cases()] == ["STF-1"]


def test_two_processes_that_take_at_once_take_each_message_once(room: Room) -> None:
    put_in(room, *numbered(40))
    barrier = threading.Barrier(2)

    def take() -> None:
        barrier.wait()
        room.take_entered()

    both = [threading.Thread(target=take) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert len(room.rows(messages)) == 40
    assert not room.held()
    assert all(row.taken_at == MORNING for row in room.rows(entered))


def test_a_row_whose_seal_is_broken_reaches_a_person_and_holds_up_no_other(room: Room) -> None:
    put_in(room, *numbered(2))
    with room.database.write() as connection:
        row = update(entered).where(entered.c.entered_id == 1)
        connection.execute(row.values(actor="somebody else"))

    room.take_entered()

    assert [(one.reason, one.coordinates) for one in room.held()] == [(Reason.DAMAGED, "entered:1")]
    assert [one.reference for one in room.cases()] == ["STF-1"]


def test_what_was_entered_and_cannot_be_read_goes_to_quarantine(room: Room) -> None:
    put_in(room, b"{")

    room.take_entered()

    (held,) = room.held()
    assert (held.reason, held.source, held.coordinates) == (
        Reason.NOT_JSON,
        "entered",
        "entered:1",
    )


def test_a_short_command_takes_them_in_where_no_monitor_runs(room: Room) -> None:
    put_in(room, *numbered(2))

    assert take_in_entered(room.database, HOUSE, room.reader, MORNING)

    assert len(room.cases()) == 2


def test_the_clock_of_a_database_never_goes_back(room: Room) -> None:
    room.come(wire(a_message()), at=MORNING)

    assert not_before_last_work(room.database, NIGHT) == MORNING


def test_where_a_monitor_looks_now_nothing_is_entered_in_the_future(room: Room) -> None:
    room.come(wire(a_message()), at=MORNING)
    look = Signs(database=room.database).leaving(WATCHING, lambda _: timedelta(0))
    look(NIGHT - timedelta(seconds=10))

    assert not_before_last_work(room.database, NIGHT) == NIGHT


def test_a_new_database_has_the_time_of_the_wall(room: Room) -> None:
    assert not_before_last_work(room.database, NIGHT) == NIGHT
