"""`danm run`: the monitor, everything in one process."""

import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from consumer.commands.options import Shared, with_places


def run(
    where: Shared,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE…]",
            help="Messages to take in now, one JSON object a line; packed ones end in .gz; - is "
            "standard input.",
            show_default=False,
        ),
    ] = None,
    inbox: Annotated[
        list[Path] | None,
        typer.Option(
            "--inbox",
            metavar="FOLDER",
            help="A folder into which extracts are put. Give it again for each further one.",
            show_default=False,
        ),
    ] = None,
    mapping: Annotated[
        list[Path] | None,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help="How the files of that folder are read; one for each --inbox, in their order.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Run the monitor: take messages in, raise alarms by the clock, serve metrics.

    Messages come from the broker in the settings (kafka.bootstrap), from FILEs, from folders of
    extracts, or from several of these; what people enter is always read. Alerts are printed here.
    Ctrl-C, or a stop signal, ends it after the work in hand.
    """
    # A stop signal while the parts are still being read in finds no work to finish.
    signal.signal(signal.SIGTERM, _leave)
    from consumer.inboxes import paired
    from consumer.running import run_monitor

    inboxes = paired(inbox or [], mapping or [])
    return run_monitor(where.opened(), files or [], inboxes)


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(run))
