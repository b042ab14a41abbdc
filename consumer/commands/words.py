"""Words of the contract as people type them after an option: with dashes, or as they are stored."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import typer

Word = TypeVar("Word", bound=StrEnum)


def dashed(words: type[StrEnum]) -> str:
    """Return the words of a closed set as an option shows them: "one-word, another"."""
    return ", ".join(_typed(word) for word in words)


def word_of(words: type[Word]) -> Callable[[str], Word]:
    """Return what reads one word of a closed set; dashes, underscores and spaces are the same."""

    def read(text: str) -> Word:
        try:
            return words(text.strip().lower().replace("-", "_").replace(" ", "_"))
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not one of {dashed(words)}.") from None

    return read


def _typed(word: StrEnum) -> str:
    return word.value.replace("_", "-")
