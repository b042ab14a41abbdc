"""The command line, a file a subject. Heavy imports live inside commands: help must be quick."""

from typing import Annotated

import typer

from consumer.commands import (
    acknowledge,
    audit,
    checks,
    demo,
    export,
    feeds,
    files,
    join,
    lists,
    metrics,
    policy,
    purge,
    quarantine,
    receipt,
    rekey,
    replay,
    review,
    run,
    settings,
    subject,
)
from consumer.commands.options import ConfigOption, DatabaseOption, DataDirOption, Shared

app = typer.Typer(
    name="danm",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "How long children wait between police knowing of domestic abuse and the council's front "
        "door being told, and alarms while they still wait.\n\n"
        "Help for one command: [bold]danm COMMAND --help[/bold]"
    ),
)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"danm {version('da-notification-monitor')}")
        raise typer.Exit


@app.callback()
def before_any_command(
    context: typer.Context,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
    config: ConfigOption = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and end."
        ),
    ] = False,
) -> None:
    """Keep what was given before the command, for the command."""
    context.obj = Shared(database=database, data_dir=data_dir, config=config)


for group in (
    *(demo, run, replay, lists, acknowledge, receipt, join),
    *(quarantine, metrics, feeds, files, export, review, subject),
    *(policy, checks, settings, purge, rekey, audit),
):
    group.add_to(app)
