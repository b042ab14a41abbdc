"""Flat tables as programs fetch them: what each answer holds, as JSON and as CSV. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from alerts.flat import DICTIONARY_COLUMNS, Column, Sort, Table, Value, cell_text
from schemas.csv_cells import BOM

_TYPES: Mapping[Sort, Any] = {
    Sort.COUNT: int,
    Sort.HOURS: float,
    Sort.YES_NO: bool,
    Sort.UTC: Annotated[str, Field(json_schema_extra={"format": "date-time"})],
}
"""Of what JSON makes something else than text."""

Rows = Iterable[Mapping[str, Value]]


class Problem(BaseModel):
    """Why nothing is answered."""

    detail: str = Field(description="In plain words.")


class Listed(BaseModel):
    """Rows of one table."""

    as_of: str = Field(
        description="The instant of the answer, in UTC.", json_schema_extra={"format": "date-time"}
    )
    next: str | None = Field(description="Where the next rows are; null after the last.")


class ListedChildren(Listed):
    """Rows of who waits, or came late."""

    can_tell: bool = Field(
        description="Whether no rows mean that there is nobody; false where a feed that would "
        "tell is silent or was never heard: then show no 0."
    )


_OF_CHILDREN = ("waiting", "late")


def answer_model(table: Table[Any]) -> type[BaseModel]:
    """Return what a page of a table is as JSON, each column with its meaning."""
    title = table.name.capitalize()
    columns: dict[str, Any] = {column.name: _field(column) for column in table.columns}
    closed = ConfigDict(extra="forbid")
    row = create_model(f"{title}Row", __config__=closed, __doc__=table.about, **columns)
    rows: Any = (list[row], ...)
    base = ListedChildren if table.name in _OF_CHILDREN else Listed
    return create_model(title, __base__=base, __doc__=table.about, rows=rows)


class DictionaryRow(BaseModel):
    """One column of one table."""

    table: str
    column: str
    holds: str = Field(description="What stands in it, and in which unit.")
    meaning: str
    words: str = Field(description="Words that may stand in it, each with its meaning.")


class Dictionary(BaseModel):
    """What every column means."""

    columns: list[DictionaryRow]


def csv_parts(columns: Sequence[str], pages: Iterable[Rows]) -> Iterator[str]:
    """Yield a CSV file in parts: with the mark of UTF-8, and text that stays text."""
    yield f"{BOM}{_lines([columns])}"
    for rows in pages:
        yield _lines([cell_text(row[name]) for name in columns] for row in rows)


def dictionary_csv(rows: Rows) -> Iterator[str]:
    """Yield the dictionary as a CSV file."""
    return csv_parts(DICTIONARY_COLUMNS, [rows])


def _lines(cells: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(cells)
    return text.getvalue()


def _field(column: Column[Any]) -> Any:
    words = "; ".join(f"{word} = {meaning}" for word, meaning in column.words.items())
    told = f"{column.meaning} Words: {words}." if words else column.meaning
    return (_type(column) | None, Field(description=f"{told} Null where it is unknown."))


def _type(column: Column[Any]) -> Any:
    if column.sort is Sort.WORD and column.words:
        return Annotated[str, Field(json_schema_extra={"enum": [*column.words]})]
    return _TYPES.get(column.sort, str)
