"""`danm receipt`: the front door has it already, and its own system has not told us."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.entering import take_in
from consumer.commands.options import CodeArgument, NameOption, Shared, case_code, with_places
from schemas.words import Channel, ReceivedBy

if TYPE_CHECKING:
    from schemas.moments import Moment


def receipt(
    where: Shared,
    code: CodeArgument,
    channel: Annotated[
        Channel,
        typer.Option("--channel", help="How it came to the front door.", show_default=False),
    ],
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="TIME",
            help="When the front door was told: 2026-11-20T23:52:10Z, or the day alone.",
            show_default=False,
        ),
    ],
    received_by: Annotated[
        ReceivedBy,
        typer.Option("--received-by", help="Which team took it.", show_default=False),
    ],
    name: NameOption,
) -> int:
    """Say "we already have this": enter a receipt for a case, by hand.

    The wait ends. The receipt is marked as entered by hand, and replaced when the front door's own
    system tells of it.
    """
    from alerts.hand_receipts import HandReceipt, enter_receipt
    from consumer.taking_in import sign_here

    handle = case_code(code)
    told = HandReceipt(at=_moment(at), channel=channel, received_by=received_by, name=name)
    opened = where.opened(must_exist=True)
    enter_receipt(opened.database, opened.keys, handle, told, sign_here(opened.database))
    sys.stdout.write(f"{handle}: receipt entered by hand.\n{take_in(opened)}\n")
    return 0


def _moment(text: str) -> "Moment":
    from schemas.moments import NotATime, parse_moment

    try:
        return parse_moment(text.strip())
    except NotATime as error:
        raise typer.BadParameter(
            f"--at {text!r} is not a time ({error}); write it as 2026-11-20T23:52:10Z, with Z or "
            "an offset such as +01:00, or the day alone: 2026-11-20."
        ) from error


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(receipt))
