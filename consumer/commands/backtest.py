"""`danm policy backtest`: what would have rung under other limits, on the history held here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Shared, with_places

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from consumer.backtest.period import Asked
    from consumer.backtest.running import Outcome
    from consumer.backtest.words import Compared
    from consumer.opening import Opened


class BackTestFormat(StrEnum):
    """How a back-test is printed."""

    TABLE = "table"
    JSON = "json"


def backtest(
    where: Shared,
    policy: Annotated[
        Path,
        typer.Option(
            "--policy", metavar="FILE", help="The file with the new limits.", show_default=False
        ),
    ],
    days: Annotated[
        int, typer.Option("--days", metavar="DAYS", min=1, help="So many days, up to the last.")
    ] = 28,
    since: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="The first day, such as 2026-11-01.", show_default=False
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE",
            help=r"The last day. \[default: the last in the database]",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Leave a picture, its words and flat tables here.",
            show_default=False,
        ),
    ] = None,
    is_kept: Annotated[
        bool,
        typer.Option("--keep", help="Keep the result: the board's page of the policy shows it."),
    ] = False,
    format_: Annotated[
        BackTestFormat, typer.Option("--format", help="Tables for people, JSON for programs.")
    ] = BackTestFormat.TABLE,
) -> int:
    """Live the stored history through again: under the policy in force, and under a new one.

    Says what would have rung and whom it would have interrupted, by role, rung and hour; who would
    have been woken; and which waits somebody would have been told of earlier. It changes no limit.
    """
    from consumer.backtest.files import make_folder
    from consumer.backtest.words import Compared
    from consumer.opening import read_policies

    asked = _asked(days, since, until)
    new = read_policies([policy])
    opened = where.opened(must_exist=True)
    compared = Compared(old=opened.policies(), new=new)
    if out is not None:
        make_folder(out)
    with back_tested(opened, compared, asked) as (outcome, connection):
        _show(outcome, compared, connection, format_)
    if is_kept:
        from consumer.backtest.keeping import keep
        from consumer.taking_in import sign_here

        keep(opened.database, outcome, compared, sign_here(opened.database))
        sys.stderr.write("danm: kept; the board shows it under Policy\n")
    if out is not None:
        _leave_files(outcome, compared, out)
    return 0


def _asked(days: int, since: str | None, until: str | None) -> "Asked":
    from consumer.backtest.period import Asked

    first, last = _day(since, "--from"), _day(until, "--to")
    if first is not None and last is not None and last < first:
        raise typer.BadParameter(f"--from {first} is after --to {last}.")
    return Asked(days=days, first=first, last=last)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} {text!r} is no day; write it as 2026-11-20.") from error


@contextmanager
def back_tested(
    opened: "Opened", compared: "Compared", asked: "Asked"
) -> "Iterator[tuple[Outcome, Connection]]":
    """Give what a back-test found, and the quiet copy that it was found in.

    Raises:
        Trouble: There is no history, or none in the days asked for.
    """
    from consumer.backtest.copying import quiet_copy
    from consumer.backtest.history import History
    from consumer.backtest.running import BackTest
    from consumer.progress import progress

    with quiet_copy(opened.database) as connection:
        held = History(connection=connection).count()
        with progress("Back-test", 2 * held, "cases") as shown:

            def read(cases: int) -> None:
                shown.items_read(cases)
                shown.show()

            outcome = BackTest(
                connection=connection,
                old=compared.old,
                new=compared.new,
                reference=lambda e: opened.keys.reference(e.sealed_ref, e.key) or "",
                on_cases=read,
            ).run(asked)
        yield outcome, connection


def _show(
    outcome: "Outcome", compared: "Compared", connection: "Connection", format_: BackTestFormat
) -> None:
    from consumer.backtest.rows import all_rows
    from consumer.backtest.tables import all_tables
    from consumer.backtest.words import about, headline, left_out
    from consumer.interruptions import interruptions_about_feeds
    from consumer.list_output import print_json, terminal

    period = outcome.period
    feeds = interruptions_about_feeds(connection, period.since, period.until)
    said = list(left_out(outcome, about_feeds=feeds))
    if format_ is BackTestFormat.JSON:
        print_json(all_rows(outcome, compared))
        sys.stderr.write("".join(f"danm: {line}\n" for line in said))
        return
    screen = terminal()
    for line in (*about(outcome, compared), *headline(outcome)):
        screen.print(line, markup=False, soft_wrap=True)
    for table in all_tables(outcome, compared):
        screen.print()
        screen.print(table)
    screen.print()
    for line in said:
        screen.print(line, markup=False, soft_wrap=True)


def _leave_files(outcome: "Outcome", compared: "Compared", folder: Path) -> None:
    from consumer.backtest.files import write_files
    from schemas.trouble import Trouble

    try:
        written = write_files(outcome, compared, folder)
    except OSError as error:
        raise Trouble(
            f"--out {folder} cannot be written ({error.strerror})", "make room, or name another"
        ) from error
    names = ", ".join(file.name for file in written)
    sys.stderr.write(f"danm: in {folder}: {names}\n")


def add_to(group: typer.Typer) -> None:
    """Add this subject's command to the group of the policy."""
    group.command()(with_places(backtest))
