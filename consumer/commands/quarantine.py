"""`danm quarantine`: what could not be taken in, and what people do with it."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.entering import take_in
from consumer.commands.options import (
    ConfigOption,
    DatabaseOption,
    DataDirOption,
    Format,
    FormatOption,
    Shared,
    with_places,
)
from consumer.quarantine_outcomes import EXPLANATIONS, Dismissal, Outcome, Tried

if TYPE_CHECKING:
    from consumer.opening import Opened
    from consumer.quarantine_desk import QuarantineDesk

NOT_ALL = 1
"""Exit code where something could not be done as asked. Source: contract section 4."""

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ID",
        help="Ids from the list; the first signs of each are enough.",
        show_default=False,
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every message that is still open.")]


class Shown(StrEnum):
    """Which messages a list shows."""

    OPEN = "open"
    ALL = "all"


def show(
    context: typer.Context,
    state: Annotated[
        Shown, typer.Option("--state", help="Those nobody has dealt with, or all that are held.")
    ] = Shown.OPEN,
    listed_as: FormatOption = Format.TABLE,
    reveal: Annotated[  # noqa: ARG001 - every list takes it; this one has nothing to show
        bool,
        typer.Option("--reveal", help="As on other lists; no value of a message is shown here."),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
    config: ConfigOption = None,
) -> int:
    """Show messages that could not be taken in, never a value of them. Each may be a child.

    Mend what was wrong, then retry them; or export one, mend the message itself and give it back.
    """
    where = Shared(database=database, data_dir=data_dir, config=config).or_else(context.obj)
    context.obj = where
    if context.invoked_subcommand is None:
        _list(where.opened(must_exist=True), state, listed_as)
    return 0


def export(
    where: Shared,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="PATH",
            help="A folder; or, for one message, a file that does not exist yet.",
            show_default=False,
        ),
    ],
    ids: IdsArgument = None,
    every: AllOption = False,
) -> int:
    """Write messages to files as they came, byte for byte; only their owner can read the files.

    They may hold names of children. Who took which, and when, goes into the audit.
    """
    from consumer.quarantine_files import write_messages

    opened = where.opened(must_exist=True)
    chosen = _chosen(opened, ids, every)
    is_file = not every and len(chosen) == 1 and not to.is_dir()
    with _desk(opened, len(chosen)) as desk:
        written = write_messages(desk.export(chosen), to, is_file=is_file)
    sys.stdout.write("".join(f"{path}\n" for path in written))
    if missing := len(chosen) - len(written):
        sys.stderr.write(f"danm: of {missing} of them no bytes are held\n")
    return NOT_ALL if missing else 0


def retry(
    where: Shared,
    ids: IdsArgument = None,
    every: AllOption = False,
    mended: Annotated[
        Path | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help="Take this message instead of the one held; - is standard input.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Try messages again with the program and settings of today, or one with a mended message.

    What can be read now is taken in as if it came now, with the times that it tells. A conflict
    cannot be tried again: the first message counts.
    """
    from consumer.quarantine_files import read_mended

    if mended is not None and (every or len(ids or []) != 1):
        raise typer.BadParameter("give one ID with --with FILE")
    opened = where.opened(must_exist=True)
    chosen = _chosen(opened, ids, every)
    with _desk(opened, len(chosen)) as desk:
        if mended is None:
            tried = desk.retry(chosen)
        else:
            tried = [desk.mend(chosen[0], read_mended(mended))]
    code = _tell(tried)
    if any(one.outcome is Outcome.ENTERED for one in tried):
        sys.stdout.write(f"{take_in(opened)}\n")
    return code


def dismiss(
    where: Shared,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", help="Ids from the list.", show_default=False)
    ],
    why: Annotated[
        Dismissal,
        typer.Option("--reason", help="Why nothing more is needed.", show_default=False),
    ],
) -> int:
    """Say that messages need nothing more, and why. They stay held, and can still be retried."""
    opened = where.opened(must_exist=True)
    chosen = _chosen(opened, ids, every=False)
    with _desk(opened, len(chosen)) as desk:
        return _tell(desk.dismiss(chosen, why))


def _list(opened: "Opened", state: Shown, listed_as: Format) -> None:
    from consumer import list_output
    from consumer import quarantine_lists as lists
    from consumer.quarantined import Standing, listed, quarantined_json

    states = (Standing.OPEN,) if state is Shown.OPEN else tuple(Standing)
    with opened.database.read() as connection:
        told = listed(connection, states)
    match listed_as:
        case Format.JSON:
            list_output.print_json(map(quarantined_json, told))
        case Format.CSV:
            list_output.print_csv(lists.COLUMNS, map(lists.quarantine_cells, told))
        case Format.TABLE:
            console = list_output.terminal()
            if told:
                console.print(lists.quarantine_table(told), markup=False)
            console.print(lists.quarantine_summary(told), markup=False)


def _chosen(opened: "Opened", ids: Sequence[str] | None, every: bool) -> list[str]:
    from consumer.quarantined import Standing, found, listed

    if bool(ids) is every:
        raise typer.BadParameter("give IDs from the list, or --all")
    with opened.database.read() as connection:
        if every:
            return [one.quarantine_id for one in listed(connection, (Standing.OPEN,))]
        return found(connection, ids or ())


@contextmanager
def _desk(opened: "Opened", messages: int) -> Iterator["QuarantineDesk"]:
    """Give a desk that shows how far it is, where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress

    from consumer.quarantine_desk import QuarantineDesk
    from consumer.taking_in import sign_here

    by = sign_here(opened.database)
    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        task = bar.add_task("messages", total=messages)
        yield QuarantineDesk(
            database=opened.database,
            reader=opened.reader,
            by=by,
            on_progress=lambda done: bar.advance(task, done),
        )


def _tell(tried: Sequence[Tried]) -> int:
    """Say what became of the messages, one line for each that is not done as asked."""
    for one in tried:
        if not one.is_done:
            sys.stderr.write(f"danm: {one.words}\n")
    for outcome, number in Counter(one.outcome for one in tried if one.is_done).items():
        sys.stdout.write(f"{number} {EXPLANATIONS[outcome]}\n")
    return 0 if all(one.is_done for one in tried) else NOT_ALL


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    subject = typer.Typer(invoke_without_command=True, callback=show)
    for command in (export, retry, dismiss):
        subject.command()(with_places(command))
    app.add_typer(subject, name="quarantine")
