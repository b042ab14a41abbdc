"""Real police reports through their mapping: who was reported when, and how long it took."""

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consumer.decode import decode
from consumer.sources.extract_rows import BadRow, Tally
from consumer.sources.extracts import Message, messages_from_csv
from consumer.sources.mapping import load_mapping
from schemas.messages import IncidentReported
from schemas.messages import Message as DecodedMessage

ROOT = Path(__file__).parents[2]
EXTRACT = ROOT / "tests/data/sf_police_family_incidents_2018_12.csv"
MAPPING = load_mapping(ROOT / "deploy/mappings/sf-police.toml")
SAN_FRANCISCO = ZoneInfo("America/Los_Angeles")


def read_extract(text: str | None = None) -> tuple[list[Message], list[BadRow], Tally]:
    tally = Tally()
    lines = (text or EXTRACT.read_bytes().decode()).splitlines(keepends=True)
    found = list(
        messages_from_csv(lines, MAPPING, file_name=EXTRACT.name, sent_at=None, tally=tally)
    )
    return (
        [one for one in found if not isinstance(one, BadRow)],
        [one for one in found if isinstance(one, BadRow)],
        tally,
    )


def decoded(message: Message) -> DecodedMessage:
    told = decode(json.dumps(message).encode())
    assert isinstance(told, DecodedMessage), told
    return told


def utc(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=SAN_FRANCISCO).astimezone(UTC)


def plain_delays() -> dict[str, timedelta]:
    """What a reader with nothing but a spreadsheet in mind would compute."""
    initial: dict[str, list[dict[str, str]]] = defaultdict(list)
    with EXTRACT.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "Initial" in row["Report Type"]:
                initial[row["Incident"]].append(row)
    first = {
        incident: min(rows, key=lambda row: utc(row["Report Datetime"]))
        for incident, rows in initial.items()
    }
    return {
        incident: utc(row["Report Datetime"]) - utc(row["Incident Datetime"])
        for incident, row in first.items()
    }


def test_every_incident_with_an_initial_report_opens_one_case() -> None:
    messages, bad_rows, _ = read_extract()

    assert len({message["subject"] for message in messages}) == len(messages) == 302
    assert not bad_rows


def test_the_counts_say_which_rows_were_used() -> None:
    _, _, tally = read_extract()

    assert (tally.rows, tally.rows_used, tally.rows_left_out) == (537, 302, 0)
    assert (tally.incidents, tally.unreported, tally.new_columns) == (302, [], ())


def test_every_message_is_taken_by_the_strict_decoder() -> None:
    messages, _, _ = read_extract()

    assert {type(decoded(message).data) for message in messages} == {IncidentReported}


def test_delays_equal_a_plain_computation() -> None:
    messages, _, _ = read_extract()

    delays = {}
    for message in messages:
        told = decoded(message).data
        assert isinstance(told, IncidentReported)
        assert told.occurred is not None
        delays[message["subject"]] = told.reported.earliest - told.occurred.earliest
    assert delays == plain_delays()


def test_a_report_is_told_when_it_was_made() -> None:
    messages, _, _ = read_extract()

    assert all(message["time"] == message["data"]["reported"] for message in messages)


def test_the_same_file_gives_the_same_messages() -> None:
    assert read_extract() == read_extract()


def test_an_incident_with_supplements_only_is_counted_and_opens_no_case() -> None:
    lines = EXTRACT.read_text(encoding="utf-8").splitlines()
    alone = "abcabcabcabc,Coplogic Supplement,,,,,dv,2018-12-31 10:00:00,2019-01-02 10:00:00,Park"
    messages, bad_rows, tally = read_extract("\n".join([*lines, alone]))

    assert len(messages) == 302
    assert tally.unreported == [539]
    assert not bad_rows


@pytest.mark.parametrize(
    ("spoilt", "column", "is_told"),
    [
        pytest.param(
            "abcabcabcabc,Initial,,,,,dv,2018-12-31 10:00:00,yesterday,Park",
            "Report Datetime",
            False,
            id="nobody-knows-when-police-knew",
        ),
        pytest.param(
            "abcabcabcabc,Initial,,,,,dv,31/12/2018,2018-12-31 12:00:00,Park",
            "Incident Datetime",
            True,
            id="nobody-knows-when-it-occurred",
        ),
        pytest.param(
            ",Initial,,,,,dv,2018-12-31 10:00:00,2018-12-31 12:00:00,Park",
            "Incident",
            False,
            id="nobody-knows-which-incident",
        ),
        pytest.param("abcabcabcabc,Initial,dv", None, False, id="a-cut-line"),
    ],
)
def test_a_spoilt_row_is_named_and_the_others_stand(
    spoilt: str, column: str | None, is_told: bool
) -> None:
    lines = EXTRACT.read_text(encoding="utf-8").splitlines()

    messages, bad_rows, _ = read_extract("\n".join([lines[0], spoilt, *lines[1:]]))

    assert [(bad.line_number, bad.column) for bad in bad_rows] == [(2, column)]
    assert [bad.is_told_without_it for bad in bad_rows] == [is_told]
    assert len(messages) == 302 + is_told
