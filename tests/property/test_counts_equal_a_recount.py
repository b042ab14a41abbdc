"""Whatever is told in whatever order, the metrics are what the rows say."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from consumer.metrics import exposition
from consumer.recount import differences, recount
from schemas import counts as names
from schemas.database import Database
from schemas.tables import metadata
from tests.model import messages as drawn
from tests.replays.both import a_database
from tests.replays.ours import HOUSE, replay_ours
from tests.scraped import scraped

POLICY = HOUSE.policies.versions[-1]

SHOWN = {
    names.RECEIPTS: ("danm_receipts_total", ("force", "local_authority", "risk", "verdict")),
    names.CLOSED: ("danm_closed_total", ("force", "local_authority", "risk", "disposition")),
    names.UNMEASURED: (
        "danm_clock_unmeasured_total",
        ("clock", "force", "local_authority", "risk"),
    ),
    names.REVISED: ("danm_verdicts_revised_total", ()),
    names.ALERTS: ("danm_alerts_total", ("kind", "rung")),
    names.QUARANTINED: ("danm_quarantined_total", ("reason",)),
}
"""How each counter is shown."""


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = a_database(sqlite_url)
    yield database
    database.close()


def emptied(database: Database) -> Database:
    with database.write() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    return database


@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=drawn.files())
def test_metrics_equal_a_recount(database: Database, lines: list[dict[str, Any]]) -> None:
    replay_ours(emptied(database), lines)

    said = scraped(exposition(database, HOUSE, None))

    with database.read() as connection:
        assert differences(connection, POLICY) == []
        told = recount(connection, POLICY)
    for metric, (name, labels) in SHOWN.items():
        expected = {frozenset(zip(labels, key, strict=True)): n for key, n in told[metric].items()}
        assert {key: n for key, n in said.values[name].items() if n} == expected
