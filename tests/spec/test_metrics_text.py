"""The text that Prometheus reads: exact after a restart, whole when a part fails, naming no one."""

import logging
import subprocess

import pytest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import Connection, update

from consumer.metrics import Metrics, exposition
from consumer.metrics.collecting import GROUPS
from consumer.metrics.scene import Scene
from schemas.database import Database, open_database
from schemas.tables import feeds, outbox
from tests.replays.both import a_database
from tests.replays.ours import HOUSE, replay_ours
from tests.scraped import read_families, scraped
from tests.servers.required import require_program
from tests.spec.metered import example, told
from tests.wire import POLICE


def test_a_repeat_a_second_replay_and_a_restart_change_nothing(database_url: str) -> None:
    database = a_database(database_url)
    replay_ours(database, example("saturday-night"), "2026-06-15T09:00:00Z")
    first = exposition(database, HOUSE, None)

    replay_ours(database, example("saturday-night"), "2026-06-15T09:00:00Z")
    again = exposition(database, HOUSE, None)
    database.close()
    restarted = open_database(database_url)
    after = exposition(restarted, HOUSE, None)
    restarted.close()

    assert first == again == after


def test_a_group_that_fails_fails_alone_and_the_log_says_so(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as connection:
        outbox.drop(connection)

    said = told(database)

    assert said.value("danm_collector_up", collector="alerts") == 0
    assert "danm_alerts" not in said.families
    assert said.total("danm_collector_up") == len(GROUPS) - 1
    assert [vars(record)["collector"] for record in caplog.records] == ["alerts"]
    assert caplog.records[0].levelno == logging.ERROR


def test_a_label_that_is_no_text_does_not_take_the_scrape_with_it(database: Database) -> None:
    def spoilt(_connection: Connection, _scene: Scene) -> list[Metric]:
        family = GaugeMetricFamily("danm_spoilt", "A lone surrogate.", labels=["feed"])
        family.add_metric(["\ud800"], 1)
        return [family]

    groups = {"spoilt": spoilt, **GROUPS}
    said = read_families(Metrics(database, HOUSE, lambda: None, groups).collect())

    assert said.value("danm_collector_up", collector="spoilt") == 0
    assert said.value("danm_collector_up", collector="ledger") == 1
    assert "danm_spoilt" not in said.families


HOSTILE = 'a "feed"\\\n# TYPE danm_waiting_children gauge\ndanm_waiting_children 0 {}=,\u2028\r é'


def test_hostile_text_stays_a_label_and_the_text_passes_prometheus_own_check(
    database: Database,
) -> None:
    promtool = require_program("promtool", debian_package="prometheus")
    replay_ours(database, [*example("saturday-night"), b"{"])
    with database.write() as connection:
        connection.execute(update(feeds).where(feeds.c.source == POLICE).values(source=HOSTILE))

    text = exposition(database, HOUSE, None)

    assert scraped(text).value("danm_feed_trusted", feed=HOSTILE) == 1
    assert b"_created" not in text
    checked = subprocess.run(
        [promtool, "check", "metrics"], input=text, capture_output=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stderr.decode()) == (0, "")


def test_no_reference_key_or_case_code_is_in_the_text(database: Database) -> None:
    outcome = replay_ours(database, example("seven-o-clock-file"), "2026-06-17T12:00:00Z")

    text = exposition(database, HOUSE, None).decode()

    references = [incident["incident_ref"] for incident in outcome.incidents]
    assert references
    assert not [reference for reference in references if reference in text]
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT handle, case_key FROM cases").all()
    assert not [row for row in rows if row[0] in text or bytes(row[1]).hex() in text]
