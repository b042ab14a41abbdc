"""The list of an earlier instant is the one that stood then."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from consumer.arrivals import Reader
from consumer.as_of import waiting_at
from consumer.demo import history_records
from consumer.replay import Replay
from schemas.database import Database, open_database
from schemas.listing import waiting_json
from schemas.moments import parse_instant
from schemas.tables import metadata
from tests.replays.ours import HOUSE, KEYS

END = parse_instant("2026-11-24T08:00:00Z")
RECORDS = history_records(END)


def replayed(database: Database, until: datetime) -> Database:
    with database.write() as connection:
        metadata.create_all(connection)
    reader = Reader(keys=KEYS, rules={})
    run = Replay(database=database, house=HOUSE, until=until)
    run.run(reader.read(record, None) for record in RECORDS)
    return database


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("whole")
    database = replayed(open_database(f"sqlite:///{folder / 'danm.sqlite'}"), END)
    yield database
    database.close()


@pytest.mark.parametrize("days", [0, 1, 6, 13, 20])
def test_the_list_of_an_earlier_instant_is_the_one_a_replay_up_to_it_gives(
    days: int, whole: Database, tmp_path: Path
) -> None:
    then = END - timedelta(days=days, hours=5 * days)
    stopped = replayed(open_database(f"sqlite:///{tmp_path / 'then.sqlite'}"), then)

    with whole.read() as connection:
        drawn = waiting_at(connection, HOUSE.policies, then)
    with stopped.read() as connection:
        stood = waiting_at(connection, HOUSE.policies, then)

    assert stood
    assert [waiting_json(one) for one in drawn] == [waiting_json(one) for one in stood]
    stopped.close()


def test_before_the_first_message_nobody_is_known_to_wait(whole: Database) -> None:
    with whole.read() as connection:
        assert waiting_at(connection, HOUSE.policies, parse_instant("2020-01-01T00:00:00Z")) == []
