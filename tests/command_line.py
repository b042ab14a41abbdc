"""The real command in a process of its own, as people and scripts meet it."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def danm(*arguments: str | Path, at: Path, given: bytes = b"", **variables: str) -> Ended:
    """Run `danm` in a folder, and say how it ended."""
    return _run([sys.executable, "-m", "consumer", *map(str, arguments)], at, given, variables)


def through_a_pipe(command: str, at: Path) -> Ended:
    """Run `danm` by a shell; the exit code is that of the first command that fails."""
    return _run(["bash", "-c", f"set -o pipefail; python -m consumer {command}"], at, b"", {})


def _run(words: list[str], at: Path, given: bytes, variables: dict[str, str]) -> Ended:
    done = subprocess.run(
        words,
        cwd=at,
        env=_environment() | variables,
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ended(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def _environment() -> dict[str, str]:
    """Return this process's own, without settings of whoever runs the tests; 80 columns wide."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DANM_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    return own | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(REPOSITORY), "PATH": path}


def spoil(database: Path, statement: str) -> None:
    """Change a database behind the program's back."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)
