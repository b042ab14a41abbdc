"""`danm subject`: its words, its exit codes, and that a reference leaves no trace."""

import json
from pathlib import Path

import pytest

from tests.command_line import REPOSITORY, danm

EXAMPLE = REPOSITORY / "tests" / "examples" / "saturday-night" / "in.ndjson"
REFERENCE = str(json.loads(EXAMPLE.read_text().splitlines()[0])["subject"])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    assert danm("replay", EXAMPLE, at=tmp_path).code == 0
    return tmp_path


def test_what_is_held_is_said_in_plain_english(place: Path) -> None:
    ended = danm("subject", REFERENCE.lower(), at=place)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("What is held about one reference, on ")
    assert "What is never held:" in ended.out
    assert REFERENCE not in ended.out


def test_a_reference_can_be_read_from_standard_input(place: Path) -> None:
    ended = danm("subject", "-", "--format", "json", at=place, given=f"{REFERENCE}\n".encode())

    assert [row["row"] for row in ended.lines] == ["asked", "case"]


def test_of_an_unknown_reference_nothing_is_held(place: Path) -> None:
    ended = danm("subject", "STF-26-4711", at=place)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Nothing is held about that reference: no case")
    assert "4711" not in ended.err


def test_what_can_be_no_reference_is_not_repeated(place: Path) -> None:
    ended = danm("subject", "Anna Smith!", at=place)

    assert ended.code == 2
    assert "that can be no reference" in ended.err
    assert "Smith" not in ended.err


def test_the_policy_that_a_case_keeps_must_be_there(place: Path) -> None:
    shipped = REPOSITORY / "schemas" / "default_policy.toml"
    other = place / "other.toml"
    other.write_text(shipped.read_text().replace("proposal-2026-11", "another", 1))

    ended = danm("subject", REFERENCE, "--policy", "other.toml", at=place)

    assert ended.code == 2
    assert "name its file too: --policy FILE" in ended.err
