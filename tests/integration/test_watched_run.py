"""A real monitor that watches itself: canaries through a real broker, a heartbeat, a Watchdog."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select, update

from consumer import wall_clock
from schemas.audits import last_audit
from schemas.canaries import ENTERED, Canary
from schemas.canary_tables import canaries
from schemas.key_files import load_keys
from schemas.tables import cases, counts, feeds, messages, outbox
from tests.installation import Installation
from tests.programs import Program, ask
from tests.scraped import scraped
from tests.servers.alertmanager import RealAlertmanager
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

READY = (200, "ready\n")


@pytest.fixture
def outside() -> Iterator[HTTPServer]:
    with HTTPServer("127.0.0.1", 0) as running:
        running.expect_request("/ping/secret").respond_with_data("OK")
        yield running


def heartbeat(folder: Path, outside: HTTPServer) -> dict[str, str]:
    """Return the settings by which somebody outside is called."""
    file = folder / "heartbeat.url"
    file.touch(mode=0o600)
    file.write_text(outside.url_for("/ping/secret"))
    return {"heartbeat.url_file": json.dumps(str(file)), "heartbeat.every": '"1 min"'}


def sent(installation: Installation) -> Mapping[str, Canary]:
    with installation.reading() as connection:
        rows = connection.execute(select(canaries)).all()
    return {row.path: Canary(**row._mapping) for row in rows}


def are_through(installation: Installation) -> bool:
    ways = {ENTERED, installation.police, installation.front_door}
    found = sent(installation)
    return found.keys() == ways and all(one.missing is None for one in found.values())


def put_back(installation: Installation, **values: datetime | None) -> None:
    """Change what is stored of the canaries, as if they had got stuck."""
    with installation.database() as database, database.write() as connection:
        connection.execute(update(canaries).values(**values))


def held(installation: Installation, *tables: Any) -> int:
    counting = (select(func.count()).select_from(table) for table in tables)
    return sum(installation.scalar(query) for query in counting)


def test_canaries_go_through_both_topics_and_are_in_no_figure(
    tmp_path: Path, database_url: str, kafka_broker: KafkaBroker, outside: HTTPServer
) -> None:
    installation = Installation(folder=tmp_path, database_url=database_url, broker=kafka_broker)
    installation.prepare(**heartbeat(tmp_path, outside), **{"kafka.canary": "true"})
    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: are_through(installation), "the canaries are through", 60)
        program.until(lambda: bool(outside.log), "the heartbeat is out", 60)
        metrics = scraped(ask(f"{program.web}/metrics")[1].encode())
        ready = ask(f"{program.web}/readyz")
        code = program.stop()

    assert code == 0
    assert ready == READY
    # Twice as many where the hour has just begun anew.
    assert sum(installation.ends.values()) in (2, 4)
    assert held(installation, messages, cases, feeds, outbox) == 0
    figures = select(func.count()).where(counts.c.shard != "audit", counts.c.metric != "edges")
    assert installation.scalar(figures) == 0
    passed = "danm_canary_last_passed_timestamp_seconds"
    for path in (ENTERED, *installation.topics):
        assert metrics.value(passed, path=path) is not None
    assert "secret" not in program.stderr


def test_roles_apart_watch_each_other_and_two_watchers_send_one_canary(
    tmp_path: Path, postgresql_url: str, kafka_broker: KafkaBroker, outside: HTTPServer
) -> None:
    installation = Installation(folder=tmp_path, database_url=postgresql_url, broker=kafka_broker)
    load_keys(tmp_path)
    keys = {
        f"keys.{sort}": json.dumps([str(tmp_path / "keys" / f"{sort}.key")])
        for sort in ("hmac", "seal")
    }
    installation.prepare(**keys, **heartbeat(tmp_path, outside), **{"kafka.canary": "true"})
    hour = wall_clock.now().hour
    with (
        installation.start(command="watch", env={"DANM_INSTANCE": "watch-1"}) as first,
        installation.start(command="watch", env={"DANM_INSTANCE": "watch-2"}) as second,
        installation.start(command="serve") as serving,
    ):
        for program in (first, second, serving):
            program.until_it_runs()
        first.until(lambda: len(sent(installation)) == 3, "the canaries are sent")
        assert not outside.log
        put_back(installation, sent_at=wall_clock.now() - timedelta(minutes=11))
        stuck = ask(f"{serving.web}/readyz")

        with installation.start(command="consume", env={"DANM_INSTANCE": "consume"}) as consuming:
            consuming.until_it_runs()
            consuming.until(lambda: are_through(installation), "they come through late", 60)
            consuming.until(lambda: bool(outside.log), "the heartbeat is out", 60)
            serving.until(lambda: ask(f"{serving.web}/readyz") == READY, "all is well")
            number = held(installation, canaries)
            codes = [one.stop() for one in (consuming, first, second, serving)]
        with installation.reading() as connection:
            audit = last_audit(connection)

    assert stuck[0] == 503
    assert "our test message by entered of" in stuck[1]
    assert "was not taken in within 10 minutes" in stuck[1]
    assert number == 3 or wall_clock.now().hour != hour
    assert audit is not None
    assert audit.has_passed
    assert codes == [0] * 4


def test_alertmanager_has_a_watchdog_until_something_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_text("\n")
    with RealAlertmanager(tmp_path) as real:
        config = tmp_path / "danm.toml"
        config.write_text(
            f'data_dir = "{tmp_path / "data"}"\nlog_format = "json"\nhttp.port = 0\n'
            f'alertmanager.url = "{real.url}"\n'
        )
        words = ("run", str(tmp_path / "in.ndjson"), "--config", str(config))
        with Program.start(tmp_path, *words) as program:
            program.until(lambda: real.names() == ["Watchdog"], "all is well", within=60)
            watchdog = real.active()[0]
            code = program.stop()

    assert code == 0
    assert watchdog["labels"]["severity"] == "none"
    assert watchdog["labels"]["job"] == "danm"
