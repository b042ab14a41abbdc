"""`danm run`: the monitor, everything in one process; `consume`, `watch`, `serve`: its roles."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from consumer.commands.options import Shared, with_places

if TYPE_CHECKING:
    from consumer.running import Given

FilesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE…]",
        help="Messages to take in now, one JSON object a line; packed ones end in .gz; - is "
        "standard input.",
        show_default=False,
    ),
]
InboxOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--inbox",
        metavar="FOLDER",
        help="A folder into which extracts are put. Give it again for each further one.",
        show_default=False,
    ),
]
MappingOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="How the files of that folder are read; one for each --inbox, in their order.",
        show_default=False,
    ),
]


def run(
    where: Shared,
    files: FilesArgument = None,
    inbox: InboxOption = None,
    mapping: MappingOption = None,
) -> int:
    """Run the monitor: take messages in, raise alarms by the clock, serve metrics.

    Messages come from the broker in the settings (kafka.bootstrap), from FILEs, from folders of
    extracts, or from several of these; what people enter is always read. Alerts are printed here,
    or go by the routes of the settings. Ctrl-C, or a stop signal, ends it after the work in hand.
    """
    _leave_at_a_stop_signal()
    from consumer.running import run_monitor

    given = _given(files, inbox, mapping)
    return run_monitor(where.opened(), given)


def consume(
    where: Shared,
    files: FilesArgument = None,
    inbox: InboxOption = None,
    mapping: MappingOption = None,
) -> int:
    """Take messages in, and nothing else: one role of danm run, on PostgreSQL.

    Start as many as the topics have partitions, each with an instance name and a port of its own;
    but let only one of them read folders. Nobody is told of anything until danm watch runs too.
    """
    return _run_alone(where, "consume", files, inbox, mapping)


def watch(where: Shared) -> int:
    """Raise alarms by the clock and hand alerts over: one role of danm run, on PostgreSQL.

    A second one takes over where the first ends; each alarm rings once all the same.
    """
    return _run_alone(where, "watch")


def serve(where: Shared) -> int:
    """Serve metrics and health: one role of danm run, on PostgreSQL.

    It is ready only while danm consume and danm watch do their work somewhere.
    """
    return _run_alone(where, "serve")


def _run_alone(
    where: Shared,
    role: str,
    files: list[str] | None = None,
    inbox: list[Path] | None = None,
    mapping: list[Path] | None = None,
) -> int:
    _leave_at_a_stop_signal()
    from consumer.opening import open_all
    from consumer.roles import MonitorRole, require_many
    from consumer.running import run_monitor

    given = _given(files, inbox, mapping)
    settings, alone = where.settings(), MonitorRole(role)
    require_many(settings, alone)
    return run_monitor(open_all(settings), given, {alone})


def _given(
    files: list[str] | None, inbox: list[Path] | None, mapping: list[Path] | None
) -> "Given":
    from consumer.inboxes import paired
    from consumer.running import Given

    return Given(files=files or (), inboxes=paired(inbox or [], mapping or []))


def _leave_at_a_stop_signal() -> None:
    """A stop signal while the parts are still being read in finds no work to finish."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    for command in (run, consume, watch, serve):
        app.command()(with_places(command))
