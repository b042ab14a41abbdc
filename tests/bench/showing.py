"""Plain-word tables on the screen: numbers are printed, and kept nowhere."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.bench.measure import machine

_WIDTH = 110
"""Where nobody watches: a table in a file is as wide as one on a screen."""

_console = Console(highlight=False)
if not _console.is_terminal:
    _console = Console(highlight=False, width=_WIDTH)


def say(line: str) -> None:
    """Say one line at once."""
    _console.print(line, markup=False)


def show(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Sequence[str]
) -> None:
    """Print a table, how its numbers were measured, and on what machine."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    _console.print()
    _console.print(table)
    for line in (*how, f"Machine: {machine()}."):
        say(line)


@contextmanager
def bar(what: str, total: int) -> Iterator[Progress]:
    """Show how far something long is; advance its only task."""
    columns = (
        *(TextColumn(what), BarColumn(bar_width=24), MofNCompleteColumn()),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=_console, transient=True) as progress:
        progress.add_task(what, total=total)
        yield progress
