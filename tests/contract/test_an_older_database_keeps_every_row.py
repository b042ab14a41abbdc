"""A database of the first step, upgraded, is the one the present program would have written."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, select

from schemas import migrating
from schemas.database import Database, UtcDateTime, open_database
from schemas.migrating import upgrade
from schemas.tables import cases, metadata
from tests.contract.database_shape import engine_for, rows, shape
from tests.contract.other_programs import first_program
from tests.replays.ours import replay_ours
from tests.wire import RECEIVED, with_data

EXAMPLES = Path(__file__).parents[1] / "examples"
AN_INSTANT = datetime(2026, 6, 13, 22, 0, tzinfo=UTC)
THEN = "2026-06-24T06:00:00Z"
UNTOLD = [
    with_data(reported=THEN) | {"time": THEN, "id": "u1", "subject": "UNTOLD-1"},
    with_data(RECEIVED, at=THEN) | {"time": THEN, "id": "u2", "subject": "UNTOLD-2"},
]
"""No example has them: a case that rang `escalate` and no more, and one whose start nobody told."""


@pytest.fixture
def present_url(database_url: str) -> str:
    """A database that the present program wrote, with rows in every table."""
    database = upgrade_now(database_url)
    replay_ours(database, [*every_example(), *UNTOLD], until="2026-06-25T12:00:00Z")
    with database.write() as connection:
        for table in metadata.sorted_tables:
            if connection.execute(table.select().limit(1)).first() is None:
                connection.execute(table.insert(), made_up_row(table))
    database.close()
    return database_url


@pytest.fixture
def older_url(
    present_url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The same rows as the program of the first step kept them, without the later columns."""
    is_sqlite = present_url.startswith("sqlite")
    server = None if is_sqlite else request.getfixturevalue("postgresql_server")
    url = server.fresh_database() if server else f"sqlite:///{tmp_path / 'older.sqlite'}"
    with monkeypatch.context() as then:
        then.setattr(migrating, "SCRIPTS", first_program(tmp_path))
        upgrade_now(url).close()
    copy_rows(present_url, url)
    yield url
    if server:
        server.drop(url)


def upgrade_now(url: str) -> Database:
    database = open_database(url)
    upgrade(database)
    return database


def every_example() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        from_json(line)
        for file in EXAMPLES.glob("*/in.ndjson")
        for line in file.read_bytes().splitlines()
    ]
    return sorted(told, key=lambda message: str(message["time"]))


def made_up_row(table: Table) -> dict[str, Any]:
    return {column.name: made_up_value(column) for column in table.columns}


def made_up_value(column: Column[Any]) -> Any:
    match column.type:
        case UtcDateTime():
            return AN_INSTANT
        case LargeBinary(length=length):
            return b"k" * (length or 8)
        case BigInteger() | Integer():
            return 7
        case _:
            return "seven"


def copy_rows(source_url: str, target_url: str) -> None:
    with engine_for(source_url).connect() as source, engine_for(target_url).begin() as target:
        tables = MetaData()
        tables.reflect(target)
        for name, table in tables.tables.items():
            if name in metadata.tables:
                known = [{c.name: row[c.name] for c in table.columns} for row in rows(source, name)]
                target.execute(table.insert(), known)


def test_every_row_is_kept_and_later_columns_tell_what_the_program_would_have_told(
    older_url: str, present_url: str
) -> None:
    with engine_for(older_url).connect() as connection:
        tables = shape(connection)
        assert not {"rung", "started_at"} & set(tables["cases"]["columns"])
        assert all(rows(connection, name) for name in tables)

    upgrade_now(older_url).close()

    with engine_for(older_url).connect() as older, engine_for(present_url).connect() as present:
        for name in tables:
            assert rows(older, name) == rows(present, name)


def test_the_cases_it_is_tried_on_have_every_rung_and_starts_known_and_unknown(
    present_url: str,
) -> None:
    database = open_database(present_url)
    with database.read() as connection:
        told = connection.execute(select(cases.c.rung, cases.c.picture)).all()
    database.close()

    assert {row.rung for row in told} >= {None, "warn", "breach", "escalate", "ceiling"}
    assert {from_json(row.picture)["a"] is None for row in told} == {True, False}
