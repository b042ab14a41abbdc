"""Inserts that expect the row to be there already, in the words both databases share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.base import SyntaxExtension
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal


class _OnConflict(SyntaxExtension, ClauseElement):
    """What to do where a row with these keys exists; without columns, nothing."""

    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy declares it as a list
        ("keys", InternalTraversal.dp_string_list),
        ("columns", InternalTraversal.dp_string_list),
    ]

    def __init__(self, keys: Sequence[str] = (), columns: Sequence[str] = ()) -> None:
        self.keys = list(keys)
        self.columns = list(columns)

    def apply_to_insert(self, insert_stmt: Insert) -> None:
        insert_stmt.apply_syntax_extension_point(lambda _: [self], "post_values")


@compiles(_OnConflict)
def _write(clause: _OnConflict, compiler: SQLCompiler, **_: Any) -> str:
    quote = compiler.preparer.quote
    if not clause.columns:
        return "ON CONFLICT DO NOTHING"
    keys = ", ".join(quote(key) for key in clause.keys)
    values = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in clause.columns)
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


def _insert(table: Table) -> Insert:
    # Inline: nobody asks for the key of a row that may be an older one, so no RETURNING.
    return insert(table).inline()
