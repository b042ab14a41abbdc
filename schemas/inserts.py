"""Inserts that expect the row to be there already, and many rows at once on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Column, Connection, Dialect, Insert, Table, bindparam, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.base import SyntaxExtension
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal


class _OnConflict(SyntaxExtension, ClauseElement):
    """What to do where a row with these keys exists; without columns, nothing.

    ``adds_to`` names the table whose columns are added to, empty where they are overwritten.
    """

    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy declares it as a list
        ("keys", InternalTraversal.dp_string_list),
        ("columns", InternalTraversal.dp_string_list),
        ("adds_to", InternalTraversal.dp_string),
    ]

    def __init__(
        self, keys: Sequence[str] = (), columns: Sequence[str] = (), adds_to: str = ""
    ) -> None:
        self.keys = list(keys)
        self.columns = list(columns)
        self.adds_to = adds_to

    def apply_to_insert(self, insert_stmt: Insert) -> None:
        insert_stmt.apply_syntax_extension_point(lambda _: [self], "post_values")


@compiles(_OnConflict)
def _write(clause: _OnConflict, compiler: SQLCompiler, **_: Any) -> str:
    quote = compiler.preparer.quote
    if not clause.columns:
        return "ON CONFLICT DO NOTHING"
    keys = ", ".join(quote(key) for key in clause.keys)
    held = f"{quote(clause.adds_to)}." if clause.adds_to else None
    values = ", ".join(
        f"{quote(name)} = {f'{held}{quote(name)} + ' if held else ''}excluded.{quote(name)}"
        for name in clause.columns
    )
    return f"ON CONFLICT ({keys}) DO UPDATE SET {values}"


def insert_ignoring(table: Table) -> Insert:
    """Return an insert that leaves a row alone that breaks any unique rule of the table.

    Other rules (not null, check, foreign key) still raise. ``rowcount`` says how many went in,
    which is how a rung or a message is claimed.
    """
    return _insert(table).ext(_OnConflict()).execution_options(preserve_rowcount=True)


def insert_replacing(table: Table, keys: Sequence[str], columns: Sequence[str]) -> Insert:
    """Return an insert that overwrites ``columns`` where a row with the same ``keys`` exists.

    ``keys`` must be exactly the columns of the primary key or of one unique rule.
    """
    return _insert(table).ext(_OnConflict(keys, columns))


def insert_adding(table: Table, columns: Sequence[str]) -> Insert:
    """Return an insert that adds to ``columns`` where a row with the same primary key exists."""
    keys = [column.name for column in table.primary_key]
    return _insert(table).ext(_OnConflict(keys, columns, table.name))


def _insert(table: Table) -> Insert:
    # Inline: nobody asks for the key of a row that may be an older one, so no RETURNING.
    return insert(table).inline()


class Replacing(NamedTuple):
    """Which columns to overwrite where a row with the same ``keys`` exists."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]


def put_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    replacing: Replacing | None = None,
    is_new: bool = False,
) -> None:
    """Insert many rows; existing ones are left alone, or overwritten as ``replacing`` says.

    ``is_new`` says that none may exist: one that does is an error. On PostgreSQL they go by COPY,
    through a temporary table where some may exist: the driver sends single rows several times as
    slowly.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        names = tuple(rows[0])
        if is_new:
            _copy(connection, table, table.name, names, rows)
        else:
            _copy_beside(connection, table, names, rows, _conflict(replacing))
        return
    statement: Insert = insert(table) if is_new else insert_ignoring(table)
    if replacing is not None:
        statement = insert_replacing(table, replacing.keys, replacing.columns)
    connection.execute(statement, list(rows))


def change_rows(
    connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Overwrite many rows that are there, found by the column ``key``."""
    if not rows:
        return
    names = [name for name in rows[0] if name != key]
    if connection.dialect.name == "postgresql":
        beside = _beside(connection, table, tuple(rows[0]), rows)
        changes = ", ".join(f"{_quote(name)} = beside.{_quote(name)}" for name in names)
        connection.exec_driver_sql(
            f"UPDATE {_quote(table.name)} AS kept SET {changes} FROM {beside} AS beside "  # noqa: S608
            f"WHERE kept.{_quote(key)} = beside.{_quote(key)}"
        )
        return
    changing = update(table).where(table.c[key] == bindparam("found_by"))
    changing = changing.values({name: bindparam(name) for name in names})
    connection.execute(changing, [{**row, "found_by": row[key]} for row in rows])


def _copy_beside(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
    conflict: str,
) -> None:
    beside, listed = _beside(connection, table, names, rows), ", ".join(map(_quote, names))
    connection.exec_driver_sql(
        f"INSERT INTO {_quote(table.name)} ({listed}) SELECT {listed} FROM {beside} {conflict}"  # noqa: S608
    )


def _beside(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> str:
    """Put rows into a temporary table of this connection, and return its name."""
    beside = f"put_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {beside} "
        f"(LIKE {_quote(table.name)} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
    )
    connection.exec_driver_sql(f"TRUNCATE {beside}")
    _copy(connection, table, beside, names, rows)
    return beside


def _copy(
    connection: Connection,
    table: Table,
    into: str,
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    checks = [table.c[name].type.bind_processor(connection.dialect) for name in names]
    checked = [(name, check) for name, check in zip(names, checks, strict=True) if check]
    for name, check in checked:
        for row in rows:
            check(row[name])
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("no driver connection")
    listed = ", ".join(map(_quote, names))
    # As text a row takes three times as long, and a picture twice the bytes: measured.
    statement = f"COPY {_quote(into)} ({listed}) FROM STDIN (FORMAT BINARY)"
    try:
        with driver.cursor().copy(statement) as copy:
            copy.set_types([_type_name(table.c[name], connection.dialect) for name in names])
            for row in rows:
                copy.write_row(tuple(row.values()))
    except psycopg.Error as error:
        raise _as_any_other(connection, driver, statement, error) from error


def _type_name(column: Column[Any], dialect: Dialect) -> str:
    """Return the server's name of a column's type, without its length."""
    return column.type.compile(dialect).lower().partition("(")[0]


def _as_any_other(
    connection: Connection, driver: psycopg.Connection[Any], statement: str, error: psycopg.Error
) -> BaseException:
    """Return a driver's error as SQLAlchemy raises it, so that callers know which to try again."""
    is_lost = driver.closed
    if is_lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement, None, error, psycopg.Error, connection_invalidated=is_lost
    )


def _conflict(replacing: Replacing | None) -> str:
    if replacing is None:
        return "ON CONFLICT DO NOTHING"
    values = ", ".join(f"{_quote(name)} = excluded.{_quote(name)}" for name in replacing.columns)
    return f"ON CONFLICT ({', '.join(map(_quote, replacing.keys))}) DO UPDATE SET {values}"


def _quote(name: str) -> str:
    """Return a name of ours as SQL takes it: `group` and `partition` are words of its own."""
    return f'"{name}"'
