"""Looking up many keys at once, as each database likes it best."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY


def among(
    connection: Connection, column: ColumnElement[Any], values: Collection[Any]
) -> ColumnElement[bool]:
    """Return "the column is one of these".

    On PostgreSQL the values are one array: as a thousand parameters the driver takes longer to
    write the statement than the server to answer it.
    """
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    return column == any_(literal(list(values), ARRAY(column.type)))
