"""`danm` as a process of its own: started, watched by polling, ended by its own pid."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
"""Seconds until a test gives up; what it waits for comes in one to five."""

LOOK_EVERY = 0.05
DANM = ("consumer",)
"""The module that is run, and what stands before the arguments."""


def until(condition: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    """Poll until something holds.

    Raises:
        AssertionError: It did not in time.
    """
    give_up = monotonic() + within
    while not condition():
        assert monotonic() < give_up, f"not within {within:.0f} s: {what}"
        sleep(LOOK_EVERY)


@dataclass(slots=True)
class Program:
    """One running `danm`, with what it writes in two files of a folder."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @classmethod
    def start(
        cls,
        folder: Path,
        *arguments: str,
        module: Sequence[str] = DANM,
        env: Mapping[str, str] | None = None,
    ) -> "Program":
        """Start it from the source tree; nothing of this machine's own settings is taken over."""
        number = len(list(folder.glob("*.out")))
        out, err = folder / f"{number}.out", folder / f"{number}.err"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", *module, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=of_the_program() | dict(env or {}),
            )
        return cls(process, out, err)

    def __enter__(self) -> Self:
        """It runs already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave no process behind; where a test failed, show what it said."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if error is not None:
            error.add_note(f"stdout: {self.stdout[-2000:]}\nstderr: {self.stderr[-4000:]}")

    @property
    def stdout(self) -> str:
        return self.out.read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        return self.err.read_text(encoding="utf-8")

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def until(self, condition: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        """Poll until something holds while it runs."""

        def holds() -> bool:
            if condition():
                return True
            assert not self.has_ended, f"ended with {self.process.returncode} before: {what}"
            return False

        until(holds, what, within)

    def ended(self, within: float = PATIENCE) -> int:
        """Wait for its end and return the exit code, -9 where it was killed."""
        return self.process.wait(within)

    def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 20.0) -> int:
        """Ask it to end, and return the exit code."""
        self.process.send_signal(how)
        return self.ended(within)

    def log(self, message: str) -> dict[str, str] | None:
        """Return the values of the first log line (JSON) with this message, None before it."""
        for line in self.stderr.splitlines():
            told: dict[str, str] = json.loads(line) if line.startswith("{") else {}
            if told.get("message") == message:
                return told
        return None

    def until_it_runs(self) -> None:
        """Poll until its tables are made, its sources are open and its address is served."""
        self.until(lambda: self.log("running") is not None, "it runs")

    @property
    def web(self) -> str:
        """Return the address it serves, once it says so."""
        self.until_it_runs()
        told = self.log("running")
        assert told is not None
        return told["web"]


def of_the_program() -> dict[str, str]:
    """Return this process's own variables, as far as they hold for the program."""
    return {name: value for name, value in os.environ.items() if _is_taken_over(name)}


def _is_taken_over(variable: str) -> bool:
    """Whether a variable of the tests holds for the program; compiling it anew costs a second."""
    return not variable.startswith("DANM_") and variable != "PYTHONDONTWRITEBYTECODE"


def ask(url: str) -> tuple[int, str]:
    """Return status and text of a web address."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
