"""A stop signal: what is in hand is stored, a second changes nothing, and 20 s are enough."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select, Table, func, select

from consumer import wall_clock
from schemas.database import open_database
from schemas.tables import alerts, messages, outbox
from tests.a_night import reported
from tests.programs import ROOT, Program, of_the_program, until
from tests.wire import wire

pytestmark = pytest.mark.integration

DIED = 70
MANY = 10_000
"""Several batches, so that a stop finds some of them to come."""

LATE = 300
"""Alerts of some 700 bytes each: together more than the 64 KiB that a pipe holds."""

STOP_WITHIN = 20
"""Source: design, "Threads of danm run"."""


def messages_file(folder: Path, number: int, age: timedelta) -> Path:
    at = wall_clock.now() - age
    file = folder / "messages.ndjson"
    lines = [wire(reported(f"STF-26-{n}", "medium", at)) for n in range(number)]
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return file


def run_words(folder: Path, file: Path) -> list[str]:
    return ["--data-dir", str(folder / "data"), "run", str(file)]


SETTINGS = {"DANM_HTTP__PORT": "0", "DANM_LOG_FORMAT": "json", "DANM_MODE": "live"}


def counted(folder: Path, query: Select[int]) -> int:
    with (
        closing(open_database(f"sqlite:///{folder / 'data' / 'danm.sqlite'}")) as database,
        database.read() as connection,
    ):
        return connection.execute(query).scalar_one()


def held(folder: Path, table: Table) -> int:
    return counted(folder, select(func.count()).select_from(table))


def unsent(folder: Path) -> int:
    return counted(folder, select(func.count()).where(outbox.c.accepted_at.is_(None)))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_cut_off_the_work_in_hand(
    tmp_path: Path, how: signal.Signals
) -> None:
    file = messages_file(tmp_path, MANY, timedelta(minutes=1))
    with Program.start(tmp_path, *run_words(tmp_path, file), env=SETTINGS) as program:
        program.until_it_runs()
        program.until(lambda: held(tmp_path, messages) > 0, "some messages are stored")
        program.process.send_signal(how)
        program.process.send_signal(how)
        code = program.stop()
    with Program.start(tmp_path, *run_words(tmp_path, file), env=SETTINGS) as again:
        again.until_it_runs()
        again.until(lambda: held(tmp_path, messages) == MANY, "all messages are stored")
        assert again.stop() == 0

    assert code == 0
    assert '"died": "nothing"' in program.stderr


@contextmanager
def with_nobody_reading(folder: Path, words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run it with its output in a pipe that is full before long."""
    reading, writing = os.pipe()
    try:
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "consumer", *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=log,
                env=of_the_program() | SETTINGS,
            )
        os.close(writing)
        yield process
        process.kill()
        process.wait()
    finally:
        os.close(reading)


def test_a_channel_that_hangs_for_ever_keeps_no_stop_longer_than_it_may(tmp_path: Path) -> None:
    file = messages_file(tmp_path, LATE, timedelta(hours=30))
    with with_nobody_reading(tmp_path, run_words(tmp_path, file)) as process:
        until(lambda: b'"running"' in (tmp_path / "log").read_bytes(), "it runs")
        until(lambda: held(tmp_path, alerts) >= LATE, "all alerts are raised")
        until(Quiet(tmp_path), "the pipe is full")
        began = wall_clock.steady_seconds()
        process.send_signal(signal.SIGTERM)
        code = process.wait(STOP_WITHIN + 5)
        took = wall_clock.steady_seconds() - began

    assert code == DIED
    assert took < STOP_WITHIN
    with Program.start(tmp_path, *run_words(tmp_path, file), env=SETTINGS) as again:
        again.until(lambda: unsent(tmp_path) == 0, "all alerts are told")
        assert again.stop() == 0
    assert again.log("alerts whose sender ended are sent again") is not None


@dataclass(slots=True)
class Quiet:
    """Whether nothing has been sent for some time, though there is something to send."""

    folder: Path
    looks: int = 0
    before: int = 0

    def __call__(self) -> bool:
        now = unsent(self.folder)
        self.looks = self.looks + 1 if now == self.before > 0 else 0
        self.before = now
        return self.looks > 40
