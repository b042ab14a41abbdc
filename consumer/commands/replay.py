"""`danm replay`: messages from files under a virtual clock."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from consumer.commands.options import PolicyOption, RevealOption, Shared, instant, with_places


def replay(
    where: Shared,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Messages, one JSON object a line; packed ones end in .gz; - is standard input.",
            show_default=False,
        ),
    ],
    policy: PolicyOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="Let the clock run up to here, such as 2026-11-20T23:52:10Z. Later messages are "
            r"left out. \[default: the latest message]",
            show_default=False,
        ),
    ] = None,
    alerts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write every alert that the database then holds here, one JSON object a line; "
            "- is standard output.",
            show_default=False,
        ),
    ] = None,
    reveal: RevealOption = False,
) -> int:
    """Take messages from files as if each came at its own time, and raise every alarm in between.

    Lines are taken in the order of the file; several files are merged by time. What cannot be read
    goes to quarantine and is named on standard error. Nothing is sent to anyone. A second replay
    into the same database goes on where the first one ended.
    """
    from consumer.alert_lines import STANDARD_OUTPUT, write_alerts
    from consumer.inboxes import schedules_of
    from consumer.replaying import Replaying, require_readable
    from consumer.whole_file import require_writable

    limit = instant(until)
    require_readable(files)
    opened = where.opened()
    if alerts is not None and alerts != STANDARD_OUTPUT:
        kept = [Path(name) for name in files]
        if opened.database.path is not None:
            kept.append(opened.database.path)
        require_writable(alerts, "--alerts", kept=kept)
    house = opened.house(policy)
    inboxes = schedules_of(opened.settings.inboxes)
    known = {source: when for source, when in inboxes.items() if when is not None}
    # A replay shows what would have rung, also before this installation went live.
    house = replace(house, schedules={**house.schedules, **known}, live_since=None)
    outcome = Replaying(
        database=opened.database, house=house, reader=opened.reader, until=limit
    ).take(files)
    if alerts is not None:
        show = opened.reveal(asked=reveal, what="alerts of a replay")
        write_alerts(opened.database, house, alerts, show)
    for line in (*outcome.words(), *outcome.damages):
        sys.stderr.write(f"danm: {line}\n")
    return 0 if outcome.is_whole else 1


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(replay))
