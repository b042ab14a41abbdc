"""Processes that start at once: one upgrades, the others wait for it or say that they gave up."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from schemas import migrating
from schemas.database import DatabaseTrouble, open_database
from schemas.migrating import Upgrade, is_current, upgrade
from tests.contract.database_shape import engine_for, shape
from tests.contract.other_programs import FIRST, NEWEST, first_program, later_program

ROOT = Path(__file__).parents[2]
AN_UPGRADE = """
import sys
from schemas.database import open_database
from schemas.migrating import upgrade
print(upgrade(open_database(sys.argv[1])).before)
"""
A_PROCESS_THAT_DIES = """
import sys
from pathlib import Path
from schemas import migrating
from schemas.database import open_database
migrating.SCRIPTS = Path(sys.argv[2])
migrating.upgrade(open_database(sys.argv[1]))
"""
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""


@contextmanager
def two_upgrades(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-c", AN_UPGRADE, url]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def outcomes(processes: list[subprocess.Popen[str]]) -> list[tuple[int | None, str, str]]:
    said = [process.communicate(timeout=60) for process in processes]
    codes = [process.returncode for process in processes]
    return sorted((code, out.strip(), err) for code, (out, err) in zip(codes, said, strict=True))


def wait_until_both_wait(connection: Connection, processes: list[subprocess.Popen[str]]) -> None:
    while connection.scalar(text(WAITING)) != len(processes):
        assert all(process.poll() is None for process in processes)


@pytest.mark.integration
def test_two_processes_that_start_at_once_upgrade_once(database_url: str) -> None:
    with two_upgrades(database_url) as processes:
        told = outcomes(processes)

    assert told == [(0, NEWEST, ""), (0, "None", "")]


def test_both_processes_wait_for_whoever_upgrades(postgresql_url: str) -> None:
    with engine_for(postgresql_url).connect() as holder, two_upgrades(postgresql_url) as processes:
        with holder.begin():
            lock = text("SELECT pg_advisory_xact_lock(:key)")
            holder.execute(lock, {"key": migrating.ONE_AT_A_TIME})
            wait_until_both_wait(holder, processes)
        told = outcomes(processes)

    assert told == [(0, NEWEST, ""), (0, "None", "")]


@pytest.mark.integration
def test_a_process_that_dies_in_the_middle_leaves_the_older_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying = later_program(tmp_path, then="import os; os.kill(os.getpid(), 9)")
    with closing(open_database(database_url)) as database:
        with monkeypatch.context() as then:
            then.setattr(migrating, "SCRIPTS", first_program(tmp_path))
            upgrade(database)
        with engine_for(database_url).connect() as connection:
            before = shape(connection)

        died = subprocess.run(
            [sys.executable, "-c", A_PROCESS_THAT_DIES, database_url, str(dying)],
            cwd=ROOT,
            check=False,
        )

        assert died.returncode == -9
        with engine_for(database_url).connect() as connection:
            assert shape(connection) == before
        assert upgrade(database) == Upgrade(before=FIRST, after=NEWEST)


def test_a_table_that_others_keep_in_use_is_told_with_the_mend(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    impatient = f"{postgresql_url}&options=-c%20lock_timeout%3D50ms"

    with (
        closing(open_database(impatient)) as database,
        engine_for(postgresql_url).connect() as consumer,
    ):
        with monkeypatch.context() as then:
            then.setattr(migrating, "SCRIPTS", first_program(tmp_path))
            upgrade(database)
        consumer.execute(text("LOCK TABLE cases IN ROW EXCLUSIVE MODE"))

        with pytest.raises(DatabaseTrouble, match=r"in use.*lock timeout.*run: danm db upgrade"):
            upgrade(database)

        consumer.rollback()
        assert not is_current(database)
        upgrade(database)
        assert is_current(database)
