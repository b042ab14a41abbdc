"""`danm receipt` and `danm join`: what is entered by hand, and every mistake with its mend."""

import json
from pathlib import Path

import pytest

from tests.command_line import danm
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json

LINES = [
    a_report("2026-06-15T07:00:00Z", "STF-26-0012345"),
    a_receipt("2026-06-15T09:00:00Z", "STF-26-0012354"),
]
SAID = ("--channel", "mailbox", "--received-by", "mash", "--name", "A. Smith")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in LINES))
    assert danm("replay", "in.ndjson", at=tmp_path).code == 0
    return tmp_path


def waiting(place: Path) -> list[str]:
    return [one["handle"] for one in danm("waiting", "--format", "json", at=place).lines]


def unmatched(place: Path) -> list[str]:
    listed = danm("feeds", "--unmatched", "--format", "json", at=place)
    return [one["handle"] for one in listed.lines]


def the_case(place: Path, code: str) -> Json:
    (one,) = danm("incidents", "--handle", code, "--format", "json", at=place).lines
    return one


def test_we_already_have_this_in_one_step(place: Path) -> None:
    (code,) = waiting(place)

    ended = danm("receipt", code, *SAID, "--at", "2026-06-15T08:00:00Z", at=place)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{code}: receipt entered by hand.\ntaken in;")
    assert waiting(place) == []
    told = the_case(place, code)
    assert told["flags"] == ["entered_by_hand"]
    assert told["milestones"]["received"] == {"at": "2026-06-15T08:00:00Z"}
    assert "entered by hand" in danm("incidents", "--handle", code, at=place).out
    assert "/danm/" not in danm("feeds", at=place).out


def test_the_day_alone_is_enough(place: Path) -> None:
    (code,) = waiting(place)

    ended = danm("receipt", code, *SAID, "--at", "2026-06-15", at=place)

    assert ended.code == 0
    assert the_case(place, code)["milestones"]["received"] == {
        "from": "2026-06-14T23:00:00Z",
        "to": "2026-06-15T23:00:00Z",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([*SAID, "--at", "2026-06-14"], "lies before police knew", id="before"),
        pytest.param([*SAID, "--at", "2100-01-01"], "lies in the future", id="in-the-future"),
        pytest.param([*SAID, "--at", "yesterday"], "or the day alone: 2026-11-20", id="no-time"),
        pytest.param([*SAID, "--at", "2026-06-15T08:00:00"], "Z or an offset", id="no-offset"),
        pytest.param([*SAID], "Missing option '--at'", id="no-time-given"),
        pytest.param(
            [*SAID[:-1], " ", "--at", "2026-06-15"], "no name is given; say who", id="nameless"
        ),
    ],
)
def test_a_mistake_ends_with_2_and_the_mend(place: Path, words: list[str], said: str) -> None:
    ended = danm("receipt", *waiting(place), *words, at=place)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert len(waiting(place)) == 1


def test_an_unknown_code_ends_with_2_and_the_mend(place: Path) -> None:
    ended = danm("receipt", "K7M-4QXR", *SAID, "--at", "2026-06-15", at=place)

    assert ended.code == 2
    assert "no case has the code K7M-4QXR; see the codes: danm incidents" in ended.err


def test_a_receipt_without_a_report_is_joined_and_the_joining_undone(place: Path) -> None:
    (orphan,), (case,) = unmatched(place), waiting(place)
    because = ("--reason", "mistyped-reference", "--name", "D. Manager")

    joined = danm("join", orphan, "--to", case, *because, at=place)

    assert (joined.code, joined.err) == (0, "")
    assert joined.out.startswith(f"{orphan}: joined to {case}.\ntaken in;")
    assert waiting(place) == unmatched(place) == []
    undone = danm("join", orphan, "--undo", "--name", "D. Manager", at=place)
    assert (undone.code, undone.err) == (0, "")
    assert (waiting(place), unmatched(place)) == ([case], [orphan])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--name", "D"], "give --to and --reason; or --undo", id="nothing-said"),
        pytest.param(
            ["--name", "D", "--undo", "--reason", "other"], "--undo with --name alone", id="both"
        ),
        pytest.param(["--name", "D", "--undo"], "is joined to no case", id="never-joined"),
        pytest.param(
            ["--name", "D", "--to", "K7M-4QXR", "--reason", "other"], "no case has", id="unknown"
        ),
        pytest.param(
            ["--name", "D", "--to", "K7M", "--reason", "other"], "has 7 signs", id="half-a-code"
        ),
        pytest.param(
            ["--name", "D", "--to", "K7M-4QXR", "--reason", "tired"],
            "is not one of mistyped-reference, second-reference, other",
            id="no-such-reason",
        ),
    ],
)
def test_a_wrong_joining_ends_with_2_and_the_mend(place: Path, words: list[str], said: str) -> None:
    ended = danm("join", *unmatched(place), *words, at=place)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_reported_case_is_never_closed_by_a_joining_the_wrong_way_round(place: Path) -> None:
    (orphan,), (case,) = unmatched(place), waiting(place)

    ended = danm("join", case, "--to", orphan, "--reason", "other", "--name", "D", at=place)

    assert ended.code == 2
    assert "police reported" in ended.err
    assert waiting(place) == [case]
