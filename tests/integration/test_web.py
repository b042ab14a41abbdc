"""The web endpoints, asked by a real client and scraped by a real Prometheus."""

import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from email.message import Message
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from consumer.metrics import Metrics
from consumer.web import Readiness, Serving, serve, web_app
from schemas.database import Database
from schemas.moments import parse_instant
from schemas.trouble import Trouble
from tests.replays.both import a_database
from tests.replays.ours import HOUSE, replay_ours
from tests.scraped import read_families, scraped
from tests.servers.postgresql import PostgreSQL
from tests.servers.prometheus import found_by, prometheus
from tests.spec.metered import STOKE, example

pytestmark = pytest.mark.integration

UNTIL = parse_instant("2026-06-15T09:00:00Z")
OPENMETRICS = "application/openmetrics-text; version=1.0.0"
PATIENCE = 30.0

Answer = tuple[int, str, Message]


def as_of() -> datetime:
    return UNTIL


@contextmanager
def served(
    database: Database, ready: Callable[[], Readiness] = Readiness, port: int = 0
) -> Iterator[Serving]:
    serving = serve(web_app(database, Metrics(database, HOUSE, as_of), ready), "127.0.0.1", port)
    try:
        yield serving
    finally:
        serving.stop()


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode(), refused.headers


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with closing(a_database(sqlite_url)) as database:
        replay_ours(database, example("saturday-night"), "2026-06-15T09:00:00Z")
        yield database


def test_metrics_are_told_in_the_plain_form_to_whoever_asks_for_no_other(
    database: Database,
) -> None:
    with served(database) as serving:
        status, text, headers = ask(f"{serving.url}/metrics")

    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert scraped(text.encode()).total("danm_waiting_notifications", **STOKE) == 1


def test_metrics_are_told_in_the_openmetrics_form_where_it_is_asked_for(
    database: Database,
) -> None:
    with served(database) as serving:
        status, text, headers = ask(f"{serving.url}/metrics", accept=OPENMETRICS)

    assert status == 200
    assert headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    said = read_families(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]
    assert said.total("danm_waiting_notifications", **STOKE) == 1
    assert said.total("danm_clock_seconds_bucket", clock="duty", le="86400.0", **STOKE) == 1


def test_a_process_whose_loops_turn_is_alive_and_ready(database: Database) -> None:
    with served(database) as serving:
        alive, ready = ask(f"{serving.url}/healthz"), ask(f"{serving.url}/readyz")

    assert alive[:2] == (200, "alive\n")
    assert ready[:2] == (200, "ready\n")


def test_a_stuck_loop_is_named_and_makes_the_process_neither_alive_nor_ready(
    database: Database,
) -> None:
    with served(database, lambda: Readiness(stuck=("sweep",))) as serving:
        alive, ready = ask(f"{serving.url}/healthz"), ask(f"{serving.url}/readyz")

    assert alive[:2] == (503, "the sweep loop does not turn\n")
    assert ready[:2] == (503, "the sweep loop does not turn\n")


def test_a_process_that_cannot_work_yet_says_why_and_is_not_restarted(database: Database) -> None:
    with served(database, lambda: Readiness(reasons=("the broker does not answer",))) as serving:
        alive, ready = ask(f"{serving.url}/healthz"), ask(f"{serving.url}/readyz")

    assert alive[0] == 200
    assert ready[:2] == (503, "the broker does not answer\n")


def test_a_database_that_is_gone_makes_it_unready_and_every_group_of_metrics_fail(
    postgresql_server: PostgreSQL,
) -> None:
    url = postgresql_server.fresh_database()
    with closing(a_database(url)) as database, served(database) as serving:
        postgresql_server.drop(url)

        alive, ready = ask(f"{serving.url}/healthz"), ask(f"{serving.url}/readyz")
        status, text, _ = ask(f"{serving.url}/metrics")

    assert alive[0] == 200
    assert ready[:2] == (503, "the database does not answer\n")
    assert status == 200
    said = scraped(text.encode())
    assert set(said.values["danm_collector_up"].values()) == {0}
    assert "danm_waiting_notifications" not in said.families


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/", "/metrics/x"])
def test_no_page_describes_the_program(database: Database, path: str) -> None:
    with served(database) as serving:
        assert ask(f"{serving.url}{path}")[0] == 404


def test_nothing_can_be_changed_here(database: Database) -> None:
    with served(database) as serving:
        assert ask(f"{serving.url}/metrics", method="POST")[0] == 405
        assert ask(f"{serving.url}/healthz", method="HEAD")[:2] == (200, "")


def test_every_answer_keeps_browsers_and_caches_out(database: Database) -> None:
    with served(database) as serving:
        answers = [ask(f"{serving.url}{path}")[2] for path in ("/metrics", "/readyz", "/none")]

    for headers in answers:
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["server"] is None


def test_a_port_that_is_taken_is_said_with_the_mend(database: Database) -> None:
    with (
        served(database) as serving,
        pytest.raises(Trouble, match=r"Address already in use.*; end what uses it"),
    ):
        serve(
            web_app(database, Metrics(database, HOUSE, as_of), Readiness), "127.0.0.1", serving.port
        )


def test_a_stopped_server_gives_its_port_back(database: Database) -> None:
    with served(database) as serving:
        assert serving.is_turning
        ask(f"{serving.url}/healthz")
        port = serving.port

    assert not serving.is_turning
    with served(database, port=port) as again:
        assert ask(f"{again.url}/healthz")[0] == 200


def test_an_address_of_the_newer_form_is_written_in_brackets(database: Database) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    serving = serve(web_app(database, Metrics(database, HOUSE, as_of), Readiness), "::1", 0)
    try:
        assert serving.url == f"http://[::1]:{serving.port}"
        assert ask(f"{serving.url}/healthz")[0] == 200
    finally:
        serving.stop()


def test_prometheus_scrapes_who_waits(database: Database, tmp_path: Path) -> None:
    query = 'sum by (rung) (danm_waiting_notifications{risk="medium"}) > 0'

    with (
        served(database) as serving,
        prometheus(tmp_path, f"127.0.0.1:{serving.port}") as address,
    ):
        (found,) = found_by(address, query)
        up = found_by(address, "up")

    assert found["metric"] == {"rung": "escalate"}
    assert found["value"][1] == "1"
    assert [one["value"][1] for one in up] == ["1"]
