"""However much history is kept, each list finds its rows by an index: one plan per statement."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, event, select, text

from schemas.database import Database
from schemas.list_tables import lists
from schemas.tables import alerts, audit, cases, judgements, outbox, quarantine
from schemas.words import Role
from tests.browser.board_room import BoardRoom
from tests.browser.test_board_pages import BAD_LINE, PAGES
from tests.contract.a_weekend import MONDAY, WEEKEND, at
from tests.model.sentences import utc
from tests.replays.both import a_database
from tests.replays.ours import replay_ours

MANY = 10_000
"""Rows of long ago in each table that grows: far more than there are new ones."""

LONG_AGO = at(MONDAY) - timedelta(days=200)

ROLES = tuple(Role)

OVER: Mapping[Table, Callable[[int], dict[str, Any]]] = {
    cases: lambda n: {
        "case_key": n.to_bytes(32),
        "handle": f"old-{n}",
        "state": "recorded",
        "started_at": LONG_AGO,
        "next_due_at": None,
        "changed_at": None,
        "held_until": None,
    },
    alerts: lambda n: {
        "alert_id": f"old-{n}",
        "case_key": n.to_bytes(32),
        "due_at": LONG_AGO,
        "raised_at": LONG_AGO,
    },
    judgements: lambda n: {"case_key": n.to_bytes(32), "judged_at": LONG_AGO},
    quarantine: lambda n: {"quarantine_id": f"old-{n}", "state": "discarded", "at": LONG_AGO},
    audit: lambda n: {"audit_id": 100_000 + n, "at": LONG_AGO},
    outbox: lambda n: {
        "outbox_id": 100_000 + n,
        "alert_id": f"old-{n}",
        "channel": "smtp",
        "accepted_at": LONG_AGO,
    },
    lists: lambda n: {
        "list_id": f"old-{n}",
        "sort": "shift",
        "role": ROLES[n % len(ROLES)],
        "opened_at": LONG_AGO,
        "due_at": LONG_AGO - timedelta(minutes=n),
        "made_at": LONG_AGO - timedelta(minutes=n),
    },
}
"""What is different in a row that is long over, by its number."""

NOT_OF_A_REPLAY = {outbox, lists}
"""Nothing of a replay is sent: these rows are written out whole."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = a_database(database_url)
    replay_ours(opened, [*WEEKEND, BAD_LINE], until=utc(MONDAY))
    with opened.write() as connection:
        for table, over in OVER.items():
            row = connection.execute(select(table).limit(1)).mappings().first()
            assert row is not None or table in NOT_OF_A_REPLAY, table.name
            every = [{**(row or {}), **over(number)} for number in range(MANY)]
            connection.execute(table.insert(), every)
        if not opened.is_sqlite:
            # As the server itself does in time; nobody tells SQLite.
            connection.execute(text("ANALYZE"))
    yield opened
    opened.close()


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Give every statement that is asked meanwhile, as the driver got it, with its values."""
    asked: list[tuple[str, Any]] = []

    def note(_: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def plan(connection: Connection, statement: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", values)
    return "\n".join(str(row[-1]) for row in rows)


def whole_scans(planned: str) -> set[str]:
    """Return the tables that grow and are read from end to end."""
    scanned = re.findall(r"Seq Scan on (\w+)|^SCAN (\w+)(?! USING)", planned, re.MULTILINE)
    return {one or other for one, other in scanned} & {table.name for table in OVER}


def plans_of(database: Database, path: str) -> Iterator[tuple[str, str]]:
    """Yield every question that a page asks, and how the database goes about it."""
    room = BoardRoom(database, at(MONDAY))
    with statements() as asked:
        assert room.visitor.get(path).status == 200
    with database.read() as connection:
        for statement, values in asked:
            if statement.lstrip().startswith(("SELECT", "WITH")):
                yield statement, plan(connection, statement, values)


def test_no_page_reads_a_table_that_grows_from_end_to_end(database: Database) -> None:
    for path in (*PAGES, "/board?council=E06000021", "/board/alerts?page=7"):
        for statement, planned in plans_of(database, path):
            assert whole_scans(planned) == set(), f"{path}\n{statement}\n{planned}"


def test_who_waits_is_found_by_the_index_of_those_who_wait(database: Database) -> None:
    planned = [plan for asked, plan in plans_of(database, "/board") if "cases.picture" in asked]

    assert len(planned) == 1
    assert "ix_cases_waiting" in planned[0]


def test_a_plan_that_reads_all_cases_is_noticed(database: Database) -> None:
    with database.read() as connection:
        planned = plan(connection, "SELECT handle FROM cases WHERE risk = 'high'", {})

    assert whole_scans(planned) == {"cases"}
