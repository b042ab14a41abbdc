"""What several sections of the settings are made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_settings import NoDecode


def split(value: object) -> object:
    """Return the parts of a text that commas separate; all else as it is."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split)]
"""A list in TOML; separated by commas in a variable."""

Files = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(split)]
"""Paths, as seen from the folder the program is started in."""


@dataclass(frozen=True, slots=True)
class OwnerOnly:
    """Marks a path whose file holds something secret: it is refused where others may read it."""


SecretFile = Annotated[Path, OwnerOnly()]
SecretFiles = Annotated[Files, OwnerOnly()]


class Section(BaseModel):
    """A table of the settings: strict, and never showing a value in an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )
