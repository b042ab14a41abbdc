"""`danm feeds`: how it stands with the feeds, and what does not match between them."""

import json
from pathlib import Path

import pytest

from tests.command_line import danm
from tests.spec.metered import a_receipt, a_report, a_total
from tests.wire import COUNCIL, POLICE, Json

REPORT = a_report("2026-06-15T07:00:00Z", "STF-26-0012345")
LINES = [
    REPORT,
    a_receipt("2026-06-15T09:00:00Z", "STF-26-0012354"),
    a_total("2026-06-16T07:00:00Z", date="2026-06-15", incidents_with_children=3),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in LINES))
    assert danm("replay", "in.ndjson", at=tmp_path).code == 0
    return tmp_path


def test_each_feed_says_when_it_spoke_and_since_when_it_is_silent(place: Path) -> None:
    listed = danm("feeds", "--format", "json", at=place)

    council, police = listed.lines
    assert (council["feed"], council["side"]) == (COUNCIL, "council")
    assert police == {
        "feed": POLICE,
        "side": "police",
        "force": "staffordshire",
        "last_message_at": "2026-06-16T07:00:00Z",
        "trusted": False,
        "silent_since": "2026-06-17T07:00:00Z",
        "volume_judged_from": "2026-07-14T07:00:00Z",
    }


def test_days_that_differ_from_the_count_of_the_police_are_listed(place: Path) -> None:
    (waiting,) = danm("waiting", "--format", "json", at=place).lines

    listed = danm("feeds", "--days", "--format", "json", at=place)

    assert listed.lines == [
        {
            "force": "staffordshire",
            "local_authority": "E06000021",
            "date": "2026-06-15",
            "counted": 3,
            "held": 1,
            "difference": 2,
            "handles": [waiting["handle"]],
        }
    ]


def test_a_receipt_without_a_report_names_the_waiting_case_it_may_belong_to(place: Path) -> None:
    (waiting,) = danm("waiting", "--format", "json", at=place).lines

    (receipt,) = danm("feeds", "--unmatched", "--format", "json", at=place).lines

    assert receipt["near"] == [waiting["handle"]]
    assert receipt["received_at"] == "2026-06-15T09:00:00Z"
    assert "incident_ref" not in receipt


def test_a_reference_is_shown_only_where_asked_for(place: Path) -> None:
    (receipt,) = danm("feeds", "--unmatched", "--reveal", "--format", "json", at=place).lines

    assert receipt["incident_ref"] == "STF-26-0012354"


def test_an_incident_never_received_names_the_receipt_that_may_be_its(place: Path) -> None:
    (receipt,) = danm("feeds", "--unmatched", "--format", "json", at=place).lines

    (report,) = danm("feeds", "--never-received", "--format", "json", at=place).lines

    assert report["near"] == [receipt["handle"]]
    assert report["reported_at"] == "2026-06-15T07:00:00Z"
    assert "incident_ref" not in report


@pytest.mark.parametrize("which", [(), ("--days",), ("--unmatched",), ("--never-received",)])
@pytest.mark.parametrize("form", ["table", "csv"])
def test_people_get_tables_and_spreadsheets(place: Path, which: tuple[str, ...], form: str) -> None:
    listed = danm("feeds", *which, "--format", form, at=place)

    assert listed.code == 0
    assert len(listed.out.splitlines()) >= 2


def test_two_lists_at_once_are_wrong_usage(place: Path) -> None:
    assert danm("feeds", "--days", "--unmatched", at=place).code == 2
    assert danm("feeds", "--never-received", "--unmatched", at=place).code == 2


def test_nothing_to_list_is_said(tmp_path: Path) -> None:
    whole: list[Json] = [REPORT]
    (tmp_path / "in.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in whole))
    danm("replay", "in.ndjson", at=tmp_path)

    ended = danm("feeds", "--days", at=tmp_path)

    assert (ended.code, ended.out) == (0, "")
    assert "No day differs" in ended.err
