"""One long-running process per SQLite file; a server needs no lock."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from schemas.database import AlreadyRunning, LockFile, open_database


def test_only_one_long_running_process_holds_a_database_file(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as database:
        with (
            database.held_by_this_process(),
            pytest.raises(AlreadyRunning, match=rf"held by process {os.getpid()}; stop that"),
            database.held_by_this_process(),
        ):
            pass

        with database.held_by_this_process() as held_again:
            assert isinstance(held_again, LockFile)


def test_a_process_that_is_killed_lets_go_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "danm.sqlite.lock"
    hold = (
        "import pathlib, sys; from schemas.lock_file import LockFile\n"
        "with LockFile(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(AlreadyRunning, match=rf"held by process {holder.pid};"), LockFile(path):
            pass
        holder.kill()

    with LockFile(path):
        assert path.read_text() == f"{os.getpid()}\n"


def test_a_server_needs_no_lock_file(postgresql_url: str) -> None:
    with (
        closing(open_database(postgresql_url)) as server,
        server.held_by_this_process(),
        server.held_by_this_process(),
    ):
        assert not server.is_sqlite
