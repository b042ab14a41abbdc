"""Hand-written cases run on the slow model of the contract and on the program alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.replay import replay as replay_model
from tests.replays.both import Program, Replay, a_database
from tests.servers.postgresql import PostgreSQL

THE_MODEL = "slow-model"
ON_SQLITE, ON_POSTGRESQL = "the-program-on-sqlite", "the-program-on-postgresql"


@pytest.fixture(scope="session")
def program_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on one SQLite file."""
    file: Path = tmp_path_factory.mktemp("replays") / "danm.sqlite"
    database = a_database(f"sqlite:///{file}")
    yield Program(database)
    database.close()


@pytest.fixture(scope="session")
def program_on_postgresql(postgresql_server: PostgreSQL) -> Iterator[Program]:
    """The program on one PostgreSQL database."""
    url = postgresql_server.fresh_database()
    database = a_database(url)
    yield Program(database)
    database.close()
    postgresql_server.drop(url)


@pytest.fixture(
    params=[THE_MODEL, ON_SQLITE, pytest.param(ON_POSTGRESQL, marks=pytest.mark.integration)]
)
def replay(request: pytest.FixtureRequest) -> Replay:
    """Whatever replays a file: both must say what the contract says."""
    if request.param == THE_MODEL:
        return replay_model
    name = "program_on_sqlite" if request.param == ON_SQLITE else "program_on_postgresql"
    program: Program = request.getfixturevalue(name)
    return program.replay
