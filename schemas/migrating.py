"""Bringing a database to the tables of this program, or saying why it cannot be used as it is.

The steps are in `migrations/versions`, numbered, in one line: a file's name is its version. The
whole upgrade is one transaction, so that an interrupted one leaves the database as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, column, exists, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from schemas.database import Database, DatabaseTrouble
from schemas.retries import retrying, worth_trying_again

SCRIPTS = Path(__file__).parent / "migrations"
"""Where the steps are; they ship with the program."""

MEND = "stop what runs on it, keep a backup, then run: danm db upgrade"

_NOT_ALLOWED = "42501"
"""Insufficient privilege. Source: PostgreSQL, Appendix A."""

_LET_IT_OWN = (
    "run danm db upgrade as the owner of its tables (see deploy/postgresql), or make that user "
    "the owner"
)

_VERSIONS = table("alembic_version", column("version_num"))

ONE_AT_A_TIME = 0x64616E6D
"""Key of PostgreSQL's advisory lock: `danm` in ASCII. Any number that nobody else takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What an upgrade did; both are equal where there was nothing to do."""

    before: str | None
    """The version found, None where the database was empty."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Where a database stands: its version, None where it never had one, and its tables."""

    version: str | None
    tables: frozenset[str]


def upgrade(database: Database) -> Upgrade:
    """Bring a database to this program's tables, in one transaction; twice is as good as once.

    An empty database gets every table. Two processes at once do it once: the second waits.

    Raises:
        DatabaseTrouble: It is newer than this program, holds the tables of something else, does
            not let its user change it, or is in use for so long that we gave up.
        CommitUnknown: The connection was lost during COMMIT; upgrade again, nothing is done twice.
    """
    with _as_trouble(database):
        return retrying(lambda: _upgrade(database))


def is_current(database: Database) -> bool:
    """Whether a database has exactly this program's tables."""
    return _look_at(database).version == _known()[-1]


def require_current(database: Database) -> None:
    """Pass only a database that has exactly this program's tables.

    Raises:
        DatabaseTrouble: It is empty, older or newer, or holds the tables of something else; the
            text says which and the mend.
    """
    standing = _look_at(database)
    _require_usable(database, standing)
    newest = _known()[-1]
    if standing.version is None:
        raise DatabaseTrouble(f"{database.name} has no tables yet", "run: danm db upgrade")
    if standing.version != newest:
        older = f"{database.name} is older than this program ({standing.version}, not {newest})"
        raise DatabaseTrouble(older, MEND)


def prepared(database: Database, *, is_asked: bool = False) -> Database:
    """Return the database once a command may write to it: an empty one gets its tables.

    An older one that holds rows is left as it is unless somebody asked for the upgrade: the older
    program cannot use it afterwards, so a person decides when.

    Raises:
        DatabaseTrouble: It is older and holds rows, or as `upgrade` says.
    """
    if is_current(database):
        return database
    if is_asked or not _has_rows(database):
        upgrade(database)
    else:
        require_current(database)
    return database


def _upgrade(database: Database) -> Upgrade:
    newest = _known()[-1]
    with database.write() as connection:
        _wait_for_others(connection)
        standing = _standing(connection)
        _require_usable(database, standing)
        if standing.version != newest:
            _run_steps(connection)
    return Upgrade(before=standing.version, after=newest)


def _wait_for_others(connection: Connection) -> None:
    """Be the only one that upgrades, until the transaction ends."""
    if connection.dialect.name == "sqlite":
        return  # one writer holds the whole file
    # A step over a million cases takes minutes, and so does waiting for whoever does it. A process
    # that hangs is ended by the server: a transaction that does nothing does not last.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    # For a table that others use we wait no longer than anyone: they would all queue behind us.
    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


def _run_steps(connection: Connection) -> None:
    # Imported here: commands that find their database current need not load it.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    command.upgrade(config, "head")


def _known() -> list[str]:
    """Return the versions this program knows, oldest first."""
    return sorted(file.stem for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _look_at(database: Database) -> _Standing:
    with _as_trouble(database), database.read() as connection:
        return _standing(connection)


def _standing(connection: Connection) -> _Standing:
    tables = frozenset(inspect(connection).get_table_names())
    version = None
    if _VERSIONS.name in tables:
        version = connection.scalar(select(_VERSIONS.c.version_num))
    return _Standing(version=version, tables=tables - {_VERSIONS.name})


def _require_usable(database: Database, standing: _Standing) -> None:
    """Refuse what no upgrade can mend."""
    if standing.version is None and standing.tables:
        raise DatabaseTrouble(
            f"{database.name} holds the tables of something else", "name an empty database"
        )
    newest = _known()[-1]
    if standing.version is not None and standing.version not in _known():
        newer = f"{database.name} is newer than this program ({standing.version}, not {newest})"
        raise DatabaseTrouble(newer, "install the newer version of the program that wrote it")


def _has_rows(database: Database) -> bool:
    with _as_trouble(database), database.read() as connection:
        return any(
            connection.scalar(select(exists(select(text("1")).select_from(table(name)))))
            for name in _standing(connection).tables
        )


@contextmanager
def _as_trouble(database: Database) -> Iterator[None]:
    """Say what a person can mend; what nobody foresaw stays as the driver raised it."""
    try:
        yield
    except DBAPIError as error:
        # Not chained: a traceback would show the statement's arguments.
        if worth_trying_again(error):
            raise DatabaseTrouble(f"{database.name} is in use ({error.orig})", MEND) from None
        if getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED:
            refused = f"{database.name} does not let its user do that ({error.orig})"
            raise DatabaseTrouble(refused, _LET_IT_OWN) from None
        raise
