"""`danm acknowledge`: somebody takes a waiting case in hand, or gives it up."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import CodeArgument, NameIfGiven, Shared, case_code, with_places
from consumer.commands.words import dashed, word_of
from schemas.words import HoldReason

if TYPE_CHECKING:
    from alerts.taking_in_hand import InHand
    from consumer.opening import Opened
    from schemas.auditing import Signature
    from schemas.in_hand import Hold


def acknowledge(
    where: Shared,
    code: CodeArgument,
    name: NameIfGiven = None,
    reason: Annotated[
        HoldReason | None,
        typer.Option(
            "--reason",
            parser=word_of(HoldReason),
            metavar="WORD",
            help=f"What you have done: {dashed(HoldReason)}.",
            show_default=False,
        ),
    ] = None,
    next_check: Annotated[
        str | None,
        typer.Option(
            "--next-check",
            metavar="WHEN",
            help="When you look again, within 8 h: 06:30 (UK time), 'in 2 h', or "
            "2026-11-21T06:30:00Z.",
            show_default=False,
        ),
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="Give it up: nobody has it in hand.")] = False,
) -> int:
    """Say that you have a waiting case in hand: no senior is told of it until you look again.

    It lapses at the next check you promise, and comes back. The case stays on every list, with your
    name, and the top limit rings all the same.
    """
    handle = case_code(code)
    told = (name, reason, next_check)
    if end and any(one is not None for one in told):
        raise typer.BadParameter("give --end alone.")
    from consumer.taking_in import sign_here

    opened = where.opened(must_exist=True)
    by = sign_here(opened.database)
    if end:
        _give_up(opened, handle, by)
        return 0
    if name is None or reason is None or next_check is None:
        raise typer.BadParameter("give --name, --reason and --next-check; or --end.")
    from alerts.next_checks import read_next_check
    from alerts.taking_in_hand import take_in_hand
    from schemas.in_hand import Hold

    check_at = read_next_check(next_check, by.at)
    hold = Hold(at=by.at, name=name, reason=reason, check_at=check_at)
    _say(handle, take_in_hand(opened.database, handle, hold, by))
    return 0


def _give_up(opened: "Opened", handle: str, by: "Signature") -> None:
    from alerts.taking_in_hand import give_up

    give_up(opened.database, handle, by)
    sys.stdout.write(f"{handle}: nobody has it in hand any more.\n")


def _say(handle: str, taken: "InHand") -> None:
    from alerts.holding import hold_words

    lines = [f"{handle}: in hand. {hold_words(taken.hold)}."]
    if taken.earlier is not None:
        lines.append(f"In place of {_before(taken.earlier)}.")
    if taken.is_senior_told:
        lines.append("A senior was told already: this only shows who has it.")
    else:
        lines.append(
            "If the child still waits then, a senior is told once the policy says so. "
            "The top limit still rings."
        )
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _before(earlier: "Hold") -> str:
    from alerts.holding import hold_words

    return hold_words(earlier)


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(acknowledge))
