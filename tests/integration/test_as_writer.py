"""The program through its whole main job as an account that may change no table."""

from contextlib import closing
from pathlib import Path

import pytest

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from tests.command_line import danm
from tests.contract.database_shape import engine_for
from tests.faults.night_runs import a_run
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

FILES = Path(__file__).parents[2] / "deploy" / "postgresql"


@pytest.fixture
def writers_url(postgresql_url: str) -> str:
    """A database as `danm_writer` meets it."""
    run(postgresql_url, "roles.sql")
    with closing(open_database(as_account(postgresql_url, "danm_owner"))) as database:
        upgrade(database)
    run(as_account(postgresql_url, "danm_owner"), "grants.sql")
    return as_account(postgresql_url, "danm_writer")


def as_account(url: str, account: str) -> str:
    return url.replace("postgres@", f"{account}@")


def run(url: str, file: str) -> None:
    with engine_for(url).connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.autocommit = True
        driver.execute((FILES / file).read_text(encoding="utf-8"))


def test_the_writer_takes_in_rings_tells_and_counts(
    tmp_path: Path, writers_url: str, kafka_broker: KafkaBroker
) -> None:
    with a_run(tmp_path / "night", writers_url, kafka_broker, wall_clock.now(), tmp_path) as night:
        night.to_the_end(parts=6)

        assert night.installation.differences() == []
        assert night.told.total() > 6


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay", "-"),
        ("metrics",),
        ("waiting", "--reveal"),
        ("incidents",),
        ("quarantine", "retry", "--all"),
    ],
    ids=lambda words: words[0],
)
def test_the_writer_is_enough_for_every_command(
    tmp_path: Path, writers_url: str, arguments: tuple[str, ...]
) -> None:
    ended = danm(*arguments, "--database", writers_url, "--data-dir", tmp_path, at=tmp_path)

    assert ended.code == 0, ended.err
