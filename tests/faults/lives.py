"""The program in one life after another, each a process of its own: `python -m tests.faults.lives`.

Reading it in takes most of a second. So one process does that once, opens nothing, and forks for
each life; a life is named by a line of JSON.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.programs import PATIENCE, ROOT, of_the_program

ANYWHERE = "anywhere"
"""Killed from outside, wherever it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of the program. ``point`` is where it ends, None where it ends when asked to."""

    arguments: Sequence[str]
    out: str
    err: str
    point: str | None = None
    after: int = 1
    """When the point is reached for the so-manieth time."""


class Lives:
    """What begins a life, and says how it ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self.outputs: list[Path] = []
        self.pid = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.lives"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=of_the_program(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave no process behind; where a test failed, show what the last life said."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self.ended(PATIENCE)
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(PATIENCE)
        self._process.stdout.close()  # type: ignore[union-attr]
        if error is not None and self.outputs:
            error.add_note(f"stderr: {self.stderr[-4000:]}")

    @property
    def stderr(self) -> str:
        return self.outputs[-1].with_suffix(".err").read_text(encoding="utf-8")

    def begin(self, *arguments: str, point: str | None = None, after: int = 1) -> None:
        """Begin a life."""
        out = self._folder / f"{len(self.outputs)}.out"
        self.outputs.append(out)
        err = str(out.with_suffix(".err"))
        point = None if point == ANYWHERE else point
        life = Life(arguments=arguments, out=str(out), err=err, point=point, after=after)
        self._process.stdin.write(f"{json.dumps(asdict(life))}\n".encode())  # type: ignore[union-attr]
        self.pid = int(self._answer(PATIENCE) or 0)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        os.kill(self.pid, signal.SIGTERM)
        code = self.ended(PATIENCE)
        assert code is not None, "it does not end"
        return code

    def ended(self, within: float) -> int | None:
        """Return how it ended, minus the signal that ended it; None where it still lives."""
        answer = self._answer(within)
        if answer is None:
            return None
        self.pid = 0
        return int(answer)

    def _answer(self, within: float) -> bytes | None:
        pipe = self._process.stdout
        assert pipe is not None
        ready, _, _ = select.select([pipe], [], [], within)
        return pipe.readline() if ready else None


def main() -> None:
    """Begin each life that standard input names; say its process, and how it ended."""
    import consumer.running
    import consumer.sources.kafka  # noqa: F401 - read in here, once for all lives
    from consumer.sources import file_reading
    from tests.faults.a_long_night import BATCH_RECORDS

    file_reading._ROOM = BATCH_RECORDS
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(json.loads(line))
        say(pid)
        _, status = os.waitpid(pid, 0)
        say(os.waitstatus_to_exitcode(status))


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def live(told: dict[str, Any]) -> None:
    """Be the program from here on; what it opens is its own."""
    from consumer.__main__ import main as danm
    from tests.faults.killed_at import cutting

    life = Life(**told)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in ((1, life.out), (2, life.err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    if life.point is not None:
        cutting(life.point, life.after)
    danm(life.arguments)


if __name__ == "__main__":
    main()
