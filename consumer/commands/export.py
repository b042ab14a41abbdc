"""`danm export`: flat CSV files for Excel and Power BI, with a data dictionary."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import RevealOption, Shared, with_places

if TYPE_CHECKING:
    from consumer.opening import Opened


def export(
    where: Shared,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FOLDER",
            help="Where the files go; it is made where there is none.",
            show_default=False,
        ),
    ],
    reveal: RevealOption = False,
) -> int:
    """Write incidents, legs, receipts and alerts as flat CSV files, with a data dictionary.

    They open in Excel and Power BI as they are. Incidents have case codes and no police reference.
    Each export is written to the audit. Files of an earlier one are replaced.
    """
    from schemas.trouble import Trouble

    opened = where.opened(must_exist=True)
    _prepare(to)
    told: dict[str, int] = {}
    try:
        _write(opened, to, reveal=reveal, tell=told.update)
    except OSError as error:
        fact = f"--to {to} cannot be written ({error.strerror})"
        raise Trouble(fact, "make room, or name another folder") from error
    _say(to, told)
    return 0


def _prepare(folder: Path) -> None:
    """Make the folder, and see that nothing of anybody else's is overwritten.

    Raises:
        Trouble: It cannot be made, or holds such a file.
    """
    from consumer.exporting import foreign_files
    from schemas.trouble import Trouble

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        foreign = foreign_files(folder)
    except OSError as error:
        fact = f"--to {folder} cannot be used ({error.strerror})"
        raise Trouble(fact, "name another folder") from error
    if foreign:
        names = ", ".join(foreign)
        fact = f"{folder} holds {names}, which no export wrote"
        raise Trouble(fact, "name another folder, or move that away")


def _write(
    opened: "Opened", to: Path, *, reveal: bool, tell: Callable[[Mapping[str, int]], None]
) -> None:
    from alerts.flat.reading import Asked
    from consumer.backtest.copying import quiet_copy
    from consumer.exporting import Export
    from consumer.holdings import holdings, made_up
    from consumer.progress import progress

    shown = opened.reveal(asked=True, what="export") if reveal else None

    def note(rows: Mapping[str, int]) -> None:
        tables = ", ".join(f"{name} {number}" for name, number in rows.items())
        opened.note("exported", f"rows: {tables}; references {'shown' if reveal else 'left out'}")
        tell(rows)

    with quiet_copy(opened.database) as connection:
        held, mark = holdings(connection), made_up(connection)
        with progress("Export", held.cases + held.alerts, "incidents and alerts") as bar:

            def read(number: int) -> None:
                bar.items_read(number)
                bar.show()

            Export(connection=connection, asked=Asked(shown=shown), on_read=read).write(to, note)
    if mark is not None:
        sys.stderr.write(f"danm: {mark}\n")


def _say(folder: Path, rows: Mapping[str, int]) -> None:
    told = ", ".join(f"{name}.csv ({_rows(number)})" for name, number in rows.items())
    sys.stderr.write(f"danm: in {folder}: {told}, data-dictionary.csv, data-dictionary.md\n")


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(export))
