"""`danm metrics`: all figures once, as Prometheus reads them."""

import sys

import typer

from consumer.commands.options import PolicyOption, Shared, with_places


def metrics(where: Shared, policy: PolicyOption = None) -> int:
    """Print all metrics once, as Prometheus reads them.

    They speak of the instant at which the database last handled a message or looked for what is
    due: figures of a replay of last year are judged by its own clock. Counts are exact, so this is
    not for publication.
    """
    from consumer.metrics import exposition

    opened = where.opened(must_exist=True)
    sys.stdout.write(exposition(opened.database, opened.house(policy), None).decode())
    return 0


def add_to(app: typer.Typer) -> None:
    """Add this subject's command."""
    app.command()(with_places(metrics))
