"""Published figures on a real PostgreSQL: small counts are hidden, and a day's numbers stay."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.database import open_database
from schemas.figures import CLOCK_SAMPLE, Figure, Made, write_figures
from schemas.moments import parse_instant
from schemas.tables import metadata
from tests.contract.accounts import Accounts, commands
from tests.servers.postgresql import PostgreSQL
from tests.servers.required import require_package

RESULTS = ("in_time", "late", "cannot_tell", "still_open")
COUNTED = ("notifications", *RESULTS)
STOKE = "E06000021"
WEEK = "2026-11-16"
DENIED = "permission denied|read-only transaction"


@pytest.fixture(scope="module")
def accounts(
    postgresql_server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Accounts]:
    made = Accounts(
        server=postgresql_server, name="danm_published", folder=tmp_path_factory.mktemp("data")
    )
    for command in (*commands("Once"), *commands("Published figures")):
        made.type(command)
    yield made
    postgresql_server.drop(made.url("postgres"))


@pytest.fixture
def published(accounts: Accounts) -> Accounts:
    """The accounts, and no week."""
    accounts.do("danm_owner", "DELETE FROM kept_weeks")
    return accounts


def keep(
    accounts: Accounts, risk: str, *results: int, made_at: str = "2026-11-23 06:00+00"
) -> None:
    """Keep a week of one risk with these results, as the hourly job does."""
    told = (WEEK, "staffordshire", STOKE, risk, sum(results), *results, made_at)
    columns = ", ".join(("week", "force", "local_authority", "risk", *COUNTED, "made_at"))
    values = ", ".join(f"'{value}'" for value in told)
    accounts.do("danm_writer", f"INSERT INTO kept_weeks ({columns}) VALUES ({values})")  # noqa: S608 - a test's own words


def shown(accounts: Accounts, meeting: str = "2026-11-25") -> dict[str, tuple[Any, ...]]:
    """Return the counts by risk as whoever has the published figures sees them."""
    names = ", ".join((*COUNTED, "in_time_percent"))
    rows = accounts.do(
        "danm_reporting",
        f"SELECT risk, {names} FROM reporting.weeks_on('{meeting}')",  # noqa: S608 - as above
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def test_counts_are_rounded_to_5_and_nothing_stays_nothing(published: Accounts) -> None:
    keep(published, "high", 27, 8, 0, 12)
    keep(published, "medium", 8, 9, 0, 0)

    assert shown(published) == {
        "high": (45, 25, 10, 0, 10, 56),
        "medium": (15, None, None, None, None, None),
        "all": (65, 35, 15, 0, 10, 54),
    }


@pytest.mark.parametrize(
    ("results", "row"),
    [
        pytest.param((27, 3, 0, 12), (40, None, None, 0, 10, None), id="largest-beside-one-alone"),
        pytest.param((20, 3, 2, 12), (35, 20, None, None, 10, 57), id="two-hide-each-other"),
        pytest.param((8, 9, 0, 0), (15, None, None, None, None, None), id="fewer-than-20"),
        pytest.param((9, 9, 0, 0), (20, 10, 10, 0, 0, 50), id="about-20"),
        pytest.param((2, 1, 0, 0), (None, None, None, None, None, None), id="hardly-any"),
        pytest.param((0, 0, 0, 0), (0, None, None, None, None, None), id="none-any-more"),
    ],
)
def test_counts_of_1_to_4_and_what_would_give_them_away_are_hidden(
    published: Accounts, results: tuple[int, ...], row: tuple[int | None, ...]
) -> None:
    keep(published, "high", *results)

    assert shown(published)["all"] == row


def test_by_risk_nothing_is_shown_where_one_risk_has_a_small_count(published: Accounts) -> None:
    keep(published, "high", 27, 8, 0, 12)
    keep(published, "medium", 30, 3, 0, 0)

    assert shown(published) == {"all": (80, 55, 10, 0, 10, 69)}


def test_a_number_seen_in_a_meeting_is_found_again_after_it_was_corrected(
    published: Accounts,
) -> None:
    keep(published, "high", 20, 10, 0, 0, made_at="2026-11-23 06:00+00")
    keep(published, "high", 10, 20, 0, 0, made_at="2026-11-25 06:00+00")

    seen = {day: shown(published, day).get("high") for day in ("2026-11-23", "2026-11-25")}

    assert seen == {"2026-11-23": None, "2026-11-25": (30, 20, 10, 0, 0, 67)}
    assert shown(published, "2026-11-26")["high"] == (30, 10, 20, 0, 0, 33)


def test_a_day_begins_at_midnight_in_london(published: Accounts) -> None:
    keep(published, "high", 20, 10, 0, 0, made_at="2026-07-01 22:59+00")
    keep(published, "medium", 20, 10, 0, 0, made_at="2026-07-01 23:01+00")

    assert set(shown(published, "2026-07-02")) == {"high", "all"}


def test_today_s_figures_are_those_at_the_last_midnight(published: Accounts) -> None:
    keep(published, "high", 20, 10, 0, 0, made_at="2020-01-01 00:00+00")
    keep(published, "high", 10, 20, 0, 0, made_at="9999-01-01 00:00+00")

    (row,) = published.do("danm_reporting", "SELECT * FROM reporting.weeks WHERE risk = 'high'")

    assert (row.week, row.force, row.local_authority) == (
        date(2026, 11, 16),
        "staffordshire",
        STOKE,
    )
    assert (row.in_time, row.as_of.tzinfo is not None) == (20, True)


def test_every_column_that_is_shown_is_explained(published: Accounts) -> None:
    (row,) = published.do(
        "danm_reporting",
        "SELECT obj_description('reporting.weeks_on'::regproc, 'pg_proc') AS words",
    )

    assert all(word.replace("_", " ") in row.words for word in RESULTS)


def test_the_program_makes_figures_and_adds_weeks_as_the_account_it_runs_under(
    published: Accounts,
) -> None:
    one = Figure(metric=CLOCK_SAMPLE, labels=("duty",), value=20)
    stood = {(WEEK, "staffordshire", STOKE, "high"): (30, 20, 10, 0, 0)}
    made_at = parse_instant("2026-11-23T06:00:00Z")
    made = Made(as_of=made_at, figures=[one], weeks=stood, first_week=date(2026, 6, 1))

    with closing(open_database(published.url("danm_writer"))) as database:
        for _ in range(2):
            with database.write() as connection:
                write_figures(connection, made)

    rows = published.do("danm_reader", "SELECT value FROM figures")
    assert [row.value for row in rows] == [20]
    assert shown(published)["high"] == (30, 20, 10, 0, 0, 67)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kept_weeks SET late = 0", "DELETE FROM kept_weeks", "TRUNCATE kept_weeks"],
)
def test_the_program_never_changes_how_a_week_stood(published: Accounts, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        published.do("danm_writer", statement)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_whoever_has_the_published_figures_reads_no_table(published: Accounts, table: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        published.do("danm_reporting", f"SELECT 1 FROM public.{table}")  # noqa: S608 - a name


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO reporting.weeks (week) VALUES ('2026-11-16')",
        "CREATE TABLE mine (number integer)",
        "CREATE TABLE reporting.mine (number integer)",
        "CREATE TEMPORARY TABLE mine (number integer)",
        "SET ROLE danm_owner",
    ],
)
def test_whoever_has_the_published_figures_changes_nothing(
    published: Accounts, statement: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=f"{DENIED}|cannot insert|no schema"):
        published.do("danm_reporting", "SET TRANSACTION READ WRITE", statement)


def test_the_dashboards_account_has_no_need_of_the_published_figures(published: Accounts) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        published.do("danm_reader", "SELECT * FROM reporting.weeks")


def test_the_file_may_be_run_again(published: Accounts) -> None:
    for command in commands("Published figures"):
        published.type(command)


def between(row: Sequence[int | None], number: int) -> tuple[int, int]:
    """Return the least and the most that a result can be, by all that is shown beside it."""
    optimize = require_package("scipy.optimize", group="oracle")
    whole, *results = row
    ends = [_ends(value) for value in results]
    at_least, at_most = _ends(whole)
    found = (
        optimize.milp(
            [sign * (place == number) for place in range(4)],
            constraints=optimize.LinearConstraint([[1, 1, 1, 1]], at_least, at_most),
            bounds=optimize.Bounds([low for low, _ in ends], [high for _, high in ends]),
            integrality=[1, 1, 1, 1],
        )
        for sign in (1, -1)
    )
    low, high = (round(abs(end.fun)) for end in found)
    return low, high


def _ends(value: int | None) -> tuple[int, int]:
    """Return between what a count lies that is shown as this value: a hidden one is no 0."""
    if value is None:
        return 1, 1_000
    return (max(value - 2, 5), value + 2) if value else (0, 0)


def test_no_hidden_count_can_be_worked_out_from_what_is_shown(published: Accounts) -> None:
    require_package("scipy.optimize", group="oracle")
    chance = Random(5)  # noqa: S311 - made-up weeks
    hidden = 0
    for _ in range(300):
        published.do("danm_owner", "DELETE FROM kept_weeks")
        keep(published, "high", *(chance.choice((0, 0, 1, 2, 4, 5, 6, 8, 13)) for _ in RESULTS))
        row = shown(published)["all"][:5]
        for number, value in enumerate(row[1:]):
            if value is None and (row[0] or 0) >= 20:
                hidden += 1
                low, high = between(row, number)
                assert low < high, (row, number)

    assert hidden > 100
