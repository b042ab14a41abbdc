"""A database of the first step, upgraded, is the one the present program would have written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    select,
)

from schemas import migrating
from schemas.database import Database, open_database
from schemas.migrating import upgrade
from schemas.tables import cases
from tests.contract.database_shape import engine_for, rows
from tests.contract.other_programs import first_program
from tests.replays.ours import replay_ours
from tests.wire import RECEIVED, with_data

EXAMPLES = Path(__file__).parents[1] / "examples"
AN_INSTANT = datetime(2026, 6, 13, 22, 0, tzinfo=UTC)
LATER_AND_EMPTY = {"counted_as"}
"""Columns that only later deeds fill, so that an older program's rows have nothing for them."""
GIVEN_UP = {"homes"}
"""Tables of the first step that later ones do without; they hold nothing that is not elsewhere."""
NOBODY_KNEW = {"feed_hours", "reported_hours"}
"""Tables of what was known when, by the hour: an older program did not keep that."""
LOOKED_AT_ANEW = {"silent_at", "silence_told_at"}
"""Columns that say when to look next: after an upgrade every feed is looked at at once."""
NOBODY_KEPT = {"interrupts", "key_id"}
"""Columns that stay empty in older rows: whom an alarm interrupted, and the key of a hash."""
IS_OTHERWISE = LOOKED_AT_ANEW | NOBODY_KEPT
THEN = "2026-06-24T06:00:00Z"
UNTOLD = [
    with_data(reported=THEN) | {"time": THEN, "id": "u1", "subject": "UNTOLD-1"},
    with_data(RECEIVED, at=THEN) | {"time": THEN, "id": "u2", "subject": "UNTOLD-2"},
]
"""No example has them: a case that rang `escalate` and no more, and one whose start nobody told."""


@pytest.fixture
def present_url(database_url: str) -> str:
    """A database that the present program wrote."""
    database = upgrade_now(database_url)
    replay_ours(database, [*every_example(), *UNTOLD], until="2026-06-25T12:00:00Z")
    database.close()
    return database_url


@pytest.fixture
def older_url(
    present_url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The same rows as the program of the first step kept them, and made-up ones of the rest."""
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
    known = [column for column in table.columns if column.name not in LATER_AND_EMPTY]
    return {column.name: made_up_value(column) for column in known}


def made_up_value(column: Column[Any]) -> Any:
    match column.type:
        case DateTime():
            return AN_INSTANT
        case LargeBinary():
            return b"seven"
        case Integer():
            return 7
        case _:
            return "seven"


def copy_rows(source_url: str, target_url: str) -> None:
    with engine_for(source_url).connect() as source, engine_for(target_url).begin() as target:
        for name, table in tables_of(target).items():
            known = [of_columns(row, table.columns.keys()) for row in rows(source, name)]
            target.execute(table.insert(), known or made_up_row(table))


def tables_of(connection: Connection) -> dict[str, Table]:
    tables = MetaData()
    tables.reflect(connection)
    left_out = {"alembic_version", *GIVEN_UP}
    return {name: table for name, table in tables.tables.items() if name not in left_out}


def of_columns(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def test_every_row_of_every_table_is_kept(older_url: str) -> None:
    with engine_for(older_url).connect() as connection:
        kept = {name: rows(connection, name) for name in tables_of(connection)}
    assert all(kept.values())

    upgrade_now(older_url).close()

    with engine_for(older_url).connect() as connection:
        for name, before in kept.items():
            after = [of_columns(row, before[0]) for row in rows(connection, name)]
            assert sorted(after, key=repr) == sorted(before, key=repr)


def test_later_columns_tell_what_the_program_would_have_told(
    older_url: str, present_url: str
) -> None:
    with engine_for(older_url).connect() as connection:
        assert not {"rung", "started_at"} & set(tables_of(connection)["cases"].columns.keys())

    upgrade_now(older_url).close()

    with engine_for(older_url).connect() as older, engine_for(present_url).connect() as present:
        written = {name: rows(present, name) for name in set(tables_of(older)) - NOBODY_KNEW}
        assert written["cases"]
        for name, told in written.items():
            assert not told or without(rows(older, name)) == without(told)


def without(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [of_columns(row, [one for one in row if one not in IS_OTHERWISE]) for row in told]


def test_incidents_of_an_older_database_are_counted_as_the_present_program_would(
    older_url: str, present_url: str
) -> None:
    upgrade_now(older_url).close()

    with engine_for(older_url).connect() as older, engine_for(present_url).connect() as present:
        assert by_hour_of_report(older) == by_hour_of_report(present)


def by_hour_of_report(connection: Connection) -> Counter[tuple[Any, ...]]:
    """Return how many were reported in each hour, high and with children, whenever known."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows(connection, "reported_hours"):
        place = (row["force"], row["local_authority"], row["reported_hour"])
        for measure in ("incidents", "high", "with_children"):
            found[*place, measure] += row[measure]
    return +found


def test_the_cases_it_is_tried_on_have_every_rung_and_starts_known_and_unknown(
    present_url: str,
) -> None:
    database = open_database(present_url)
    with database.read() as connection:
        told = connection.execute(select(cases.c.rung, cases.c.picture)).all()
    database.close()

    assert {row.rung for row in told} >= {None, "warn", "breach", "escalate", "ceiling"}
    assert {from_json(row.picture)["a"] is None for row in told} == {True, False}
