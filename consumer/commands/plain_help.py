"""Help for people who are no programmers: flowing paragraphs, and no names of Python types."""

from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption


def in_plain_words(app: typer.Typer) -> TyperGroup:
    """Return the whole command line, its help made readable."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101 - an app with a callback always is one
    _walk(group)
    return group


def _walk(command: Any) -> None:
    if command.help:
        command.help = "\n\n".join(
            paragraph.replace("\n", " ") for paragraph in cleandoc(command.help).split("\n\n")
        )
    for parameter in (*command.params, command.get_help_option(typer.Context(command))):
        if isinstance(parameter, TyperArgument) or _is_flag(parameter):
            parameter.display_type_rich = _no_type
    for inner in command.commands.values() if isinstance(command, TyperGroup) else ():
        _walk(inner)


def _is_flag(parameter: Any) -> bool:
    return isinstance(parameter, TyperOption) and parameter.is_flag


def _no_type(ctx: typer.Context) -> None:
    """Show no type: that a flag is a bool helps nobody who has only to write it down."""
