"""`danm feeds`: how it stands with the feeds, and what does not match between them."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Format, FormatOption, RevealOption, Shared, with_places

if TYPE_CHECKING:
    from consumer.feed_lists import FeedList, Line
    from consumer.opening import Opened


def feeds(
    where: Shared,
    days: Annotated[
        bool,
        typer.Option("--days", help="Instead: days of which the police count otherwise than we."),
    ] = False,
    unmatched: Annotated[
        bool,
        typer.Option(
            "--unmatched",
            help="Instead: receipts whose incident the police never reported, and the waiting "
            "cases they may belong to.",
        ),
    ] = False,
    as_format: FormatOption = Format.TABLE,
    reveal: RevealOption = False,
) -> int:
    """List the feeds: when each spoke last, how far it is complete, and whether it is silent.

    Incidents that the police reported and the front door never received are in: danm waiting.
    """
    from consumer import feed_lists, list_output

    if days and unmatched:
        raise typer.BadParameter("give --days or --unmatched, not both")
    opened = where.opened(must_exist=True)
    if unmatched:
        listed, lines = feed_lists.UNMATCHED, _unmatched(opened, reveal=reveal)
    else:
        listed, lines = _of_feeds(opened, days=days)
    if as_format is Format.JSON:
        list_output.print_json(lines)
    elif as_format is Format.CSV:
        cells = (feed_lists.line_cells(line, listed) for line in lines)
        list_output.print_csv(tuple(listed.columns), cells)
    elif lines:
        list_output.terminal().print(feed_lists.feed_table(lines, listed), markup=False)
    else:
        sys.stderr.write(f"{listed.nothing}\n")
    return 0


def _of_feeds(opened: "Opened", *, days: bool) -> "tuple[FeedList, list[Line]]":
    from consumer import feed_lists, wall_clock

    with opened.database.read() as connection:
        if days:
            return feed_lists.DAYS, list(feed_lists.day_lines(connection))
        return feed_lists.FEEDS, list(feed_lists.feed_lines(connection, wall_clock.now()))


def _unmatched(opened: "Opened", *, reveal: bool) -> "list[Line]":
    from consumer.feed_lists import unmatched_lines

    if reveal:
        opened.note("references shown", "list of receipts without a report")
    keys = opened.keys

    def reference(key: bytes, sealed: bytes) -> str:
        return keys.open_sealed(sealed, key).decode()

    return list(unmatched_lines(opened.database, reference, reveal=reveal))


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(feeds))
