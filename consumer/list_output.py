"""Lists on standard output: one JSON object a line, CSV, or a table for people."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object a line, never an array; nothing for an empty list."""
    for row in rows:
        sys.stdout.write(f"{json.dumps(row)}\n")


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Print a header, and one line for each row; a column that a row leaves out is empty."""
    writer = csv.DictWriter(sys.stdout, fieldnames=columns, restval="")
    writer.writeheader()
    writer.writerows(rows)


def plain_table() -> "Table":
    """Return a table without columns yet, in the form that every list has."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")


def terminal() -> "Console":
    """Return standard output for tables; without a terminal the lines are as wide as they must be.

    A table in a file or a pipe is cut nowhere: a case code that ends in dots helps nobody.
    """
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else _WIDE, soft_wrap=False, highlight=False)


_WIDE = 160
