"""`danm run --inbox` as a process of its own: files in, a kill in between, nothing twice."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from consumer import wall_clock
from schemas.moments import zulu
from tests.inboxes import COUNCIL_HEADER, COUNCIL_MAPPING, POLICE_HEADER, POLICE_MAPPING, a_file
from tests.programs import Program

pytestmark = pytest.mark.integration


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, mapping in (("police", POLICE_MAPPING), ("council", COUNCIL_MAPPING)):
        text = mapping.format(by="file", extra="snapshot = true", delivery="")
        (tmp_path / f"{name}.toml").write_text(text)
        (tmp_path / name).mkdir()
    return tmp_path


def start(place: Path) -> Program:
    pairs = [
        word
        for name in ("police", "council")
        for word in ("--inbox", str(place / name), "--mapping", str(place / f"{name}.toml"))
    ]
    quiet = {"DANM_LOG_FORMAT": "json", "DANM_HTTP__PORT": "0"}
    program = Program.start(place, "run", "--data-dir", str(place / "data"), *pairs, env=quiet)
    program.until_it_runs()
    return program


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / f"{name}.done").touch()


def held(place: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(place / "data" / "danm.sqlite")) as connection:
        return connection.execute(question).fetchall()


def states(place: Path) -> list[tuple[Any, ...]]:
    return held(place, "SELECT name, state FROM files ORDER BY name")


def test_two_folders_are_read_and_a_killed_monitor_goes_on_where_it_was(place: Path) -> None:
    now = zulu(wall_clock.now())
    reported = [f"A-{number},{now},,M," for number in range(3)]
    with start(place) as first:
        put(place / "police", "monday.csv", a_file(POLICE_HEADER, reported))
        first.until(lambda: len(states(place)) == 1, "the file is taken")
        first.process.kill()
        first.ended()

    with start(place) as second:
        put(place / "police", "tuesday.csv", a_file(POLICE_HEADER, reported[:2]))
        put(place / "council", "receipts.csv", a_file(COUNCIL_HEADER, [f"A-0,,M,{now}"]))
        second.until(lambda: len(states(place)) == 3, "the files are taken")
        code = second.stop()

    assert code == 0
    assert states(place) == [
        ("monday.csv", "taken"),
        ("receipts.csv", "taken"),
        ("tuesday.csv", "taken"),
    ]
    gave = held(place, "SELECT gave FROM files WHERE name = 'tuesday.csv'")
    assert json.loads(gave[0][0]) == {"danm.feed.heartbeat.v1": 1}
    assert held(place, "SELECT state, count(*) FROM cases GROUP BY state ORDER BY state") == [
        ("received", 1),
        ("waiting", 2),
    ]


def test_a_folder_without_a_mapping_is_wrong_usage(place: Path) -> None:
    with Program.start(place, "run", "--inbox", str(place / "police")) as program:
        code = program.ended()

    assert code == 2
    assert program.stderr.count("\n") == 1
    assert "give each folder its mapping" in program.stderr
