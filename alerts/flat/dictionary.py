"""The data dictionary: every column of every flat table, for programs and for people. Pure."""

from collections.abc import Iterator

from alerts.flat.columns import Column
from alerts.flat.tables import TABLES

DICTIONARY_COLUMNS = ("table", "column", "holds", "meaning", "words")
"""The columns of the dictionary itself."""

_TOP = """# What the columns mean

The flat tables of the domestic abuse notification latency monitor: what each row and column counts,
and what it leaves out. `danm export --to FOLDER` writes them as CSV files, with this page.

- **Empty means unknown**, or that it has not happened. It is never 0, and never "in time".
- **Children and notifications are different numbers.** A row of `incidents` is one notification;
  `children` says how many children it is about.
- **Incidents that still wait have no result yet.** A share in time without them is too good: the
  recent weeks hold only the fast ones.
- **Times** stand twice: `_utc` in UTC, with a Z; `_local` by the UK clock, as a spreadsheet reads
  it. Take lengths from the `hours` columns, or subtract UTC: an hour is missing or doubled when the
  clocks change.
- **A time known only to the day** has two bounds, `_from` and `_to`: the true time lies between
  them. They are equal where it is exact. Lengths have two bounds for the same reason.
- **Hours** are decimal: 1.5 is one hour and thirty minutes, day and night, but where a column says
  otherwise.
- **Case codes** name incidents. Police references are left out, unless they were asked for with
  `--reveal`, which the audit keeps.
- **A cell that begins with one of `= + - @`** has a `'` in front, so that a spreadsheet does not
  calculate it.
- **No column names a person**: not who was told, not who has a case in hand, not who decided.
- These files are exact and about single families. Figures for a board or for publication must
  suppress small numbers first.
"""


def dictionary_rows() -> Iterator[dict[str, str]]:
    """Yield one row for each column of each table, in order."""
    for table in TABLES.values():
        for column in table.columns:
            cells = (table.name, column.name, column.sort.value, column.meaning, _words(column))
            yield dict(zip(DICTIONARY_COLUMNS, cells, strict=True))


def dictionary_page() -> str:
    """Return the same as a page for people (Markdown)."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _TOP
    for table in TABLES.values():
        yield f"## {table.name}\n\n{table.about}\n"
        yield "| column | holds | meaning |\n|---|---|---|"
        for column in table.columns:
            words = _words(column)
            meaning = f"{column.meaning} Words: {words}." if words else column.meaning
            yield f"| `{column.name}` | {column.sort.value} | {meaning.replace('|', '/')} |"
        yield ""


def _words(column: Column[object]) -> str:
    return "; ".join(f"{word} = {meaning}" for word, meaning in column.words.items())
