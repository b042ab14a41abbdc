"""A real monitor whose wall clock is set forward, and back: told, and no alarm twice or never."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from consumer import wall_clock
from schemas.database import Database, open_database
from schemas.entering import enter
from schemas.key_files import load_keys
from schemas.tables import alerts
from tests.a_night import reported
from tests.programs import Program, ask
from tests.wire import wire

pytestmark = pytest.mark.integration

JUMPING = ("tests.integration.jumping",)
HOUR = timedelta(hours=1)
BREACHED_AFTER = 24 * HOUR
"""Source: the default policy, medium."""


def set_clock(file: Path, shift: timedelta) -> None:
    """Set it at once: whoever reads in between must not find an empty file."""
    draft = file.with_suffix(".draft")
    draft.write_text(str(int(shift.total_seconds())))
    os.replace(draft, file)


@contextmanager
def database_of(folder: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{folder / 'data' / 'danm.sqlite'}")) as database:
        yield database


def rungs(folder: Path) -> Counter[str]:
    with database_of(folder) as database, database.read() as connection:
        return Counter(connection.execute(select(alerts.c.rung)).scalars())


def report(folder: Path, reference: str, at: datetime, now: datetime) -> None:
    with database_of(folder) as database:
        raw = wire(reported(reference, "medium", at))
        enter(database, load_keys(folder / "data"), raw, "test", now)


def test_a_clock_that_jumps_is_told_and_rings_every_alarm_once(tmp_path: Path) -> None:
    began = wall_clock.now()
    soon = reported("STF-26-SOON", "medium", began - BREACHED_AFTER + HOUR)
    (tmp_path / "in.ndjson").write_bytes(wire(soon) + b"\n")
    shift = tmp_path / "shift"
    set_clock(shift, timedelta(0))
    words = ["--data-dir", str(tmp_path / "data"), "run", str(tmp_path / "in.ndjson")]
    env = {"DANM_HTTP__PORT": "0", "DANM_LOG_FORMAT": "json", "SHIFT": str(shift)}

    with Program.start(tmp_path, *words, module=JUMPING, env=env) as program:
        program.until_it_runs()
        program.until(lambda: rungs(tmp_path) == {"warn": 1}, "it is warned of")
        assert ask(f"{program.web}/readyz") == (200, "ready\n")

        set_clock(shift, 2 * HOUR)
        program.until(lambda: rungs(tmp_path) == {"warn": 1, "breach": 1}, "it is late")
        program.until(lambda: "jumped forward by 2 h" in ask(f"{program.web}/readyz")[1], "told")

        set_clock(shift, -HOUR)
        program.until(lambda: "jumped back by 3 h" in ask(f"{program.web}/readyz")[1], "told too")
        report(tmp_path, "STF-26-LATE", began - 26 * HOUR, began - HOUR)
        program.until(lambda: rungs(tmp_path) == {"warn": 1, "breach": 2}, "the sweep goes on")

        set_clock(shift, timedelta(0))
        report(tmp_path, "STF-26-MORE", began - 25 * HOUR, began)
        program.until(lambda: rungs(tmp_path) == {"warn": 1, "breach": 3}, "and on")
        program.until(lambda: "(3 jumps within" in ask(f"{program.web}/readyz")[1], "all are told")
        status, said = ask(f"{program.web}/readyz")
        code = program.stop()

    assert status == 200
    assert said.startswith("ready\nremark: the clock of this machine jumped")
    assert code == 0
    assert program.stderr.count('"the clock jumped"') == 3
