"""The Dockerfile, read as the builder reads it: its instructions by stage, lines joined."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

CONTAINER = Path(__file__).parents[2] / "deploy" / "container"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a stage."""

    stage: int
    word: str
    said: str


def instructions() -> list[Instruction]:
    """Return every instruction in order."""
    text = re.sub(r"^\s*#.*\n", "", (CONTAINER / "Dockerfile").read_text(), flags=re.MULTILINE)
    stage, found = -1, []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.strip():
            word, _, said = line.partition(" ")
            stage += word == "FROM"
            found.append(Instruction(stage, word, said))
    return found


def said(word: str, stage: int | None = None) -> list[str]:
    """Return what all instructions of a sort say, in one stage or in all."""
    return [one.said for one in instructions() if one.word == word and stage in (None, one.stage)]


def copied() -> list[tuple[str, str]]:
    """Return what is copied from the repository, each with its place in the image."""
    pairs = [shlex.split(one) for one in said("COPY") if not one.startswith("--from")]
    return [(source, target) for *sources, target in pairs for source in sources]


def variables(stage: int) -> dict[str, str]:
    """Return the environment that a stage sets."""
    told = [part for one in said("ENV", stage) for part in shlex.split(one)]
    return {name: value for name, _, value in (one.partition("=") for one in told)}


def health_check() -> list[str]:
    """Return the command that asks whether the program lives."""
    _, _, command = said("HEALTHCHECK")[0].partition("CMD ")
    words: list[str] = json.loads(command)
    return words
