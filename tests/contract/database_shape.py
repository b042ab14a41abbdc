"""What a database looks like to its server: the facts in which two databases can differ."""

from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, Table, create_engine, inspect, text
from sqlalchemy.pool import NullPool

Shape = dict[str, dict[str, Any]]
"""By table: columns, keys, unique rules and indexes. The order of columns is no fact."""

_WRITTEN = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
}


def engine_for(url: str) -> Engine:
    """An engine that leaves no connection behind."""
    return create_engine(url, poolclass=NullPool)


def shape(connection: Connection) -> Shape:
    """Every table but the version's own."""
    tables = MetaData()
    tables.reflect(connection)
    found = inspect(connection)
    return {
        name: {
            "columns": {column.name: _column(column, connection) for column in table.columns},
            "key": found.get_pk_constraint(name),
            "unique": sorted(found.get_unique_constraints(name), key=repr),
            "indexes": {index["name"]: index["column_names"] for index in found.get_indexes(name)},
        }
        for name, table in tables.tables.items()
        if name != "alembic_version"
    }


def written_indexes(connection: Connection) -> list[str]:
    """Every index as SQL text, with its condition, without line breaks; not the version's own."""
    rows = connection.scalars(text(_WRITTEN[connection.dialect.name]))
    return sorted(" ".join(row.split()) for row in rows if "alembic_version" not in row)


def rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    """The rows of a table as the driver gives them, sorted, columns by name."""
    table = Table(name, MetaData(), autoload_with=connection)
    told = connection.execute(table.select()).mappings()
    return sorted((dict(row) for row in told), key=lambda row: repr(sorted(row.items())))


def _column(column: Column[Any], connection: Connection) -> tuple[str, bool, str]:
    default = getattr(column.server_default, "arg", "")
    return column.type.compile(connection.dialect), bool(column.nullable), str(default)
