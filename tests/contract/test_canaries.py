"""Canaries go the whole way, on every database, and are in no figure on it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import update

from consumer.canary import LOOK_EVERY, TAKEN_OVER_AFTER, CanaryNotSent, CanaryRound, Topics
from consumer.canary_handing import carrying_canaries
from consumer.sources import Batch, Record
from schemas import canaries
from schemas.canaries import ENTERED, EVERY, KEPT, THROUGH_WITHIN, Canary, Step
from schemas.canary_tables import canaries as canaries_table
from schemas.moments import parse_instant
from schemas.tables import audit, counts, entered, feeds, instants, messages, metadata
from schemas.words import MessageType
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.wire import a_message, wire

HEARTBEAT = MessageType.HEARTBEAT
NINE = parse_instant("2026-11-21T09:00:30Z")
SECOND = timedelta(seconds=1)
TOPIC = "police.da-incidents.v1"


@dataclass
class Broker:
    """A broker that takes what it is sent, unless it is away."""

    names: Sequence[str] = (TOPIC,)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    is_away: bool = False

    def send(self, topic: str, key: str, raw: bytes) -> None:
        if self.is_away:
            raise CanaryNotSent(f"no broker for {key}")
        self.sent.append((topic, raw))


def a_round(room: Room, topics: Topics | None = None) -> CanaryRound:
    if topics is None:
        return CanaryRound(database=room.database, keys=KEYS)
    return CanaryRound(database=room.database, keys=KEYS, topics=topics)


def rows(room: Room) -> list[Canary]:
    found = [Canary(**row._mapping) for row in room.rows(canaries_table)]
    return sorted(found, key=lambda one: (one.sent_at, one.path))


def only(room: Room) -> Canary:
    (canary,) = rows(room)
    return canary


def dispatch(room: Room, at: object) -> None:
    carrying_canaries(room.database, lambda _: SECOND)(at)  # type: ignore[arg-type]


def test_a_canary_goes_step_by_step_and_each_step_has_its_instant(room: Room) -> None:
    a_round(room).turn(NINE)
    assert (only(room).path, only(room).missing) == (ENTERED, Step.TAKEN_IN)
    room.take_entered(NINE + SECOND)
    assert only(room).missing is Step.LOOKED_AT
    room.sweep(NINE + 2 * SECOND)
    assert only(room).missing is Step.HANDED_OVER
    dispatch(room, NINE + 3 * SECOND)

    told = only(room)
    steps = (told.sent_at, told.taken_at, told.swept_at, told.handed_at)
    assert steps == tuple(NINE + n * SECOND for n in range(4))


def test_it_leaves_nothing_but_its_own_row(room: Room) -> None:
    a_round(room).turn(NINE)
    room.take_entered(NINE)
    room.sweep(NINE)
    dispatch(room, NINE)

    left = {table.name for table in metadata.sorted_tables if room.rows(table)}
    assert left == {"canaries", "entered", "instants"}
    assert {row.name for row in room.rows(instants)} == {"swept"}
    assert [row.taken_at for row in room.rows(entered)] == [NINE]
    assert not [*room.rows(messages), *room.rows(feeds), *room.rows(counts), *room.rows(audit)]


def test_there_is_one_an_hour_however_many_watchers_look(room: Room) -> None:
    two = [a_round(room), a_round(room)]
    for minutes in (0, 1, 30, 59):
        for one in two:
            one.turn(NINE + timedelta(minutes=minutes))
    assert len(rows(room)) == 1

    for one in two:
        assert one.turn(NINE + EVERY) == LOOK_EVERY

    assert len(rows(room)) == 2
    assert len(room.rows(entered)) == 2


def test_a_heartbeat_of_the_reserved_source_that_is_not_ours_is_ignored(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    room.come(wire(a_message(HEARTBEAT, source=canaries.SOURCE, sequence="4")), at=NINE)

    assert not [row for table in metadata.sorted_tables for row in room.rows(table)]
    assert caplog.messages == ["messages of our reserved source are not ours: ignored"]


def test_a_canary_that_comes_by_another_way_proves_nothing(room: Room) -> None:
    a_round(room).turn(NINE)
    (record,) = room.entered.poll().records

    room.come_by(TOPIC, record.raw, NINE)

    assert only(room).missing is Step.TAKEN_IN


def test_a_canary_that_comes_twice_keeps_its_first_instant(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    broker = Broker()
    a_round(room, broker).turn(NINE)
    for seconds in (1, 2):
        room.come_by(TOPIC, broker.sent[0][1], NINE + seconds * SECOND)

    assert {one.path: one.taken_at for one in rows(room)}[TOPIC] == NINE + SECOND
    assert caplog.messages == []


def test_each_topic_has_a_canary_of_its_own(room: Room) -> None:
    broker = Broker(names=(TOPIC, "frontdoor.contacts.v1"))
    sender = a_round(room, broker)
    sender.turn(NINE)
    sender.turn(NINE + SECOND)

    assert sender.paths == (ENTERED, TOPIC, "frontdoor.contacts.v1")
    assert sorted(one.path for one in rows(room)) == sorted(sender.paths)
    assert [topic for topic, _ in broker.sent] == [TOPIC, "frontdoor.contacts.v1"]


def test_a_canary_that_the_broker_does_not_take_is_tried_until_its_time_is_over(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    broker = Broker(is_away=True)
    sender = a_round(room, broker)
    for minutes in (0, 1, 5):
        sender.turn(NINE + timedelta(minutes=minutes))
    assert caplog.messages == ["a canary could not be sent: trying again"]

    broker.is_away = False
    sender.turn(NINE + timedelta(minutes=6))
    sender.turn(NINE + THROUGH_WITHIN + SECOND)

    assert len(broker.sent) == 1


def test_a_watcher_sends_what_another_claimed_and_nobody_took_in(room: Room) -> None:
    broker = Broker()
    a_round(room, Broker()).turn(NINE)
    heir = a_round(room, broker)

    heir.turn(NINE + TAKEN_OVER_AFTER)
    assert broker.sent == []
    heir.turn(NINE + TAKEN_OVER_AFTER + SECOND)
    heir.turn(NINE + TAKEN_OVER_AFTER + 2 * SECOND)

    assert len(broker.sent) == 1
    assert len(rows(room)) == 2


def test_what_does_not_come_through_is_said_once_with_its_step_and_then_that_it_does(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    sender = a_round(room)
    sender.turn(NINE)
    room.take_entered(NINE)
    sender.turn(NINE + THROUGH_WITHIN)
    assert caplog.messages == []

    for seconds in (1, 20):
        sender.turn(NINE + THROUGH_WITHIN + seconds * SECOND)
    (failed,) = caplog.records
    assert failed.message == "a canary did not come through"
    assert (failed.__dict__["way"], failed.__dict__["step"]) == (ENTERED, "looked at")

    room.sweep(NINE + timedelta(minutes=12))
    dispatch(room, NINE + timedelta(minutes=12))
    sender.turn(NINE + timedelta(minutes=13))
    assert caplog.messages[1:] == ["canaries come through again"]


def test_rows_are_kept_for_seven_days(room: Room) -> None:
    sender = a_round(room)
    sender.turn(NINE)

    sender.turn(NINE + KEPT)
    sender.turn(NINE + KEPT + EVERY)

    assert [one.sent_at for one in rows(room)] == [NINE + KEPT, NINE + KEPT + EVERY]


def test_after_a_clock_has_gone_back_its_hours_are_watched_once_more(room: Room) -> None:
    broker = Broker()
    sender = a_round(room, broker)
    for hours in range(4):
        sender.turn(NINE + hours * EVERY)
    with room.database.write() as connection:
        connection.execute(update(canaries_table).values(handed_at=NINE + 3 * EVERY))

    sender.turn(NINE + EVERY / 2)
    sender.turn(NINE + EVERY)

    assert len(broker.sent) == 5
    assert {one.sent_at for one in rows(room)} == {NINE, NINE + EVERY}
    with room.database.read() as connection:
        assert {one.sent_at for one in canaries.recent(connection, NINE)} == {NINE}


def test_when_each_way_last_passed_is_told_and_a_way_that_never_did_is_not(room: Room) -> None:
    a_round(room, Broker()).turn(NINE)
    room.take_entered(NINE)
    room.sweep(NINE)
    dispatch(room, NINE)

    with room.database.read() as connection:
        assert canaries.last_passed(connection) == {ENTERED: NINE}


def test_a_canary_resets_no_count_of_refused_messages(room: Room) -> None:
    intake = room.intake
    broken = Record(raw=b"{", coordinates=f"{TOPIC}/0@1")
    a_round(room).turn(NINE)
    (canary,) = room.entered.poll().records
    hundred = [broken] * 99

    class Feed:
        name, is_finished = "feed", False

        def __init__(self) -> None:
            self.left = [*hundred, canary, broken]

        def poll(self) -> Batch:
            batch, self.left = Batch(records=tuple(self.left)), []
            return batch

        def accepted(self, batch: Batch) -> None: ...

        def close(self) -> None: ...

    intake.sources = [Feed()]
    intake.turn(NINE)

    assert any("messages of feed in a row could not be read" in why for why in intake.troubles)
