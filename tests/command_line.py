"""The real command in a process of its own, as people and scripts meet it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "consumer")


@dataclass(frozen=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**variables: str) -> dict[str, str]:
    """This process's own, without any setting of whoever runs the tests; 80 columns wide."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DANM_")}
    return own | {"COLUMNS": "80", "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"} | variables


def danm(*arguments: str | Path, at: Path, given: bytes = b"", **variables: str) -> Ended:
    """Run `danm` in a folder, and say how it ended."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=at,
        env=environment(**variables),
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ended(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
