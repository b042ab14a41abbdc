"""A reader of a copy keeps nobody waiting, and sees one state however long it reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import func, select

from consumer.backtest import copying
from consumer.backtest.copying import quiet_copy
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, open_database
from schemas.tables import audit, metadata
from schemas.trouble import Trouble
from tests.spec.alarm_facts import SATURDAY_NIGHT


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    with database.write() as connection:
        metadata.create_all(connection)
    note(database)
    yield database
    database.close()


def note(database: Database) -> None:
    with database.write() as connection:
        by = Signature(actor="test", at=SATURDAY_NIGHT)
        write_audit(connection, [audit_row(by, "something")])


def test_what_is_written_meanwhile_neither_waits_nor_is_seen(database: Database) -> None:
    rows = select(func.count()).select_from(audit)
    with quiet_copy(database) as connection:
        before = connection.scalar(rows)
        note(database)
        after = connection.scalar(rows)

    assert (before, after) == (1, 1)


def test_a_file_that_changes_all_the_time_is_copied_in_one_go(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(sqlite_url)
    with database.write() as connection:
        metadata.create_all(connection)
    assert database.path is not None
    path, steps = database.path, []
    monkeypatch.setattr(copying, "STEP_PAGES", 5)
    monkeypatch.setattr(copying, "SLEEP_SECONDS", 0.0)
    plain = sqlite3.connect

    class Disturbed(sqlite3.Connection):
        """A connection whose backup is overtaken by another writer at every step."""

        def backup(self, target: sqlite3.Connection, **options: object) -> None:
            count = options["progress"]

            def disturb(status: int, remaining: int, total: int) -> None:
                steps.append(remaining)
                with closing(plain(path)) as other, other:
                    other.execute("INSERT INTO instants VALUES (?, 0)", (str(len(steps)),))
                count(status, remaining, total)  # type: ignore[operator]

            super().backup(target, **(options | {"progress": disturb}))  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: plain(*a, **k, factory=Disturbed))

    with quiet_copy(database) as connection:
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()

    assert tables
    assert len(steps) > copying.STEPS_AT_MOST
    database.close()


def test_a_file_that_cannot_be_copied_says_the_mend(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    assert database.path is not None
    database.path.write_bytes(b"no database at all" * 100)

    with pytest.raises(Trouble, match="has room for a second one"), quiet_copy(database):
        pass
    database.close()
