"""A database that cannot be used: one line says which, why and the mend, and never a password."""

import re
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from schemas.database import DatabaseTrouble, open_database
from tests.file_modes import held_to_file_modes


@pytest.mark.parametrize(
    ("url", "line"),
    [
        pytest.param("danm.sqlite", "the database URL cannot be read; write sqlite", id="a-path"),
        pytest.param("", "the database URL cannot be read", id="nothing"),
        pytest.param("mysql://u:hunter2@h/d", "no such sort of database here: mysql", id="mysql"),
        pytest.param(
            "postgresql+asyncpg://u:hunter2@h/d",
            "no such sort of database here: postgresql+asyncpg",
            id="another-driver",
        ),
        pytest.param(
            "postgresql://u:hunter2@h:port/d", "the database URL cannot be read", id="a-wrong-port"
        ),
        pytest.param("sqlite://", "an SQLite database is a file", id="in-memory"),
        pytest.param("sqlite:///:memory:", "an SQLite database is a file", id="named-in-memory"),
        pytest.param("sqlite://danm.sqlite", "an SQLite database is a file", id="two-slashes"),
        pytest.param("sqlite:///no-such/danm.sqlite", "no folder ", id="a-missing-folder"),
    ],
)
def test_a_wrong_url_is_refused_with_the_mend(url: str, line: str) -> None:
    with pytest.raises(DatabaseTrouble) as refused:
        open_database(url)

    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match=f"mkdir -p {re.escape(str(tmp_path / 'new'))}"):
        open_database(f"sqlite:///{tmp_path / 'new' / 'danm.sqlite'}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    extract = tmp_path / "extract.csv"
    extract.write_text("reference,reported\n" * 100)

    with pytest.raises(DatabaseTrouble, match=r"file is not a database.*name another file"):
        open_database(f"sqlite:///{extract}")

    assert extract.read_text() == "reference,reported\n" * 100


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="unable to open database file"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_file_that_is_read_only_is_refused_with_the_mend() -> None:
    with held_to_file_modes() as folder:
        file = folder / "danm.sqlite"
        open_database(f"sqlite:///{file}").close()
        file.chmod(0o400)

        with pytest.raises(DatabaseTrouble, match=f"chmod u\\+rw {re.escape(str(file))}"):
            open_database(f"sqlite:///{file}")


def test_a_folder_that_is_read_only_is_refused() -> None:
    with held_to_file_modes() as folder:
        folder.chmod(0o500)

        with pytest.raises(DatabaseTrouble, match=r"cannot be made \(Permission denied\)"):
            open_database(f"sqlite:///{folder / 'danm.sqlite'}")

        folder.chmod(0o700)


def test_a_new_file_is_closed_to_others(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as database:
        assert database.path is not None
        assert stat.S_IMODE(database.path.stat().st_mode) == 0o600


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(DatabaseTrouble) as refused:
        open_database("postgresql://danm:hunter2@127.0.0.1:1/danm?password=hunter2")

    said = str(refused.value)
    assert said.startswith("postgresql://danm:***@127.0.0.1:1/danm cannot be used")
    assert "refused" in said
    assert "see that the server runs" in said
    assert "\n" not in said
    assert "hunter2" not in said


def test_a_database_that_the_server_does_not_have_is_named(postgresql_url: str) -> None:
    with pytest.raises(DatabaseTrouble, match='database "no_such_name" does not exist'):
        open_database(re.sub(r"/danm_\d+\?", "/no_such_name?", postgresql_url))


def test_an_open_database_does_not_show_its_password(postgresql_url: str) -> None:
    with closing(open_database(postgresql_url.replace("postgres@", "postgres:hunter2@"))) as shown:
        assert "hunter2" not in f"{shown!r} {shown.name}"


def test_a_file_is_written_safely_without_wal(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as database, database.write() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_a_server_knows_who_is_connected_and_ends_what_hangs(postgresql_url: str) -> None:
    with closing(open_database(postgresql_url)) as database, database.write() as connection:
        shown = {
            name: connection.scalar(text(f"SHOW {name}"))
            for name in ("application_name", "timezone", "lock_timeout", "statement_timeout")
        }

    assert shown == {
        "application_name": "danm",
        "timezone": "UTC",
        "lock_timeout": "10s",
        "statement_timeout": "1min",
    }


def test_threads_of_one_process_queue_for_a_file_and_say_when_they_give_up(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schemas.database.BUSY_SECONDS", 0.05)
    refused: list[str] = []

    def write_too() -> None:
        try:
            with closing(open_database(sqlite_url)) as same_file, same_file.write():
                pass
        except DatabaseTrouble as trouble:
            refused.append(str(trouble))

    with closing(open_database(sqlite_url)) as database, database.write():
        thread = threading.Thread(target=write_too)
        thread.start()
        thread.join()

    assert len(refused) == 1
    assert "was being written for over" in refused[0]
