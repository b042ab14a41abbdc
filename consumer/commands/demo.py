"""`danm demo`: the main job on made-up data."""

from typing import Annotated

import typer

from consumer.commands.options import ConfigOption, DataDirOption, Shared


def demo(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Run the 28 days through, print the summary, and end.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the board's address, and open nothing.")
    ] = False,
    data_dir: DataDirOption = None,
    config: ConfigOption = None,
) -> int:
    """Show it at work on a made-up city and county: nothing to set up, no real child.

    28 days run through the real pipeline in seconds. Then the county lives on, ten minutes in each
    second: alerts appear as they fire, and who is waiting. At a terminal the board
    opens in the browser; it and the metrics are on this machine's own address. Ctrl-C ends it.
    """
    from consumer.showing import Showing

    before: Shared = context.obj
    showing = Showing.opened(data_dir or before.data_dir, config or before.config)
    return showing.once() if once else showing.live(opens_browser=not no_browser)


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(demo)
