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
    never_received: Annotated[
        bool,
        typer.Option(
            "--never-received",
            help="Instead: incidents that the police reported and the front door has not received, "
            "and the receipts that may be theirs.",
        ),
    ] = False,
    as_format: FormatOption = Format.TABLE,
    reveal: RevealOption = False,
) -> int:
    """List the feeds: when each spoke last, how far it is complete, and whether it is silent.

    A receipt without a report is joined to the case it belongs to by: danm join
    """
    from consumer import feed_lists, list_output

    if days + unmatched + never_received > 1:
        raise typer.BadParameter("give one of --days, --unmatched and --never-received")
    opened = where.opened(must_exist=True)
    if unmatched or never_received:
        listed, lines = _matching(opened, unmatched=unmatched, reveal=reveal)
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


def _matching(opened: "Opened", *, unmatched: bool, reveal: bool) -> "tuple[FeedList, list[Line]]":
    from consumer.feed_lists import UNMATCHED, UNRECEIVED
    from consumer.matching_lists import unmatched_lines, unreceived_lines

    what = "receipts without a report" if unmatched else "reports without a receipt"
    if reveal:
        opened.note("references shown", f"list of {what}")
    keys = opened.keys

    def reference(key: bytes, sealed: bytes) -> str | None:
        return keys.reference(sealed, key)

    if unmatched:
        return UNMATCHED, list(unmatched_lines(opened.database, reference, reveal=reveal))
    return UNRECEIVED, list(unreceived_lines(opened.database, reference, reveal=reveal))


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(feeds))
