"""An upgraded database is the program's own; what cannot be upgraded is refused, with the mend."""

import ast
import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from schemas import migrating
from schemas.database import Database, DatabaseTrouble, open_database
from schemas.migrating import Upgrade, is_current, prepared, require_current, upgrade
from schemas.tables import metadata
from tests.contract.database_shape import engine_for, shape, written_indexes
from tests.contract.other_programs import (
    FIRST,
    LATER,
    NEWEST,
    STEPS,
    first_program,
    later_program,
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def own_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A second database of the same sort, with the tables as the program itself defines them."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    else:
        url = request.getfixturevalue("postgresql_server").fresh_database()
    with engine_for(url).begin() as connection:
        metadata.create_all(connection)
    yield url
    if not url.startswith("sqlite"):
        request.getfixturevalue("postgresql_server").drop(url)


@pytest.fixture
def older(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    """A database that an older program made, with a home in it."""
    with monkeypatch.context() as then:
        then.setattr(migrating, "SCRIPTS", first_program(tmp_path))
        upgrade(database)
    with database.write() as connection:
        connection.execute(text("INSERT INTO home_cases (kin, case_key) VALUES ('a home', '')"))
    return database


def version(database: Database) -> str:
    with database.read() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def homes(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(text("SELECT kin FROM home_cases")))


def test_an_empty_database_gets_every_table_the_program_defines(
    database: Database, database_url: str
) -> None:
    done = upgrade(database)

    assert done == Upgrade(before=None, after=NEWEST)
    with engine_for(database_url).connect() as connection:
        # Alembic cannot read an empty text as a default on SQLite: the next test compares those.
        options = {"compare_type": True, "compare_server_default": not database.is_sqlite}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_its_tables_are_written_as_the_program_writes_them(
    database: Database, database_url: str, own_url: str
) -> None:
    upgrade(database)

    with engine_for(database_url).connect() as upgraded, engine_for(own_url).connect() as own:
        assert shape(upgraded) == shape(own)
        assert set(shape(own)) == set(metadata.tables)
        assert written_indexes(upgraded) == written_indexes(own)


def test_an_upgrade_done_twice_is_done_once(database: Database) -> None:
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("INSERT INTO home_cases (kin, case_key) VALUES ('a home', '')"))

    again = upgrade(database)

    assert again == Upgrade(before=NEWEST, after=NEWEST)
    assert homes(database) == ["a home"]


def test_a_command_that_writes_makes_the_tables_of_an_empty_database(database: Database) -> None:
    assert not is_current(database)

    assert prepared(database) is database

    assert is_current(database)
    require_current(database)


def test_a_command_that_reads_says_that_an_empty_database_has_no_tables(
    database: Database,
) -> None:
    with pytest.raises(DatabaseTrouble, match="has no tables yet; run: danm db upgrade"):
        require_current(database)


def test_an_older_database_with_rows_is_left_as_it_is_until_somebody_asks(older: Database) -> None:
    for refuse in (prepared, require_current):
        with pytest.raises(DatabaseTrouble, match=r"is older than.*run: danm db upgrade"):
            refuse(older)
        assert version(older) == FIRST

    prepared(older, is_asked=True)

    assert is_current(older)
    assert homes(older) == ["a home"]


def test_an_older_database_without_rows_is_upgraded_without_asking(older: Database) -> None:
    with older.write() as connection:
        connection.execute(text("DELETE FROM home_cases"))

    prepared(older)

    assert is_current(older)


def test_an_upgrade_says_what_it_found(older: Database) -> None:
    assert upgrade(older) == Upgrade(before=FIRST, after=NEWEST)


def test_a_newer_database_is_refused_and_left_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as later:
        later.setattr(migrating, "SCRIPTS", later_program(tmp_path))
        upgrade(database)

    assert not is_current(database)
    for refuse in (upgrade, prepared, require_current):
        with pytest.raises(DatabaseTrouble, match=r"is newer than.*install the newer version"):
            refuse(database)
        assert version(database) == LATER


def test_the_tables_of_something_else_are_refused_and_left_alone(
    database: Database, database_url: str
) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE invoices (number integer)"))

    for refuse in (upgrade, prepared, require_current):
        with pytest.raises(DatabaseTrouble, match=r"of something else; name an empty database"):
            refuse(database)

    with engine_for(database_url).connect() as connection:
        assert set(shape(connection)) == {"invoices"}


@pytest.fixture
def clerks_url(postgresql_url: str) -> Iterator[str]:
    """The database as a user sees it who may connect and no more."""
    with engine_for(postgresql_url).begin() as connection:
        connection.execute(text("CREATE ROLE clerk LOGIN"))
    yield postgresql_url.replace("postgres@", "clerk@")
    with engine_for(postgresql_url).begin() as connection:
        connection.execute(text("DROP ROLE clerk"))


def test_a_user_who_may_not_make_tables_is_told_the_mend(clerks_url: str) -> None:
    with (
        closing(open_database(clerks_url)) as database,
        pytest.raises(DatabaseTrouble, match=r"permission denied.*make that user the owner"),
    ):
        prepared(database)


def test_an_interrupted_upgrade_leaves_the_older_database(
    older: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with engine_for(database_url).connect() as connection:
        before = shape(connection)
    cut_off = later_program(tmp_path, then="raise SystemExit('power cut')")
    monkeypatch.setattr(migrating, "SCRIPTS", cut_off)

    with pytest.raises(SystemExit, match="power cut"):
        upgrade(older)

    assert version(older) == FIRST
    assert homes(older) == ["a home"]
    with engine_for(database_url).connect() as connection:
        assert shape(connection) == before


def test_an_upgrade_leaves_everybodys_logging_alone(database: Database) -> None:
    own = logging.getLogger("schemas")
    root = logging.getLogger()
    before = (root.level, list(root.handlers), own.level, own.disabled)

    upgrade(database)

    assert (root.level, list(root.handlers), own.level, own.disabled) == before


def test_steps_are_one_line_and_named_by_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS))

    line = list(ScriptDirectory.from_config(config).walk_revisions())

    assert [step.revision for step in reversed(line)] == [file.stem for file in STEPS]
    assert [step.down_revision for step in line[:-1]] == [step.revision for step in line[1:]]
    assert line[-1].down_revision is None
    assert all(len(file.stem) <= 32 for file in STEPS)  # as wide as the version's own column


@pytest.mark.parametrize("step", STEPS, ids=lambda file: file.stem)
def test_a_step_stands_on_its_own_since_the_program_moves_on(step: Path) -> None:
    for node in ast.walk(ast.parse(step.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] in {"alembic", "sqlalchemy", "typing"}
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= {"sqlalchemy"}
