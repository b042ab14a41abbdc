"""Options that several commands share, and what they open. Light: opening imports inside."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

if TYPE_CHECKING:
    from consumer.opening import Opened
    from consumer.settings import Settings

P = ParamSpec("P")

_WHERE = "Where things are"

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="The database: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME "
        r"\[default: danm.sqlite in the data folder]",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="FOLDER",
        help="The data folder: it holds the SQLite file, and keys made on first use. "
        r"\[default: danm-data here]",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings as a TOML file. DANM_… variables stand above it, options above those.",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
PolicyOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="The file with the limits. Give it again for each further version. "
        r"\[default: as in the settings]",
        show_default=False,
    ),
]
RevealOption = Annotated[
    bool,
    typer.Option(
        "--reveal", help="Show police references too. Who asked, and when, goes into the audit."
    ),
]


CodeArgument = Annotated[
    str, typer.Argument(metavar="CODE", help="The case code, such as K7M-4QXR.", show_default=False)
]
_NAME = typer.Option(
    "--name", metavar="NAME", help="Who you are, as others find you.", show_default=False
)
NameOption = Annotated[str, _NAME]
NameIfGiven = Annotated[str | None, _NAME]


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[
    Format,
    typer.Option("--format", help="A table for people, JSON for programs, CSV for Excel."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Where things are, as far as the command line says; given before a command it holds for it."""

    database: str | None = None
    data_dir: Path | None = None
    config: Path | None = None

    def or_else(self, before: "Shared") -> "Shared":
        """Return these, and for what they leave open those given before the command."""
        return Shared(
            database=self.database or before.database,
            data_dir=self.data_dir or before.data_dir,
            config=self.config or before.config,
        )

    def settings(self) -> "Settings":
        """Return the settings of this run.

        Raises:
            Trouble: A setting is wrong; the text says which and the mend.
        """
        from consumer.load_settings import load_settings

        return load_settings(self.config, database=self.database, data_dir=self.data_dir)

    def opened(self, *, must_exist: bool = False) -> "Opened":
        """Open settings and database, and keys when they are asked for.

        Raises:
            Trouble: One of them cannot be used; the text says which and the mend.
        """
        from consumer.opening import open_all, open_existing

        return (open_existing if must_exist else open_all)(self.settings())


def opened(
    context: typer.Context,
    database: str | None = None,
    data_dir: Path | None = None,
    config: Path | None = None,
) -> "Opened":
    """Open settings, database and keys, as given after the command or before it.

    Raises:
        Trouble: One of them cannot be used; the line says which and the mend.
    """
    own = Shared(database=database, data_dir=data_dir, config=config)
    return own.or_else(context.obj).opened()


def with_places(command: Callable[Concatenate[Shared, P], int]) -> Callable[..., int]:
    """Let a command say where things are: after its name, or before it for any command."""
    act: Callable[..., int] = command

    @wraps(command)
    def run(context: typer.Context, **given: Any) -> int:
        own = Shared(**{name: given.pop(name) for name in _PLACES})
        return act(own.or_else(context.obj), **given)

    own_options = list(inspect.signature(command).parameters.values())[1:]
    options = {option.name: option.annotation for option in own_options} | _PLACES
    defaults = {option.name: option.default for option in own_options} | dict.fromkeys(_PLACES)
    parameters = [
        inspect.Parameter(name, _BY_NAME, annotation=kind, default=defaults[name])
        for name, kind in options.items()
    ]
    context = inspect.Parameter("context", _BY_NAME, annotation=typer.Context)
    run.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    return run


_PLACES = {"database": DatabaseOption, "data_dir": DataDirOption, "config": ConfigOption}
_BY_NAME = inspect.Parameter.KEYWORD_ONLY


def case_code(text: str) -> str:
    """Return a case code as it is stored, however carelessly it was typed.

    Raises:
        BadParameter: It has another length, or letters that no case code has.
    """
    from schemas.case_codes import NoCaseCode, read_handle

    try:
        return read_handle(text)
    except NoCaseCode as error:
        raise typer.BadParameter(f"{text!r}: {error}.") from error


def instant(text: str | None) -> datetime | None:
    """Return the instant that an option gives, None where it was not given.

    Raises:
        BadParameter: It is no RFC 3339 time with an offset.
    """
    from schemas.moments import NotATime, parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text)
    except NotATime as error:
        raise typer.BadParameter(
            f"{text!r} is not a time ({error}); write it as 2026-11-20T23:52:10Z, "
            "with Z or an offset such as +01:00."
        ) from error
