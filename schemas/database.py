"""The database: one way to write, one way to read, on an SQLite file or a PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from schemas.engines import (
    BUSY_SECONDS,
    postgresql_pool,
    postgresql_readers,
    sqlite_readers,
    sqlite_writer,
)
from schemas.inserts import insert_ignoring, insert_replacing
from schemas.lock_file import AlreadyRunning, LockFile
from schemas.retries import CommitUnknown, retrying
from schemas.trouble import Trouble
from schemas.turns import Turns
from schemas.utc import NotUtc, UtcDateTime

__all__ = [
    "AlreadyRunning",
    "CommitUnknown",
    "Database",
    "DatabaseTrouble",
    "LockFile",
    "NotUtc",
    "UtcDateTime",
    "insert_ignoring",
    "insert_replacing",
    "open_database",
    "retrying",
]

_FORMS = "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"

_BY_KEY = "SET LOCAL enable_seqscan = off"
"""Who writes finds rows by their keys. PostgreSQL would read a whole table for them while it has no
statistics of it: the first minutes of a new database, when a long history comes in.
"""

_writing: dict[Path, Turns] = {}
"""One lock per SQLite file in this process: threads queue here, not by polling the file."""


class DatabaseTrouble(Trouble):
    """The database cannot be opened or written; the text never holds the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database. ``name`` is its URL as it may be shown: without password or options."""

    name: str
    path: Path | None = None
    """The file, on SQLite; None on PostgreSQL."""
    _writer: Engine = field(repr=False)
    _readers: Engine = field(repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file, with one writing process, and not a server."""
        return self.path is not None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction: committed at the end, undone on any error.

        On SQLite it holds the write lock from the start; do not nest it in the same thread.

        Raises:
            DatabaseTrouble: Another thread of this process kept the file for 10 s.
            DBAPIError: As SQLAlchemy raises it; ``retrying`` knows which are worth another try.
            CommitUnknown: The connection was lost during COMMIT; re-read by id.
        """
        with self._turn(), self._writer.connect() as connection:
            transaction = connection.begin()
            try:
                if not self.is_sqlite:
                    connection.exec_driver_sql(_BY_KEY)
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise CommitUnknown("the connection was lost during COMMIT") from error
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and cannot change it.

        On SQLite a reader keeps the writer waiting: stay under 100 ms, do not stream to people.
        """
        with self._readers.connect() as connection, connection.begin():
            yield connection

    def held_by_this_process(self) -> AbstractContextManager[object]:
        """Give the lock that a long-running role holds: a file beside SQLite, nothing else."""
        if self.path is None:
            return nullcontext()
        return LockFile(self.path.with_name(f"{self.path.name}.lock"))

    def close(self) -> None:
        """Give all connections back."""
        self._writer.dispose()
        self._readers.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.path is None:
            yield
            return
        lock = _writing[self.path]
        if not lock.acquire(timeout=BUSY_SECONDS):
            raise DatabaseTrouble(
                f"{self.name} was being written for over {BUSY_SECONDS:.0f} s",
                "try again; if it stays so, restart the process that writes it",
            )
        try:
            yield
        finally:
            lock.release()


def open_database(url: str) -> Database:
    """Open a database by its SQLAlchemy URL, and make sure that it answers.

    An SQLite file is made where there is none (mode 0600), its folder is not.

    Raises:
        DatabaseTrouble: A wrong URL, another sort of database, a missing folder, a file that is
            read-only or no database, a server that does not answer or does not let us in.
    """
    parsed = _parsed(url)
    match parsed.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return _open_file(parsed)
        case "postgresql" | "postgresql+psycopg":
            return _open_server(parsed)
        case other:
            raise DatabaseTrouble(f"no such sort of database here: {other}", _FORMS)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # Neither the text nor its cause is shown: a password may stand in it.
        raise DatabaseTrouble("the database URL cannot be read", _FORMS) from None


def _open_file(url: URL) -> Database:
    path = _sqlite_path(url)
    _make_private(path)
    _writing.setdefault(path, Turns())
    database = Database(
        name=f"sqlite:///{path}",
        path=path,
        _writer=sqlite_writer(path),
        _readers=sqlite_readers(path),
    )
    mend = "name another file, or restore this one from a backup"
    return _answering(database, "SELECT count(*) FROM sqlite_master", mend)


def _sqlite_path(url: URL) -> Path:
    if url.host or not url.database or url.database == ":memory:":
        raise DatabaseTrouble(
            "an SQLite database is a file, so that several connections see it",
            "write sqlite:///FILE, or sqlite:////FILE with four slashes for a path from the root",
        )
    return Path(url.database).resolve()


def _make_private(path: Path) -> None:
    """Make the file so that only its owner reads it; SQLite gives its journal the same mode."""
    if not path.parent.is_dir():
        raise DatabaseTrouble(f"no folder {path.parent}", f"make it: mkdir -p {path.parent}")
    try:
        # Only where there is no file yet: opening and closing one that this process has open
        # elsewhere would let go of SQLite's own locks on it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise DatabaseTrouble(
            f"{path} cannot be made ({error.strerror})", f"give write access to {path.parent}"
        ) from None
    for place in (path, path.parent):
        if not os.access(place, os.R_OK | os.W_OK, effective_ids=True):
            raise DatabaseTrouble(f"{place} is read-only", f"give write access: chmod u+rw {place}")


def _open_server(url: URL) -> Database:
    pool = postgresql_pool(url)
    database = Database(
        # The query may hold a password too, so it is never shown.
        name=url.set(query={}).render_as_string(hide_password=True),
        _writer=pool,
        _readers=postgresql_readers(pool),
    )
    mend = "see that the server runs, and check host, port, user, password file and name"
    return _answering(database, "SELECT 1", mend)


def _answering(database: Database, question: str, mend: str) -> Database:
    try:
        with database.read() as connection:
            connection.exec_driver_sql(question)
    except DBAPIError as error:
        database.close()
        # Not chained: the driver's own text says enough, a traceback would show the arguments.
        raise DatabaseTrouble(f"{database.name} cannot be used ({error.orig})", mend) from None
    return database
