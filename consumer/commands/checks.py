"""`danm check`, `danm schemas` and `danm db`: the installation itself."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from consumer.commands.options import Shared, with_places

db = typer.Typer(name="db", no_args_is_help=True, help="The database itself.")


class CheckFormat(StrEnum):
    """How findings are printed."""

    WORDS = "words"
    JSON = "json"


def check(
    where: Shared,
    as_format: Annotated[
        CheckFormat, typer.Option("--format", help="Sentences, or JSON for programs.")
    ] = CheckFormat.WORDS,
) -> int:
    """Try configuration, keys, policy, database, clock and broker; change nothing.

    Each line says ok, or problem and the mend. Ends with 1 where there is a problem.
    """
    from consumer import wall_clock
    from consumer.checking import findings
    from consumer.list_output import print_json

    found = []
    for finding in findings(where.settings, wall_clock.now()):
        found.append(finding)
        if as_format is CheckFormat.JSON:
            print_json([finding.as_json()])
        else:
            sys.stdout.write(f"{finding.line()}\n")
        sys.stdout.flush()
    return 0 if all(finding.is_well for finding in found) else 1


def schemas(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="Print this one; without it, their names.", show_default=False
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write them all into this folder.", show_default=False),
    ] = None,
) -> int:
    """Print what a sender must keep to: a JSON Schema a message, and the topics (AsyncAPI)."""
    from schemas.published import documents

    found = documents()
    if to is not None:
        _write_all(found, to)
    elif name is None:
        sys.stdout.write("".join(f"{one}\n" for one in found))
    elif (document := found.get(name) or found.get(f"{name}.json")) is not None:
        sys.stdout.write(document)
    else:
        raise typer.BadParameter(f"there is no document {name!r}; see their names: danm schemas")
    return 0


def _write_all(found: dict[str, str], folder: Path) -> None:
    from schemas.trouble import Trouble

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, document in found.items():
            (folder / name).write_text(document, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Trouble(
            f"--to {folder} cannot be written ({error.strerror})", "name another folder"
        ) from None
    sys.stderr.write(f"{len(found)} files written to {folder}\n")


def upgrade(where: Shared) -> int:
    """Bring the database to the tables of this program; twice is as good as once.

    Stop what runs on it and keep a backup first: an older program cannot use it afterwards. An
    interrupted upgrade leaves it as it was.
    """
    from consumer.opening import open_bare
    from schemas.migrating import upgrade as upgrade_database

    database = open_bare(where.settings())
    done = upgrade_database(database)
    if done.before == done.after:
        words = f"{database.name} had the tables of this program already ({done.after})"
    else:
        words = f"{database.name} upgraded from {done.before or 'nothing'} to {done.after}"
    sys.stdout.write(f"{words}\n")
    return 0


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(with_places(check))
    app.command()(schemas)
    db.command()(with_places(upgrade))
    app.add_typer(db)
