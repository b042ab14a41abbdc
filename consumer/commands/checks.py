"""`danm check`, `danm schemas` and `danm db`: the installation itself."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consumer.commands.options import Shared, with_places
from schemas.words import Role

if TYPE_CHECKING:
    from consumer.finding import Finding

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
    send: Annotated[
        Role | None,
        typer.Option(
            metavar="ROLE",
            help="Send a marked test alert, as one for this role would go, and try nothing else.",
            show_default=False,
        ),
    ] = None,
    council: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Whose ROLE, such as E06000021.", show_default=False),
    ] = None,
) -> int:
    """Try configuration, keys, policy, channels, database, clock and broker; change nothing.

    Each line says ok; warning or problem, and the mend. Ends with 1 where there is a problem, with
    2 where the settings cannot be read.
    """
    from consumer import wall_clock
    from consumer.checking import findings

    if send is None:
        return _told(findings(where.settings(), wall_clock.now()), as_format)
    return _told(_test_sent(where, send, council), as_format)


def _test_sent(where: Shared, role: Role, council: str | None) -> "Iterator[Finding]":
    from consumer import wall_clock
    from consumer.opening import read_policies
    from consumer.outgoing import outgoing
    from consumer.trial_alert import send_test

    settings, now = where.settings(), wall_clock.now()
    policies = read_policies(settings.policy_files)
    leaving = outgoing(settings, policies.versions[-1], sys.stdout)
    return send_test(leaving, policies, role, council, now)


def _told(found: "Iterator[Finding]", as_format: CheckFormat) -> int:
    """Print findings as they come; return the exit code."""
    from consumer.list_output import print_json

    is_well = True
    for finding in found:
        if as_format is CheckFormat.JSON:
            print_json([finding.as_json()])
        else:
            sys.stdout.write(f"{finding.line()}\n")
        sys.stdout.flush()
        is_well = is_well and finding.is_well
    return 0 if is_well else 1


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
