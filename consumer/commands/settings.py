"""`danm settings`: the reference of all settings."""

import sys

import typer


def settings() -> int:
    """Print every setting with its variable, what may stand there and what it does (Markdown)."""
    from consumer.settings_reference import reference

    sys.stdout.write(reference())
    return 0


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(settings)
