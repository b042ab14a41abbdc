"""One contract for SQLite and PostgreSQL: times, transactions, what is tried again."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from schemas.database import (
    Database,
    UtcDateTime,
    insert_ignoring,
    insert_replacing,
    open_database,
)

SATURDAY_NIGHT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)

tables = MetaData()
receipts = Table(
    "receipts",
    tables,
    Column("reference", String(64), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("received_at", UtcDateTime, index=True),
)
rungs = Table("rungs", tables, Column("number", Integer, primary_key=True))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    with opened.write() as connection:
        tables.create_all(connection)
    yield opened
    opened.close()


def save(database: Database, reference: str, received_at: datetime | None) -> None:
    with database.write() as connection:
        connection.execute(
            receipts.insert(),
            {"reference": reference, "channel": "portal", "received_at": received_at},
        )


def references(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(receipts.c.reference).order_by("reference")))


def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    save(database, "A", SATURDAY_NIGHT)

    with database.read() as connection:
        told = connection.scalar(select(receipts.c.received_at))

    assert told == SATURDAY_NIGHT
    assert told is not None
    assert told.tzinfo is UTC


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    at=st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_no_microsecond_is_lost_from_1900_on(database: Database, at: datetime) -> None:
    with database.write() as connection:
        connection.execute(receipts.delete())
        connection.execute(
            insert_ignoring(receipts),
            {"reference": "A", "channel": "portal", "received_at": at},
        )
        told = connection.scalar(select(receipts.c.received_at))

    assert told == at


def test_an_unknown_time_stays_unknown(database: Database) -> None:
    save(database, "A", None)

    with database.read() as connection:
        assert connection.scalar(select(receipts.c.received_at)) is None


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(SATURDAY_NIGHT.replace(tzinfo=None), id="naive"),
        pytest.param(SATURDAY_NIGHT.astimezone(ZoneInfo("Europe/London")), id="london-time"),
        pytest.param(SATURDAY_NIGHT.astimezone(timezone(timedelta(hours=1))), id="an-offset"),
    ],
)
def test_a_time_that_is_not_utc_is_refused(database: Database, at: datetime) -> None:
    with pytest.raises(StatementError, match="not UTC"):
        save(database, "A", at)

    assert references(database) == []


def test_times_sort_by_instant_whatever_their_precision(database: Database) -> None:
    moments = {
        "1-before-1970": datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        "2-whole-second": SATURDAY_NIGHT,
        "3-half-a-second-later": SATURDAY_NIGHT + timedelta(milliseconds=500),
        "4-next-second": SATURDAY_NIGHT + timedelta(seconds=1),
    }
    for reference, at in sorted(moments.items(), key=lambda pair: pair[0], reverse=True):
        save(database, reference, at)

    with database.read() as connection:
        told = connection.scalars(select(receipts.c.reference).order_by("received_at")).all()
        due = connection.scalar(
            select(func.count()).where(receipts.c.received_at <= SATURDAY_NIGHT)
        )
        earliest = connection.scalar(select(func.min(receipts.c.received_at)))

    assert told == sorted(moments)
    assert due == 2
    assert earliest == moments["1-before-1970"]


def test_nothing_of_a_failed_unit_of_work_stays(database: Database) -> None:
    def claim_one_rung_twice() -> None:
        with database.write() as connection:
            connection.execute(rungs.insert(), {"number": 1})
            connection.execute(rungs.insert(), {"number": 1})

    with pytest.raises(IntegrityError):
        claim_one_rung_twice()

    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(rungs)) == 0


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as connection:
        connection.execute(rungs.insert(), {"number": 1})


def test_a_writer_writes_again_after_a_reader_had_the_connection(database: Database) -> None:
    references(database)

    save(database, "A", SATURDAY_NIGHT)

    assert references(database) == ["A"]


def test_a_row_that_is_there_is_left_alone(database: Database) -> None:
    row = {"reference": "A", "channel": "portal", "received_at": SATURDAY_NIGHT}
    statement = insert_ignoring(receipts)

    with database.write() as connection:
        first = connection.execute(statement, row).rowcount
        again = connection.execute(statement, row | {"channel": "phone"}).rowcount
        channel = connection.scalar(select(receipts.c.channel))

    assert (first, again, channel) == (1, 0, "portal")


def test_a_row_that_is_incomplete_is_not_ignored(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert_ignoring(receipts), {"reference": "A", "channel": None})


def test_a_row_that_is_there_is_replaced_in_the_columns_named(database: Database) -> None:
    statement = insert_replacing(receipts, ["reference"], ["channel"])
    save(database, "A", SATURDAY_NIGHT)

    with database.write() as connection:
        connection.execute(
            statement,
            [
                {"reference": "A", "channel": "phone", "received_at": None},
                {"reference": "B", "channel": "api", "received_at": None},
            ],
        )
        told = connection.execute(select(receipts).order_by("reference")).all()

    assert [tuple(row) for row in told] == [
        ("A", "phone", SATURDAY_NIGHT),
        ("B", "api", None),
    ]


def test_the_values_of_a_failed_statement_are_not_in_its_error(database: Database) -> None:
    save(database, "STF-26-0012345", SATURDAY_NIGHT)

    with pytest.raises(IntegrityError) as refused:
        save(database, "STF-26-0012345", SATURDAY_NIGHT)

    assert "portal" not in str(refused.value)


def test_many_threads_writing_at_once_lose_nothing(database: Database) -> None:
    def write_ten(first: int) -> None:
        for number in range(first, first + 10):
            with database.write() as connection:
                connection.execute(rungs.insert(), {"number": number})

    threads = [threading.Thread(target=write_ten, args=(start,)) for start in range(0, 60, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(rungs)) == 60
