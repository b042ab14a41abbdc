"""A quiet copy of a database to read from, so that nobody who writes has to wait.

SQLite has one writer, and a reader keeps it waiting: the file is copied by its own online backup
first, and the copy is gone at the end. A PostgreSQL server shows one state of itself to a reader,
and keeps nobody waiting.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from schemas.database import Database
from schemas.engines import sqlite_readers
from schemas.trouble import Trouble

STEP_PAGES = 2_500
"""Pages copied at once, 10 MB: a writer waits for one step. Source: assumption."""

SLEEP_SECONDS = 0.01
"""Between two steps: so long a writer that waits has its turn. Source: assumption."""

STEPS_AT_MOST = 3
"""How many times as many steps as a quiet file needs, until the rest is copied in one go: each
write by another process begins the copy anew. Source: assumption.
"""


_THINKS_LONG = "SET LOCAL idle_in_transaction_session_timeout = '15min'"
"""A home of thousands of cases is thought about for longer than a writer may stay idle."""


class _TooBusy(Exception):
    """The file changes faster than it can be copied in steps."""


@contextmanager
def quiet_copy(database: Database) -> Iterator[Connection]:
    """Give a reading connection that sees one state, however long it is kept.

    Raises:
        Trouble: There is no room for the copy beside the file.
    """
    if database.path is None:
        with database.read() as connection:
            connection.exec_driver_sql(_THINKS_LONG)
            yield connection
        return
    with TemporaryDirectory(prefix=".danm-copy-", dir=database.path.parent) as folder:
        copy = Path(folder) / "copy.sqlite"
        try:
            back_up(database.path, copy)
        except sqlite3.Error as error:
            mend = f"see that {database.path.parent} has room for a second one of its size"
            raise Trouble(f"{database.name} could not be copied ({error})", mend) from error
        engine = sqlite_readers(copy)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def back_up(path: Path, copy: Path) -> None:
    """Copy an SQLite file while others write it: in steps, in one go where they write too much.

    Raises:
        sqlite3.Error: It is no database, or there is no room.
    """
    with closing(sqlite3.connect(path, timeout=10)) as source:
        try:
            _copy(source, copy, STEP_PAGES)
        except _TooBusy:
            copy.unlink()
            _copy(source, copy, -1)


def _copy(source: sqlite3.Connection, copy: Path, pages: int) -> None:
    steps = 0

    def count(_status: int, _remaining: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if pages > 0 and steps > STEPS_AT_MOST * (total // pages + 1):
            raise _TooBusy

    with closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=pages, progress=count, sleep=SLEEP_SECONDS)
