"""What stands in deploy/systemd, read as systemd reads it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"


def lines(unit: str) -> list[tuple[str, str]]:
    """Return every setting of a unit with its value, in order, those that it shares too."""
    shared = UNITS / "danm-.service.d" / "shut.conf"
    files = [UNITS / unit, shared] if unit.startswith("danm-") else [UNITS / unit]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    settings = (line.partition("=") for line in text.splitlines() if line and line[0] not in "#[")
    return [(name, value) for name, _, value in settings]


def values(unit: str, setting: str) -> list[str]:
    """Return what a unit says to one setting."""
    return [value for name, value in lines(unit) if name == setting]


def allowed_calls(unit: str) -> set[str]:
    """Return the names of the system calls that a unit leaves to its program."""
    allowed: set[str] = set()
    for value in values(unit, "SystemCallFilter"):
        named = {call for name in value.removeprefix("~").split() for call in _calls(name)}
        allowed = allowed - named if value.startswith("~") else allowed | named
    return allowed


def _calls(name: str) -> Iterator[str]:
    """Yield the calls of a set, or the one that is named."""
    if not name.startswith("@"):
        yield name
        return
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for member in (line.strip() for line in told[1:]):
        if member and member[0] != "#":
            yield from _calls(member)
