"""What is done again: deadlocks, busy files, lost connections; and what never is."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, func, select, text
from sqlalchemy.exc import OperationalError

from schemas import engines
from schemas.database import CommitUnknown, Database, open_database, retrying

tables = MetaData()
rungs = Table("rungs", tables, Column("number", Integer, primary_key=True))


class Interrupted:
    """A unit of work whose connection is cut on purpose the first time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tries = 0

    def cut(self, connection: Connection) -> None:
        self.tries += 1
        if self.tries == 1:
            own = connection.scalar(text("SELECT pg_backend_pid()"))
            with self.database.write() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": own})


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Database]:
    opened = open_database(postgresql_url)
    with opened.write() as connection:
        tables.create_all(connection)
    yield opened
    opened.close()


def test_work_whose_connection_was_lost_is_done_again(server: Database) -> None:
    interrupted = Interrupted(server)

    def work() -> None:
        with server.write() as connection:
            connection.execute(rungs.insert(), {"number": 1})
            interrupted.cut(connection)
            connection.execute(rungs.insert(), {"number": 2})

    retrying(work, pause=lambda _: None)

    assert interrupted.tries == 2
    with server.read() as connection:
        assert connection.scalars(select(rungs.c.number).order_by("number")).all() == [1, 2]


def test_a_connection_lost_during_commit_is_unknown_and_never_done_again(server: Database) -> None:
    interrupted = Interrupted(server)

    def work() -> None:
        with server.write() as connection:
            connection.execute(rungs.insert(), {"number": 1})
            interrupted.cut(connection)

    with pytest.raises(CommitUnknown):
        retrying(work, pause=lambda _: None)

    assert interrupted.tries == 1


def test_a_deadlock_is_resolved_by_trying_again(server: Database) -> None:
    with server.write() as connection:
        connection.execute(rungs.insert(), [{"number": 0}, {"number": 10}])
    both_hold_one = threading.Barrier(2)
    one_is_done = threading.Event()
    tries: list[int] = []

    def wait_for_the_other(_: float) -> None:
        one_is_done.wait(timeout=10)

    def swap(first: int, second: int) -> None:
        def work() -> None:
            with server.write() as connection:
                tries.append(first)
                lock(connection, first)
                if len(tries) <= 2:
                    both_hold_one.wait(timeout=10)
                lock(connection, second)

        retrying(work, pause=wait_for_the_other)
        one_is_done.set()

    other = threading.Thread(target=swap, args=(10, 0))
    other.start()
    swap(0, 10)
    other.join()

    assert len(tries) == 3


def lock(connection: Connection, number: int) -> None:
    connection.execute(select(rungs).where(rungs.c.number == number).with_for_update())


def test_a_reader_of_a_server_sees_one_state(server: Database) -> None:
    with server.read() as reading:
        before = reading.scalar(select(func.count()).select_from(rungs))
        with server.write() as connection:
            connection.execute(rungs.insert(), {"number": 1})

        assert reading.scalar(select(func.count()).select_from(rungs)) == before


@pytest.fixture
def impatient(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A file whose writers wait a moment, not ten seconds."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    with closing(open_database(sqlite_url)) as opened:
        yield opened


@pytest.fixture
def other_process(impatient: Database) -> Iterator[Engine]:
    """A second writer of the same file, which does not queue with the first."""
    assert impatient.path is not None
    engine = engines.sqlite_writer(impatient.path)
    yield engine
    engine.dispose()


def test_a_file_that_another_process_writes_is_tried_again(
    impatient: Database, other_process: Engine
) -> None:
    holding = other_process.connect()
    holding.begin()
    tries: list[str] = []

    def work() -> None:
        tries.append("try")
        with impatient.write() as connection:
            connection.execute(text("CREATE TABLE cases (key BLOB)"))

    def release(_: float) -> None:
        holding.close()

    retrying(work, pause=release)

    assert len(tries) == 2


def test_a_file_that_stays_busy_is_given_up(impatient: Database, other_process: Engine) -> None:
    pauses: list[float] = []

    def work() -> None:
        with impatient.write():
            pass

    with (
        other_process.connect() as holding,
        holding.begin(),
        pytest.raises(OperationalError, match="database is locked"),
    ):
        retrying(work, pause=pauses.append)

    assert pauses == [0.1, 0.2, 0.4]


def test_a_mistake_is_not_tried_again(impatient: Database) -> None:
    pauses: list[float] = []

    def work() -> None:
        with impatient.write() as connection:
            connection.execute(text("SELECT no_such_column"))

    with pytest.raises(OperationalError):
        retrying(work, pause=pauses.append)

    assert pauses == []
