"""Under the policy in force, a back-test says what the replay of the same file really rang."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumer.backtest.contacts import SpokenFeeds
from consumer.backtest.history import History
from consumer.backtest.playing import Play, Rules
from consumer.listings import stored_alerts
from schemas.alert import Alert
from schemas.book import Book
from schemas.database import Database, open_database
from schemas.moments import parse_instant
from schemas.tables import metadata
from schemas.words import Kind
from tests.model import messages as drawn
from tests.model.times import instant, zulu
from tests.replays.both import emptied
from tests.replays.ours import HOUSE, replay_ours
from tests.spec.test_worked_examples import EXAMPLES, UNTIL, lines

ABOUT_CASES = {Kind.WAIT, Kind.REGRADE, Kind.REPEAT, Kind.CLEARED}
EVER = datetime(1900, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    with database.write() as connection:
        metadata.create_all(connection)
    yield database
    database.close()


def really_rang(database: Database) -> list[Alert]:
    with database.read() as connection:
        stored = [alert for alert, _, _ in stored_alerts(connection) if alert.kind in ABOUT_CASES]
    return sorted(stored, key=lambda alert: alert.alert_id)


def would_have_rung(database: Database, until: datetime) -> list[Alert]:
    with database.read() as connection:
        history = History(connection=connection, read_later=timedelta.max)
        survey = history.survey(EVER, until)
        rules = Rules(
            policies=HOUSE.policies,
            contacts=SpokenFeeds(survey.spoken),
            reference=HOUSE.reference,
        )
        rang = [
            one.alert
            for group in history.groups(survey)
            for one in Play(group=group, rules=rules, book=Book(connection, shard="")).run(until)
        ]
    return sorted(rang, key=lambda alert: alert.alert_id)


@pytest.mark.parametrize("name", sorted(UNTIL))
def test_a_worked_example_rings_in_the_back_test_as_it_did(name: str, database: Database) -> None:
    replay_ours(database, lines(EXAMPLES / name / "in.ndjson"), UNTIL[name])

    rang = would_have_rung(database, parse_instant(UNTIL[name]))

    assert rang == really_rang(database)


@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=drawn.files(), runs_on=st.sampled_from((0, 0, 2, 26)))
def test_any_file_rings_in_the_back_test_as_it_did(
    database: Database, lines: list[dict[str, Any]], runs_on: int
) -> None:
    until = zulu(max(instant(line["time"]) for line in lines) + timedelta(hours=runs_on))
    replay_ours(emptied(database), lines, until)

    assert would_have_rung(database, parse_instant(until)) == really_rang(database)
