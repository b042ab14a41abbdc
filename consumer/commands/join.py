"""`danm join`: a receipt without a report belongs to a case that police reported."""

import sys
from typing import Annotated

import typer

from consumer.commands.entering import take_in
from consumer.commands.options import CodeArgument, NameOption, Shared, case_code, with_places
from consumer.commands.words import dashed, word_of
from schemas.words import JoinReason


def join(
    where: Shared,
    code: CodeArgument,
    name: NameOption,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="CODE",
            help="The case that the receipt belongs to.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[
        JoinReason | None,
        typer.Option(
            "--reason",
            parser=word_of(JoinReason),
            metavar="WORD",
            help=f"Why they are one: {dashed(JoinReason)}.",
            show_default=False,
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="They are not one: the wait goes on where it was.")
    ] = False,
) -> int:
    """Join a receipt that police have no report of to the case it belongs to; that wait ends.

    CODE is a receipt from: danm feeds --unmatched. Why goes into the audit; who said so is
    kept apart from it, where it can be erased.
    """
    from alerts.joining_by_hand import Joining, join_receipt, undo_joining
    from consumer.taking_in import sign_here

    handle = case_code(code)
    if undo and (to is not None or reason is not None):
        raise typer.BadParameter("give --undo with --name alone.")
    if not undo and (to is None or reason is None):
        raise typer.BadParameter("give --to and --reason; or --undo.")
    opened = where.opened(must_exist=True)
    by = sign_here(opened.database)
    if to is None or reason is None:
        undo_joining(opened.database, opened.keys, handle, name, by)
        said = f"{handle}: joined to no case any more."
    else:
        joining = Joining(code=handle, to=case_code(to), reason=reason, name=name)
        join_receipt(opened.database, opened.keys, joining, by)
        said = f"{handle}: joined to {joining.to}."
    sys.stdout.write(f"{said}\n{take_in(opened)}\n")
    return 0


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(join))
