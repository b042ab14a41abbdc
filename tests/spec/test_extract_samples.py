"""The shipped mappings on made-up extracts: what a force and a council mean by their rows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from consumer.decode import decode
from consumer.sources.extract_rows import BadRow
from consumer.sources.extracts import Message, messages_from_csv
from consumer.sources.mapping import load_mapping
from schemas.messages import Message as DecodedMessage

ROOT = Path(__file__).parents[2]


def read_sample(mapping: str, extract: str) -> tuple[list[Message], list[BadRow]]:
    text = (ROOT / "tests/data" / extract).read_bytes().decode("utf-8-sig")
    found = list(
        messages_from_csv(
            text.splitlines(keepends=True),
            load_mapping(ROOT / "deploy/mappings" / mapping),
            file_name=extract,
            sent_at=datetime(2026, 10, 26, 7, 0, tzinfo=UTC),
        )
    )
    bad = [one for one in found if isinstance(one, BadRow)]
    return [one for one in found if not isinstance(one, BadRow)], bad


@pytest.mark.parametrize(
    ("mapping", "extract"),
    [("niche.toml", "niche_extract.csv"), ("liquidlogic.toml", "liquidlogic_export.csv")],
)
def test_every_message_of_a_sample_is_taken_by_the_strict_decoder(
    mapping: str, extract: str
) -> None:
    messages, _ = read_sample(mapping, extract)

    told = [decode(json.dumps(message).encode()) for message in messages]

    assert told
    assert all(isinstance(one, DecodedMessage) for one in told), told


def told_about(messages: list[Message], subject: str) -> dict[str, dict[str, Any]]:
    return {
        m["data"].get("milestone", m["type"].split(".")[2]): m["data"]
        for m in messages
        if m["subject"] == subject
    }


def test_the_police_sample_is_read_as_its_force_means_it() -> None:
    messages, bad = read_sample("niche.toml", "niche_extract.csv")

    saturday = told_about(messages, "STF-26-0041001")
    assert saturday["reported"]["reported"] == "2026-06-13T22:42:00Z"
    assert [child["age_band"] for child in saturday["reported"]["children"]] == ["0-3", "12-15"]
    assert saturday["attended"]["at"] == {
        "from": "2026-06-13T23:15:00Z",
        "to": "2026-06-13T23:45:00Z",
    }
    assert saturday["sent"]["at"] == "2026-06-14T16:05:00Z"
    historic = told_about(messages, "STF-26-0041003")["reported"]
    assert (historic["occurred"], historic["risk"]) == ("1998-01-01", "not_assessed")
    assert told_about(messages, "STF-26-0041002")["graded"]["risk"] == "high"
    assert told_about(messages, "STF-26-0041004")["closed"]["disposition"] == "not_shared_by_policy"
    assert told_about(messages, "STF-26-0078007")["reported"]["reported"] == {
        "from": "2026-10-25T00:30:00Z", "to": "2026-10-25T01:30:00Z",
    }  # fmt: skip
    assert not told_about(messages, "STF-26-0041005")
    assert [(row.line_number, row.reference) for row in bad] == [(9, "STF-26-0041006")]


def test_the_council_sample_keeps_its_receipts_as_dates() -> None:
    messages, bad = read_sample("liquidlogic.toml", "liquidlogic_export.csv")

    saturday = told_about(messages, "STF-26-0041001")
    assert (saturday["received"]["at"], saturday["received"]["received_by"]) == (
        "2026-06-14",
        "edt",
    )
    assert saturday["received"]["incident"]["reported"] == "2026-06-13T22:42:00Z"
    assert saturday["recorded"]["at"] == "2026-06-15T08:12:00Z"
    assert saturday["decided"]["outcome"] == "referral"
    assert set(told_about(messages, "STF-26-0041003")) == {"recorded", "decided"}
    assert not told_about(messages, "STF-26-0041008")
    assert [row.line_number for row in bad] == [7, 8]
    assert [row.reference for row in bad] == ["STF-26-0041009", "STF-26-0041010"]
