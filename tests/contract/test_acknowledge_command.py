"""`danm acknowledge`: in one step, and every mistake with its mend."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from consumer.wall_clock import now
from schemas.moments import zulu
from tests.command_line import REPOSITORY, Ended, danm
from tests.spec.metered import a_receipt, a_report

SAID = ("--name", "A. Smith, EDT", "--reason", "rang-police-desk")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder whose database holds a case reported an hour ago, and one that was received."""
    knew = zulu(now() - timedelta(hours=1))
    lines = [a_report(knew, "STF-1"), a_report(knew, "STF-2"), a_receipt(zulu(now()), "STF-2")]
    (tmp_path / "in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    assert danm("replay", "in.ndjson", at=tmp_path).code == 0
    return tmp_path


def code_of(place: Path) -> str:
    (waiting,) = danm("waiting", "--format", "json", at=place).lines
    return str(waiting["handle"])


def acknowledge(place: Path, *words: str) -> Ended:
    return danm("acknowledge", *words, at=place)


def test_a_case_is_taken_in_hand_and_shown_as_such(place: Path) -> None:
    code = code_of(place)

    ended = acknowledge(place, code.lower().replace("-", ""), *SAID, "--next-check", "in 2 h")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        f"{code}: in hand. A. Smith, EDT: rang the police desk; looks again"
    )
    assert "a senior is told" in ended.out
    (listed,) = danm("waiting", "--format", "json", at=place).lines
    assert (listed["held_by"], listed["held_reason"]) == ("A. Smith, EDT", "rang_police_desk")
    assert listed["held_until"].endswith("Z")
    assert f"In hand {code}  A. Smith, EDT: rang" in danm("waiting", at=place).out
    sheet = danm("incidents", "--handle", code, at=place).out
    assert "In hand" in sheet
    assert "A. Smith, EDT: rang the police desk" in sheet
    header, row = danm("waiting", "--format", "csv", at=place).out.splitlines()
    assert header.endswith(",held_by,held_reason,held_until")
    assert '"A. Smith, EDT",rang_police_desk,' in row


def test_nothing_is_said_of_a_case_that_nobody_has(place: Path) -> None:
    (listed,) = danm("waiting", "--format", "json", at=place).lines

    assert not {"held_by", "held_reason", "held_until"} & set(listed)
    assert "In hand" not in danm("waiting", at=place).out


def test_a_name_like_an_instruction_to_the_terminal_or_a_formula_is_only_a_name(
    place: Path,
) -> None:
    words = ("--name", "=1+[red]B", "--reason", "other", "--next-check", "in 1 h")

    ended = acknowledge(place, code_of(place), *words)

    assert ended.code == 0
    assert "=1+[red]B" in danm("waiting", at=place).out
    assert ",'=1+[red]B,other," in danm("waiting", "--format", "csv", at=place).out


def test_it_is_given_up(place: Path) -> None:
    code = code_of(place)
    acknowledge(place, code, *SAID, "--next-check", "in 2 h")

    ended = acknowledge(place, code, "--end")

    assert (ended.code, ended.err) == (0, "")
    (listed,) = danm("waiting", "--format", "json", at=place).lines
    assert "held_by" not in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([*SAID, "--next-check", "in 9 h"], "more than 8 h ahead; give", id="too-long"),
        pytest.param([*SAID, "--next-check", "soon"], "say it as 06:30", id="no-time"),
        pytest.param(
            [*SAID, "--next-check", "2026-06-01T00:00:00Z"], "lies in the past", id="long-past"
        ),
        pytest.param([*SAID], "give --name, --reason and --next-check", id="no-next-check"),
        pytest.param(["--end", *SAID], "give --end alone", id="both"),
        pytest.param(["--end"], "nobody has", id="nobody-has-it"),
        pytest.param(
            ["--name", "B", "--reason", "busy", "--next-check", "in 1 h"],
            "is not one of rang-police-desk, rang-control-room, allocated-worker-knows, other",
            id="no-such-reason",
        ),
        pytest.param(
            ["--name", " ", "--reason", "other", "--next-check", "in 1 h"],
            "say who you are",
            id="nameless",
        ),
    ],
)
def test_a_mistake_ends_with_2_and_the_mend(place: Path, words: list[str], said: str) -> None:
    ended = acknowledge(place, code_of(place), *words)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("K7M-4QXR", "no case has the code K7M-4QXR; see the codes", id="unknown"),
        pytest.param("K7M", "a case code has 7 signs", id="half-a-code"),
    ],
)
def test_a_wrong_code_ends_with_2_and_the_mend(place: Path, code: str, said: str) -> None:
    ended = acknowledge(place, code, *SAID, "--next-check", "in 1 h")

    assert ended.code == 2
    assert said in ended.err


def test_a_case_that_was_received_has_nothing_to_hold(place: Path) -> None:
    (received,) = (
        one["handle"]
        for one in danm("incidents", "--format", "json", at=place).lines
        if one["state"] == "received"
    )

    ended = acknowledge(place, received, *SAID, "--next-check", "in 1 h")

    assert ended.code == 2
    assert "does not wait any more" in ended.err


def test_of_two_processes_at_once_each_is_done_and_one_has_it(place: Path) -> None:
    code = code_of(place)
    words = [sys.executable, "-m", "consumer", "acknowledge", code, "--reason", "other"]
    both = [
        subprocess.Popen(
            [*words, "--next-check", "in 1 h", "--name", name],
            cwd=place,
            env={"PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
        )
        for name in ("A", "B")
    ]
    said = [process.communicate(timeout=60)[0].decode() for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum("In place of" in one for one in said) == 1
    assert len(danm("waiting", "--format", "json", at=place).lines) == 1
