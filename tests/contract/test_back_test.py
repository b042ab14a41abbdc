"""`danm policy backtest`, and the interruptions of `danm policy check`, by the real command."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import danm, spoil
from tests.policy_files import replaced
from tests.spec.test_worked_examples import EXAMPLES
from tests.wire import a_message, wire

SATURDAY = EXAMPLES / "saturday-night" / "in.ndjson"
UNTIL = "2026-06-15T09:00:00Z"
ABOUT_CASES = {"wait", "regrade", "repeat", "cleared"}
FILES = {
    "back-test.svg",
    "back-test.txt",
    "period.csv",
    "alarms.csv",
    "interruptions.csv",
    "waits.csv",
}
STRICTER = (
    ('version = "proposal-2026-11"', 'version = "stricter"'),
    ('warn = "12 h"\nlate = "24 h"', 'warn = "3 h"\nlate = "6 h"'),
)
HIGH_AT_NIGHT = [
    a_message(
        id=f"m{number}",
        subject=f"STF-26-{number}",
        time="2026-11-20T20:00:00Z",
        data=a_message()["data"]
        | {"reported": f"2026-11-20T20:0{number}:00Z", "risk": "high"}
        | {"children": [{"ref": f"c{number}", "age_band": "4-7"}]},
    )
    for number in range(3)
]
"""Three notifications graded high, late by 04:00: each interrupts EDT in the same night."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of one Saturday night, and a policy of stricter limits."""
    folder = tmp_path_factory.mktemp("example")
    danm("replay", SATURDAY, "--until", UNTIL, at=folder)
    replaced(folder, *STRICTER, name="new.toml")
    return folder


@pytest.fixture(scope="module")
def late_at_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of three late notifications of one night."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "in.ndjson").write_bytes(b"\n".join(map(wire, HIGH_AT_NIGHT)) + b"\n")
    danm("replay", "in.ndjson", "--until", "2026-11-23T09:00:00Z", at=folder)
    return folder


def rows(lines: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["row"] == sort]


def test_the_new_limits_are_compared_with_those_in_force(example: Path) -> None:
    ended = danm("policy", "backtest", "--policy", "new.toml", "--format", "json", at=example)

    assert ended.code == 0
    [period] = rows(ended.lines, "period")
    assert (period["old"], period["new"]) == ("proposal-2026-11", "stricter")
    assert (period["cases"], period["to"]) == (2, UNTIL)
    waits = rows(ended.lines, "wait")
    assert [wait["first_alarm_hours_earlier"] for wait in waits] == [9.0, 9.0]
    assert {wait["first_alarm"] for wait in waits} == {"earlier"}


def test_the_policy_in_force_rings_in_it_what_really_rang(example: Path) -> None:
    ended = danm("policy", "backtest", "--policy", "new.toml", "--format", "json", at=example)

    alarms = [row for row in rows(ended.lines, "alarms") if row["policy"] == "old"]
    told = [row["rung"] for row in alarms for _ in range(row["alarms"]) if row["role"] == "edt"]
    really = danm(
        "replay", SATURDAY, "--until", UNTIL, "--alerts", "-", "--data-dir", "x", at=example
    )
    about_cases = [alert for alert in really.lines if alert["kind"] in ABOUT_CASES]
    assert rows(ended.lines, "period")[0]["alarms_old"] == len(about_cases) == 4
    assert sorted(told) == sorted(
        alert["rung"] for alert in about_cases if "edt" in alert["recipients"]
    )


def test_people_read_tables_and_what_is_left_out(example: Path) -> None:
    ended = danm("policy", "backtest", "--policy", "new.toml", at=example)

    assert ended.code == 0
    assert "Policies: stricter (new) against proposal-2026-11 (in force)." in ended.out
    assert "Cases: 2, which waited in it" in ended.out
    assert "Alarms by rung (in force -> new)" in ended.out
    assert "Left out: alarms about feeds and messages" in ended.out
    assert "taken as it was, under both policies" in ended.out


def test_a_picture_stands_beside_its_words_and_is_the_same_each_time(example: Path) -> None:
    for out in ("one", "two"):
        danm("policy", "backtest", "--policy", "new.toml", "--out", out, at=example)

    first, second = (
        {file.name: file.read_bytes() for file in (example / out).iterdir()}
        for out in ("one", "two")
    )
    assert set(first) == FILES
    assert first == second
    svg, words = first["back-test.svg"].decode(), first["back-test.txt"].decode()
    assert 'role="img" aria-labelledby="title words"' in svg
    assert words.splitlines()[1] in re.sub("&#x27;", "'", svg)
    assert "<dc:date>" not in svg
    assert "told only under the policy in force 0." in words
    with (example / "one" / "waits.csv").open() as file:
        assert [row["first_alarm"] for row in csv.DictReader(file)] == ["earlier", "earlier"]


def test_a_back_test_changes_nothing_and_leaves_no_copy(example: Path) -> None:
    database = example / "danm-data" / "danm.sqlite"
    before, beside = database.read_bytes(), sorted(database.parent.iterdir())

    danm("policy", "backtest", "--policy", "new.toml", at=example)

    assert database.read_bytes() == before
    assert sorted(database.parent.iterdir()) == beside


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--policy", "gone.toml"], "gone.toml: file: No such file", id="no-file"),
        pytest.param([], "Missing option '--policy'", id="no-policy-named"),
        pytest.param(["--policy", "wrong.toml"], "danm policy check FILE", id="a-wrong-policy"),
        pytest.param(
            ["--policy", "new.toml", "--days", "0"], "greater than or equal to 1", id="0-days"
        ),
        pytest.param(["--policy", "new.toml", "--from", "3"], "write it as 2026-11-20", id="a-3"),
        pytest.param(
            ["--policy", "new.toml", "--from", "2026-06-15", "--to", "2026-06-14"],
            "--from 2026-06-15 is after --to 2026-06-14",
            id="backwards",
        ),
        pytest.param(
            ["--policy", "new.toml", "--to", "2026-01-01"],
            "it goes from 2026-06-13 to 2026-06-15; give days that lie in it",
            id="before-the-history",
        ),
        pytest.param(
            ["--policy", "new.toml", "--out", "new.toml"],
            "--out new.toml cannot be written (File exists); name another folder",
            id="a-file-for-a-folder",
        ),
        pytest.param(
            ["--policy", "new.toml", "--data-dir", "elsewhere"], "there is no database", id="none"
        ),
    ],
)
def test_what_cannot_be_back_tested_ends_with_2_and_the_mend(
    arguments: list[str], said: str, example: Path
) -> None:
    (example / "wrong.toml").write_text('version = "x"\n')

    ended = danm("policy", "backtest", *arguments, at=example)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_database_in_which_nothing_ever_happened_says_the_mend(tmp_path: Path) -> None:
    danm("db", "upgrade", at=tmp_path)
    replaced(tmp_path, *STRICTER, name="new.toml")

    ended = danm("policy", "backtest", "--policy", "new.toml", at=tmp_path)

    assert ended.code == 2
    assert "there is no history here" in ended.err
    assert "danm replay FILE" in ended.err


def test_a_policy_is_checked_against_how_often_people_were_interrupted(late_at_night: Path) -> None:
    ended = danm("policy", "check", at=late_at_night, COLUMNS="160")

    assert ended.code == 0
    edt = next(line for line in ended.out.splitlines() if line.startswith("emergency duty"))
    assert edt.split()[-6:] == ["4", "0.0", "0", "1.6", "3", "3"]
    assert (
        "warning: emergency duty team (EDT), Stoke-on-Trent: more than 1 interruption in 1 night "
        "(at most 3); tell more of it by list" in ended.err
    )


def test_alerts_that_do_not_say_whom_they_interrupted_count_for_all_they_told(
    late_at_night: Path,
) -> None:
    before = danm("policy", "check", at=late_at_night, COLUMNS="160")
    spoil(late_at_night / "danm-data" / "danm.sqlite", "UPDATE alerts SET interrupts = NULL")

    after = danm("policy", "check", at=late_at_night, COLUMNS="160")

    assert after.out == before.out


def test_a_candidate_is_checked_by_a_back_test(late_at_night: Path) -> None:
    replaced(
        late_at_night,
        ('version = "proposal-2026-11"', 'version = "sleep"'),
        ('kinds = ["wait"]\nrungs = ["breach"]', 'kinds = ["wait"]\nrungs = ["warn"]'),
        name="candidate.toml",
    )

    ended = danm("policy", "check", "candidate.toml", at=late_at_night, COLUMNS="160")

    assert ended.code == 0
    assert "candidate.toml: can be used (version sleep)" in ended.out
    assert "Back-test on " in ended.out
    assert "Interruptions of each team (in force -> new)" in ended.out


def test_a_policy_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    ended = danm("policy", "check", "gone.toml", at=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "danm: gone.toml: there is no such file; check the name and the folder\n"


def test_without_a_history_a_policy_is_checked_all_the_same(tmp_path: Path) -> None:
    ended = danm("policy", "check", at=tmp_path)

    assert ended.code == 0
    assert ended.out.endswith("Interruptions: not counted, since nothing has happened here yet.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_read_takes_nothing_from_the_check(tmp_path: Path) -> None:
    url = "postgresql+psycopg://danm@localhost:1/danm"

    ended = danm("policy", "check", "--database", url, at=tmp_path)

    assert ended.code == 0
    assert "warning: interruptions are not counted: " in ended.err
