"""A council not configured: what names it is counted and dropped, but no receipt is lost by it."""

from collections.abc import Iterator

import pytest

from consumer.metrics import exposition
from schemas.database import Database, open_database
from schemas.tables import metadata
from tests.model.sentences import receipt, report, utc
from tests.model.times import Message
from tests.replays.ours import HOUSE, replay_ours

ELSEWHERE = {"local_authority": "E08000003"}


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = open_database(sqlite_url)
    with database.write() as connection:
        metadata.create_all(connection)
    yield database
    database.close()


def dropped(database: Database) -> str:
    lines = exposition(database, HOUSE, None).decode().splitlines()
    return next(line for line in lines if line.startswith("danm_dropped_total{"))


def moved(message: Message) -> Message:
    return message | {"data": message["data"] | ELSEWHERE}


def test_an_incident_of_another_council_is_counted_and_not_kept(database: Database) -> None:
    told = replay_ours(database, [moved(report("06-17 10:00"))])

    assert told.incidents == []
    assert dropped(database).endswith(" 1.0")


def test_a_receipt_that_names_another_council_still_ends_the_wait(database: Database) -> None:
    lines = [report("06-17 10:00"), receipt("06-17 11:00", incident=ELSEWHERE | {"risk": "high"})]

    told = replay_ours(database, lines, until=utc("06-20 10:00"))

    (case,) = told.incidents
    assert (case["state"], case["local_authority"], case["risk"]) == (
        "received",
        "E06000021",
        "standard",
    )
    assert [one["kind"] for one in told.alerts] == ["silence", "silence"]  # of both feeds
    assert dropped(database).endswith(" 1.0")
