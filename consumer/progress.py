"""How far a long command is: a bar on a terminal, otherwise a line now and then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

QUIET_EVERY = 100_000
"""Lines between two words where nobody watches. Source: assumption, about twice a minute."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """Says on standard error how far we are, and whatever else must be said in between."""

    bar: "Bar | None" = None
    task: "TaskID | None" = None
    lines: int = 0
    read_bytes: int = 0
    unit: str = "lines"
    said_at: int = 0
    """How many lines had been read when it was last said."""

    def line_read(self, length: int) -> None:
        """Count one line read; nothing is shown yet."""
        self.lines += 1
        self.read_bytes += length

    def items_read(self, number: int) -> None:
        """Count so many of the unit, of which each stands for one byte; nothing is shown yet."""
        self.lines += number
        self.read_bytes += number

    def show(self) -> None:
        """Show how far we are."""
        if self.bar is not None and self.task is not None:
            self.bar.update(
                self.task, completed=self.read_bytes, lines=f"{self.lines:,} {self.unit}"
            )
        elif self.lines - self.said_at >= QUIET_EVERY:
            self.said_at = self.lines
            self.say(f"{self.lines:,} {self.unit} read")

    def say(self, line: str) -> None:
        """Say one line, above the bar where there is one."""
        if self.bar is not None:
            self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(f"{line}\n")


@contextmanager
def progress(what: str, total_bytes: int | None, unit: str = "lines") -> Iterator[Progress]:
    """Give something to say progress to; ``total_bytes`` is None where nobody can know the end.

    What is no file counts each ``unit`` as one byte.
    """
    if not sys.stderr.isatty():
        yield Progress(unit=unit)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        *(TextColumn(what), BarColumn(bar_width=24), TaskProgressColumn()),
        *(TextColumn("{task.fields[lines]}"), TimeRemainingColumn(compact=True)),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total_bytes, lines="")
        yield Progress(bar=bar, task=task, unit=unit)
