"""Four accounts on a real PostgreSQL, made by the very commands that a DBA is told to type."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from schemas.database import open_database
from schemas.migrating import prepared, upgrade
from schemas.raw_bytes import Bytes
from schemas.tables import metadata
from tests.command_line import Ended, danm
from tests.contract.accounts import FILES, Accounts, commands
from tests.contract.other_programs import FIRST, NEWEST
from tests.servers.postgresql import PostgreSQL

WITHHELD = {
    "cases": {"case_key", "sealed_ref", "facts", "picture", "marks", "named_duplicate_of"}
    | {"counted", "key_id"},
    "alerts": {"case_key"},
    "outbox": {"last_error", "leased_by"},
    "judgements": {"case_key"},
    "quarantine": {"digest", "sealed", "taken_by"},
    "files": {"file_key", "folder", "mapping", "header"},
}
"""Columns that dashboards do not see, of tables they do: decided, so a new one must be too."""

HIDDEN = {"messages", "home_cases", "claims", "contacts", "snapshot_rows", "entered", "audit"} | {
    "acknowledgements",
    "board_sessions",
    "purged_cases",
    "audit_seals",
    "board_packs",
}
"""Tables of which dashboards see nothing."""


_VERSION = "UPDATE alembic_version SET version_num = '{}'"
DENIED = "permission denied|must be owner|read-only transaction"


@pytest.fixture(scope="module")
def accounts(
    postgresql_server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Accounts]:
    """The accounts and the tables, made as the README says."""
    made = Accounts(
        server=postgresql_server, name="danm_by_hand", folder=tmp_path_factory.mktemp("data")
    )
    for command in commands("Once"):
        made.type(command)
    yield made
    postgresql_server.drop(made.url("postgres"))


def test_the_commands_after_a_new_version_may_be_typed_again(accounts: Accounts) -> None:
    for command in (*commands("After every new version of danm"), *commands("Once")[1:2]):
        accounts.type(command)


@pytest.mark.parametrize("account", ["danm_writer", "danm_keeper", "danm_reader"])
def test_every_table_was_decided_on_for_each_account(account: str) -> None:
    text = re.sub(r"--.*", "", (FILES / "grants.sql").read_text(encoding="utf-8"))
    statements = [one for one in text.split(";") if account in one and " ALL TABLES" not in one]
    named = re.findall(
        r"[a-z_]+",
        " ".join(re.sub(r"SELECT \(.*?\)", "", one, flags=re.DOTALL) for one in statements),
    )

    assert {*metadata.tables, "alembic_version"} - set(named) == set()


def test_the_writer_finds_its_tables_and_makes_none(accounts: Accounts) -> None:
    with closing(open_database(accounts.url("danm_writer"))) as database:
        assert prepared(database) is database


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (number integer)",
        "CREATE SCHEMA mine",
        "ALTER TABLE cases ADD COLUMN mine integer",
        "DROP TABLE cases",
        "TRUNCATE cases",
        "CREATE INDEX mine ON cases (risk)",
        "UPDATE audit SET actor = 'somebody else'",
        "DELETE FROM audit",
        "DELETE FROM messages",
        "UPDATE alerts SET reason = ''",
        "DELETE FROM claims",
        "DELETE FROM cases",
        "UPDATE audit_seals SET seal = ''",
        "UPDATE claims SET rung = ''",
        "DELETE FROM audit_seals",
        "INSERT INTO purged_cases VALUES ('', now())",
        "UPDATE alembic_version SET version_num = ''",
        "SET ROLE danm_owner",
    ],
)
def test_the_writer_changes_no_table_and_nothing_that_was_told_or_done(
    accounts: Accounts, statement: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        accounts.do("danm_writer", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (number integer)",
        "UPDATE cases SET picture = ''",
        "UPDATE judgements SET outcome = 'met'",
        "UPDATE alerts SET reason = ''",
        "INSERT INTO cases DEFAULT VALUES",
        "DELETE FROM audit",
        "UPDATE audit SET actor = 'somebody else'",
        "SELECT * FROM audit",
        "DELETE FROM counts",
        "DELETE FROM purged_cases",
        "SET ROLE danm_owner",
    ],
)
def test_the_keeper_changes_nothing_that_stays(accounts: Accounts, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        accounts.do("danm_keeper", statement)


def test_dashboards_see_the_columns_that_were_decided_on_and_no_other(accounts: Accounts) -> None:
    columns = {
        (table.name, column.name) for table in metadata.tables.values() for column in table.columns
    }
    hidden = {one for one in columns if one[0] in HIDDEN or one[1] in WITHHELD.get(one[0], ())}

    seen = {
        (row.table_name, row.column_name)
        for row in accounts.do(
            "danm_reader",
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name <> 'alembic_version' AND "
            "has_column_privilege(quote_ident(table_name), column_name, 'SELECT')",
        )
    }

    assert seen == columns - hidden


def test_dashboards_see_no_key_and_nothing_sealed(accounts: Accounts) -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Bytes) or column.name in {"actor", "kin"}:
                with pytest.raises(sa.exc.DBAPIError, match=DENIED):
                    accounts.do("danm_reader", str(sa.select(column)))


def test_dashboards_read_figures(accounts: Accounts) -> None:
    accounts.do("danm_writer", "INSERT INTO counts VALUES ('danm_alerts', '[]', 'watch', 7)")

    rows = accounts.do("danm_reader", "SELECT sum(value) FROM counts WHERE metric = 'danm_alerts'")

    assert rows[0][0] == 7


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE counts SET value = 0",
        "INSERT INTO instants VALUES ('mine', now())",
        "DELETE FROM feeds",
        "CREATE TEMPORARY TABLE mine (number integer)",
        "CREATE TABLE mine (number integer)",
        "SELECT handle FROM cases FOR UPDATE",
    ],
)
def test_dashboards_change_nothing_even_where_they_ask_to_write(
    accounts: Accounts, statement: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        accounts.do("danm_reader", "SET TRANSACTION READ WRITE", statement)


def test_a_table_of_a_later_version_serves_the_program_at_once_and_no_dashboard(
    accounts: Accounts,
) -> None:
    accounts.do("danm_owner", "CREATE TABLE later (number serial, word text)")

    accounts.do("danm_writer", "INSERT INTO later (word) VALUES ('new')")
    with pytest.raises(sa.exc.DBAPIError, match=DENIED):
        accounts.do("danm_reader", "SELECT * FROM later")

    accounts.do("danm_owner", "DROP TABLE later")


def test_nobody_else_is_let_in(accounts: Accounts) -> None:
    accounts.do("postgres", "CREATE ROLE stranger LOGIN")

    with pytest.raises(sa.exc.DBAPIError, match="permission denied for database"):
        accounts.do("stranger", "SELECT 1")

    accounts.do("postgres", "DROP ROLE stranger")


def test_an_older_database_sends_the_writer_to_the_owner(accounts: Accounts) -> None:
    accounts.do("danm_writer", "INSERT INTO instants VALUES ('a row', now())")
    accounts.do("danm_owner", _VERSION.format(FIRST))

    ended = run_as_writer(accounts.url("danm_writer"), accounts.folder)

    accounts.do("danm_owner", _VERSION.format(NEWEST))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "run: danm db upgrade" in ended.err


def test_an_empty_database_sends_the_writer_to_the_owner(
    accounts: Accounts, postgresql_url: str
) -> None:
    ended = run_as_writer(postgresql_url.replace("postgres@", "danm_writer@"), accounts.folder)

    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "run danm db upgrade as the owner of its tables" in ended.err


def test_a_database_that_one_account_made_is_handed_over(
    accounts: Accounts, postgresql_url: str
) -> None:
    other = replace(accounts, name=str(sa.make_url(postgresql_url).database))
    other.do("postgres", "CREATE ROLE danm LOGIN", "GRANT CREATE ON SCHEMA public TO danm")
    with closing(open_database(other.url("danm"))) as database:
        upgrade(database)

    other.do("postgres", told_in_sql())
    for command in commands("Once")[1:]:
        other.type(command)

    other.do("danm_writer", "INSERT INTO instants VALUES ('a row', now())")
    other.do("postgres", "DROP OWNED BY danm", "DROP ROLE danm")


def told_in_sql() -> str:
    """Return the statement of the README that hands the tables over."""
    text = (FILES / "README.md").read_text(encoding="utf-8")
    return str(re.findall(r"```sql\n(.*?);\n```", text, re.DOTALL)[0])


def run_as_writer(url: str, folder: Path) -> Ended:
    return danm("run", "-", "--database", url, "--data-dir", folder, at=folder)
