"""`danm run`: the monitor, everything in one process."""

from typing import Annotated

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
) -> int:
    """Run the monitor: take messages in, raise alarms by the clock, serve metrics.

    Messages come from the broker in the settings (kafka.bootstrap), from FILEs, or from both; what
    people enter is always read. Alerts are printed here. Ctrl-C, or a stop signal, ends it after
    the work in hand.
    """
    from consumer.running import run_monitor

    return run_monitor(where.opened(), files or [])


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(run))
