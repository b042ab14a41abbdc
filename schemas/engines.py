"""Engines for the two sorts of database: how they connect, begin, wait and give up."""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from psycopg import Connection as PsycopgConnection
from psycopg import Cursor
from psycopg.pq import Format
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event

BUSY_SECONDS = 10.0
"""How long one writer waits for another. Source: design, "SQLite"."""

READERS = 5
"""Readers of one SQLite file at a time: pages, a scrape, a list. Assumption."""

POSTGRESQL_CONNECTIONS = 10
"""Connections of one process: five roles and the web pages. Assumption."""

_WRITER_PRAGMAS = (
    # Up to 3.51.2 a WAL file can be corrupted by two writers; EXTRA also syncs the folder after
    # the journal is gone, without which a power cut can undo a COMMIT (and send an alarm again).
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    # What is deleted or erased must not be left in a free page for whoever reads the file.
    "PRAGMA secure_delete = ON",
    # A page written before the COMMIT shuts readers out from there to its end: with a backlog that
    # drains, for seconds. So a transaction stays in memory, a few MB for a batch of messages.
    "PRAGMA cache_spill = OFF",
    "PRAGMA cache_size = -65536",
)
_READER_PRAGMAS = ("PRAGMA query_only = ON",)

_POSTGRESQL_ARGUMENTS = {
    "application_name": "danm",
    "connect_timeout": "5",
    # A frozen server or a cut cable is noticed in about 15 s, not after two hours of keepalive.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "1",
    "tcp_user_timeout": "15000",
    "options": (
        "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s"
        # A process frozen in a transaction holds its feeds, and others wait for them: less long
        # than their own watchdog, which ends them after 30 s.
        " -c idle_in_transaction_session_timeout=15s"
        # A plan kept from when a table was empty reads all of it for ever after: measured, ten
        # times the work until the server next looks at the table.
        " -c plan_cache_mode=force_custom_plan"
    ),
}
"""For libpq; anything the URL's own query says wins. Time-outs are assumptions."""


def sqlite_writer(path: Path) -> Engine:
    """Return an engine of one connection whose every transaction takes the write lock at once.

    A plain BEGIN that reads and then writes fails immediately where another process wrote in
    between, whatever the time-out.
    """
    return _sqlite(path, connections=1, begin="BEGIN IMMEDIATE", pragmas=_WRITER_PRAGMAS)


def sqlite_readers(path: Path) -> Engine:
    """Return an engine whose transactions see one state of the file and cannot write."""
    return _sqlite(path, connections=READERS, begin="BEGIN DEFERRED", pragmas=_READER_PRAGMAS)


def _sqlite(path: Path, *, connections: int, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            # The driver must not begin on its own: it would, deferred, before the first write.
            "isolation_level": None,
        },
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )

    def prepare(connection: SqliteConnection, _: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)
    return engine


def postgresql_pool(url: URL) -> Engine:
    """Return one pool for writers and readers, each connection checked before it is handed out."""
    arguments: dict[str, Any] = {
        name: value for name, value in _POSTGRESQL_ARGUMENTS.items() if name not in url.query
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=arguments | {"cursor_factory": _BinaryCursor},
        pool_size=POSTGRESQL_CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _send_lists_as_they_are)
    return engine


class _BinaryCursor(Cursor[Any]):
    """Asks for values as bytes and not as text: a case is read in half the time."""

    def __init__(self, connection: PsycopgConnection[Any], **others: Any) -> None:
        super().__init__(connection, **others)
        self.format = Format.BINARY


def _send_lists_as_they_are(connection: PsycopgConnection[Any], _: object) -> None:
    """Send a list of keys as bytes: as text the driver takes ten times as long to write it."""
    connection.adapters.register_dumper(list, ListBinaryDumper)


def postgresql_readers(pool: Engine) -> Engine:
    """Return the same pool for read-only transactions that see one state of the database."""
    return pool.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
