"""Real servers, and databases on them, as fixtures: only where a test asks for them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consumer.logs import OWN_LOGGERS
from schemas.database import Database
from tests.replays.both import a_database
from tests.servers.kafka_broker import Kafka, KafkaBroker, fetch_kafka
from tests.servers.postgresql import PostgreSQL
from tests.servers.required import ServerUnavailable, missing
from tests.servers.secured_broker import SecuredBroker

SERVER_FIXTURES = {
    "kafka",
    "kafka_broker",
    "secured_broker",
    "postgresql_server",
    "postgresql_url",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a real server, so that `make fast` can leave it out."""
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Speak to the user at once, past pytest's capture: the first start takes long."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    terminal = request.config.pluginmanager.getplugin("terminalreporter")

    def speak(line: str) -> None:
        if capture is None or terminal is None:
            return
        with capture.global_and_fixture_disabled():
            terminal.write_line(line)

    return speak


@pytest.fixture(scope="session")
def kafka(say: Callable[[str], None]) -> Kafka:
    """Apache Kafka itself, for tests that stop and kill a broker of their own."""
    try:
        return fetch_kafka(say)
    except ServerUnavailable as reason:
        missing(str(reason))


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory, kafka: Kafka) -> Iterator[KafkaBroker]:
    """A running Apache Kafka, shared: every test makes topics and groups of its own."""
    with KafkaBroker(tmp_path_factory.mktemp("kafka"), kafka) as broker:
        yield broker


@pytest.fixture(scope="session")
def secured_broker(
    tmp_path_factory: pytest.TempPathFactory, kafka: Kafka
) -> Iterator[SecuredBroker]:
    """A running Apache Kafka that asks who one is, with topics and rights as in deploy/kafka."""
    with SecuredBroker(tmp_path_factory.mktemp("secured"), kafka) as broker:
        broker.apply_deployed()
        yield broker


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A running PostgreSQL."""
    try:
        server = PostgreSQL()
    except ServerUnavailable as reason:
        missing(str(reason))
    with server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQL) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    url = postgresql_server.fresh_database()
    yield url
    postgresql_server.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'danm.sqlite'}"


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)],
)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind that the monitor runs on."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of each kind, with its tables and nothing in them."""
    with closing(a_database(database_url)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.level, root.handlers[:]
    yield
    logging.captureWarnings(capture=False)
    root.level, root.handlers[:] = before
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(logging.NOTSET)
