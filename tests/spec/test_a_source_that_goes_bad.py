"""Which sources are read on, and what is said, where one hands over nothing that can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from consumer.arrivals import Reader
from consumer.intake import IDLE, Intake
from consumer.invalid_wave import WAVE
from consumer.listings import stored_alerts
from consumer.offsets import Offsets
from consumer.sources import Batch, Record, Source
from consumer.sources.ndjson import NdjsonFile
from schemas.alert import Alert
from schemas.database import Database, open_database
from schemas.moments import parse_instant
from schemas.tables import metadata
from schemas.words import Kind
from tests.replays.ours import HOUSE, KEYS
from tests.wire import a_message, wire

NIGHT = parse_instant("2026-11-21T00:00:00Z")
GOOD = wire(a_message())


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    with opened.write() as connection:
        metadata.create_all(connection)
    yield opened
    opened.close()


@dataclass
class Batches:
    """A source that hands over what a test gives it, a batch at a time."""

    name: str
    batches: list[list[bytes]]
    taken: int = 0
    given: Batch = field(default_factory=lambda: Batch(records=()))
    is_finished: bool = False

    def poll(self) -> Batch:
        raws = self.batches[self.taken] if self.taken < len(self.batches) else []
        place = f"{self.name}/0@{self.taken}"
        self.given = Batch(records=tuple(Record(raw=raw, coordinates=place) for raw in raws))
        return self.given

    def accepted(self, batch: Batch) -> None:
        assert batch is self.given
        self.taken += 1

    def close(self) -> None:
        """Hold nothing."""


@dataclass
class ManyTopics(Batches):
    """One that reads several topics of a server; the topic of a record stands in its place."""

    outage: str | None = None
    stopped: list[str] = field(default_factory=list)

    def topic_of(self, record: Record) -> str:
        return record.coordinates.partition("/")[0]

    def stop_topic(self, topic: str) -> None:
        self.stopped.append(topic)


@dataclass
class Damaged(ManyTopics):
    """One whose records without bytes are those that it could not hand over."""

    def poll(self) -> Batch:
        given = super().poll()
        records = tuple(
            replace(one, damaged=not one.raw, coordinates=f"{one.coordinates}.{number}")
            for number, one in enumerate(given.records)
        )
        self.given = replace(given, records=records)
        return self.given


def bad(count: int, first: int = 0) -> list[bytes]:
    return [b'{"release": %d}' % number for number in range(first, first + count)]


def intake_of(database: Database, *sources: Source) -> Intake:
    return Intake(
        database=database,
        house=replace(HOUSE, channels=("console",)),
        reader=Reader(keys=KEYS, rules={}),
        sources=sources,
        offsets=Offsets(database, "test"),
    )


def run(intake: Intake) -> None:
    while intake.turn(NIGHT) != IDLE:
        pass


def alerts_of(database: Database) -> Sequence[Alert]:
    with database.read() as connection:
        return [alert for alert, *_ in stored_alerts(connection)]


def stops_told(database: Database) -> list[str]:
    told = [alert for alert in alerts_of(database) if "in a row could not be read" in alert.reason]
    assert {alert.kind for alert in told} <= {Kind.QUARANTINE}
    return [alert.reason for alert in told]


def test_a_wave_stops_its_source_and_the_others_go_on(database: Database) -> None:
    bad_one = Batches("file of the police", [bad(WAVE), [GOOD]])
    good_one = Batches("file of the council", [])
    intake = intake_of(database, bad_one, good_one)

    run(intake)
    good_one.batches.append([GOOD])
    run(intake)

    assert (bad_one.taken, good_one.taken) == (1, 1)
    (reason,) = stops_told(database)
    assert intake.troubles == (reason,)
    assert "file of the police" in reason


@pytest.mark.parametrize(
    ("batches", "is_stopped"),
    [
        pytest.param([bad(WAVE - 1), [GOOD], bad(WAVE - 1, WAVE)], False, id="a-good-one-between"),
        pytest.param([bad(WAVE // 2), bad(WAVE // 2, WAVE)], True, id="over-two-batches"),
        pytest.param([[*bad(WAVE), GOOD]], True, id="a-good-one-behind-in-the-same-batch"),
        pytest.param([[GOOD] * WAVE], False, id="repeats-can-be-read"),
    ],
)
def test_a_hundred_refused_in_a_row_stop_a_source(
    database: Database, batches: list[list[bytes]], is_stopped: bool
) -> None:
    intake = intake_of(database, Batches("file", batches))

    run(intake)

    assert len(stops_told(database)) == is_stopped
    assert len(intake.troubles) == is_stopped


def test_a_hundred_damaged_side_by_side_are_one_fault_and_those_behind_are_read(
    database: Database,
) -> None:
    source = Damaged("police", [[b""] * WAVE, [GOOD]])
    intake = intake_of(database, source)

    run(intake)

    assert (source.stopped, intake.troubles) == ([], ())


def test_a_hundred_batches_of_nothing_but_damage_stop_a_source(database: Database) -> None:
    source = Damaged("police", [[b"", b""] for _ in range(WAVE)])
    intake = intake_of(database, source)

    run(intake)

    assert source.stopped == ["police"]


def test_of_several_topics_only_the_bad_one_is_stopped(database: Database) -> None:
    source = ManyTopics("police", [bad(WAVE), [GOOD]])
    intake = intake_of(database, source)

    run(intake)

    assert source.stopped == ["police"]
    assert "police" in stops_told(database)[0]


def test_a_server_that_does_not_answer_is_among_the_troubles(database: Database) -> None:
    source = ManyTopics("police", [], outage="the Kafka broker does not answer")

    assert intake_of(database, source).troubles == ("the Kafka broker does not answer",)


def test_a_file_that_breaks_off_is_read_to_the_break_and_said_and_the_next_one_is_read(
    database: Database, tmp_path: Path
) -> None:
    broken, whole = tmp_path / "broken.ndjson.gz", tmp_path / "whole.ndjson"
    broken.write_bytes(b"\x1f\x8b\x08 no more than a beginning")
    whole.write_bytes(GOOD + b"\n")
    source = NdjsonFile([broken, whole])
    intake = intake_of(database, source)

    run(intake)

    assert source.is_finished
    (trouble,) = intake.troubles
    assert trouble.startswith(str(broken))
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 1
