"""Loading the settings, and saying on one line where a wrong one stands and what is allowed."""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from consumer.settings import Settings
from schemas.trouble import Trouble

_Place = tuple[int | str, ...]


class WrongSettings(Trouble):
    """A setting is wrong; the text names the option, variable or place in the file, no value."""


def load_settings(config: Path | None = None, **given: Any) -> Settings:
    """Return the settings of this run.

    Args:
        config: The TOML file of ``--config``; None where there is none.
        **given: What stood on the command line, by field; None where it did not.

    Raises:
        WrongSettings: The file cannot be read, or a setting is unknown or not allowed.
    """
    if config is not None:
        _check_file(config)
    told = {name: value for name, value in given.items() if value is not None}

    class FromFile(Settings, toml_file=config):
        """The same settings, with the file of this run below the variables."""

    try:
        return FromFile(**told)
    except ValidationError as error:
        # Not chained, here and below: a traceback would show the values, passwords among them.
        first = error.errors(include_url=False, include_input=False)[0]
        raise WrongSettings(*_explained(first, config, told)) from None
    except SettingsError as error:
        raise WrongSettings(f"{_variable_in(error)} cannot be read", "write it as JSON") from None


def _check_file(config: Path) -> None:
    try:
        tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSettings(
            f"{config} cannot be read ({error.strerror})", "check --config"
        ) from None
    except UnicodeDecodeError:
        raise WrongSettings(f"{config} is not UTF-8", "save it as UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings(f"{config} is not TOML", f"mend this: {error}") from None


def _variable_in(error: SettingsError) -> str:
    field = re.search(r'field "(\w+)"', str(error))
    return f"DANM_{field[1].upper()}" if field else "a DANM_ variable"


def _explained(
    error: ErrorDetails, config: Path | None, given: Mapping[str, object]
) -> tuple[str, str]:
    where = _where([str(part) for part in error["loc"]], config, given)
    if error["type"] == "extra_forbidden":
        return f"{where} is not a setting", _known_beside(error["loc"])
    said = error["msg"].removeprefix("Value error, ")
    return f"{where} is wrong", f"{said[:1].lower()}{said[1:]}"


def _where(names: list[str], config: Path | None, given: Mapping[str, object]) -> str:
    if names[0] in given:
        return f"--{names[0].replace('_', '-')}"
    present = {name.upper() for name in os.environ}
    for length in range(len(names), 0, -1):
        variable = f"DANM_{'__'.join(names[:length])}".upper()
        if variable in present:
            return variable
    place = ".".join(names)
    return place if config is None else f"{place} in {config}"


def _known_beside(place: _Place) -> str:
    known = list(_section(place).model_fields)
    close = get_close_matches(str(place[-1]), known, n=1)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"


def _section(place: _Place) -> type[BaseModel]:
    """Return the section in which something unknown stands: all settings, or a table of theirs."""
    if len(place) == 1:
        return Settings
    annotation: Any = Settings.model_fields[str(place[0])].annotation
    # The tables by source are a mapping: the section is what it maps to.
    section: type[BaseModel] = get_args(annotation)[-1] if get_args(annotation) else annotation
    return section
