"""A terminal with somebody at it: `danm` runs there as a person starts it."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

from tests.programs import DANM, PATIENCE, ROOT, of_the_program, until


@dataclass(slots=True)
class AtTerminal:
    """One program whose input and output are a terminal."""

    process: "subprocess.Popen[bytes]"
    _seen: bytearray = field(default_factory=bytearray)

    @property
    def screen(self) -> str:
        """All that was shown so far."""
        return self._seen.decode(errors="replace")

    def until_shown(self, text: str) -> None:
        """Poll until something stands on the screen."""
        until(lambda: text in self.screen, text)

    def watch(self, master: int) -> None:
        """Read what is shown until the terminal is gone; unread, the program would stand still."""
        with suppress(OSError):
            while shown := os.read(master, 65_536):
                self._seen += shown


@contextmanager
def at_terminal(*arguments: str, env: Mapping[str, str]) -> Iterator[AtTerminal]:
    """Run `danm` at a terminal; Ctrl-C ends it."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", *DANM, *arguments],
        cwd=ROOT,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=of_the_program() | dict(env),
    )
    os.close(slave)
    running = AtTerminal(process)
    reading = Thread(target=running.watch, args=(master,))
    reading.start()
    try:
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reading.join()
        os.close(master)
