"""`danm purge`: remove what is older than it may be kept."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Shared, with_places

if TYPE_CHECKING:
    from consumer.opening import Opened
    from consumer.retention.doing import Done


def purge(
    where: Shared,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")
    ] = False,
    schedule: Annotated[
        bool, typer.Option("--schedule", help="Print what is kept how long, table by table.")
    ] = False,
) -> int:
    """Remove what is older than it may be kept: run it once a day, beside the monitor.

    A case that waits stays, and so does one that is joined to it or shares its home. Counts stay
    for ever, so no figure changes. How long is in the settings, under retention.
    """
    if schedule:
        from consumer.retention.document import schedule as written

        sys.stdout.write(written(where.settings().retention.retention()))
        return 0
    opened = where.opened(must_exist=True)
    _say(_purged(opened, is_dry=dry_run), is_dry=dry_run)
    return 0


def _purged(opened: "Opened", *, is_dry: bool) -> "list[Done]":
    from consumer import wall_clock
    from consumer.actors import who_sits_here
    from consumer.progress import progress
    from consumer.retention.doing import Doing
    from consumer.retention.purge import Purge
    from schemas.auditing import Signature

    with progress("Purge", None, "rows") as shown:

        def read(rows: int) -> None:
            shown.items_read(rows)
            shown.show()

        return Purge(
            doing=Doing(database=opened.database, is_dry=is_dry, on_read=read),
            retention=opened.settings.retention.retention(),
            by=Signature(actor=who_sits_here(), at=wall_clock.now()),
        ).run()


def _say(found: "list[Done]", *, is_dry: bool) -> None:
    if not found:
        sys.stdout.write("Nothing is old enough to be removed.\n")
        return
    sys.stdout.write("Would be removed:\n" if is_dry else "Removed:\n")
    sys.stdout.write("".join(f"  {one}\n" for one in found))


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(purge))
