"""Whatever is told in whatever order, the auditor finds every case armed: a fault is a fault."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from consumer.auditor import LOOK_EVERY, Auditor
from consumer.auditor_rules import Fault
from consumer.holdings import last_instant
from schemas.audits import last_audit
from schemas.database import Database
from tests.model import messages as drawn
from tests.replays.both import a_database, emptied
from tests.replays.ours import HOUSE, replay_ours


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = a_database(sqlite_url)
    yield database
    database.close()


@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=drawn.files())
def test_an_audit_after_any_messages_finds_nothing(
    database: Database, lines: list[dict[str, Any]]
) -> None:
    replay_ours(emptied(database), lines)
    with database.read() as connection:
        now = last_instant(connection)
    assert now is not None
    auditor = Auditor(database=database, house=HOUSE)
    while auditor.turn(now) != LOOK_EVERY:
        pass

    with database.read() as connection:
        found = last_audit(connection)

    assert found is not None
    assert found.found == dict.fromkeys(Fault, 0)
