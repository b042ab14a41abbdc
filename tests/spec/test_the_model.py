"""The slow model of the contract: the worked examples, and the laws it must keep itself."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.messages import files
from tests.model.replay import replay
from tests.model.times import Message, instant, moment

EXAMPLES = Path(__file__).parent.parent / "examples"
UNTIL = re.compile(r"`([\w-]+)/` until (\S+):")
"""How the list of examples says to which instant each is replayed."""

LISTED = UNTIL.findall((EXAMPLES / "README.md").read_text())
AFTER_EVERYTHING = "2027-01-01T00:00:00Z"


def lines(example: str, name: str) -> list[dict[str, Any]]:
    text = (EXAMPLES / example / name).read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_every_example_is_listed_with_its_end() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}

    assert {example for example, _ in LISTED} == folders


@pytest.mark.parametrize(("example", "until"), LISTED)
def test_the_model_raises_the_alerts_of_the_example(example: str, until: str) -> None:
    outcome = replay(lines(example, "in.ndjson"), until)

    assert outcome.alerts == lines(example, "alerts.ndjson")


@pytest.mark.parametrize(("example", "until"), LISTED)
def test_the_model_ends_with_the_incidents_of_the_example(example: str, until: str) -> None:
    outcome = replay(lines(example, "in.ndjson"), until)

    assert outcome.incidents == lines(example, "incidents.ndjson")


@settings(deadline=None, max_examples=60)
@given(files(with_conflicts=False), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_change_the_incidents(
    messages: list[Message], random: Any
) -> None:
    shuffled = random.sample(messages * 2, k=len(messages) * 2)

    ordered, other = (replay(m, AFTER_EVERYTHING) for m in (messages, shuffled))

    assert other.incidents == ordered.incidents


@settings(deadline=None, max_examples=60)
@given(files())
def test_a_rung_rings_at_most_once_per_case_and_clock(messages: list[Message]) -> None:
    outcome = replay(messages, AFTER_EVERYTHING)

    rungs = [
        (alert["incident_ref"], alert["clock"], alert["rung"])
        for alert in outcome.alerts
        if alert["rung"] != "notice"
    ]
    assert len(rungs) == len(set(rungs))


@settings(deadline=None, max_examples=60)
@given(files())
def test_replay_to_an_earlier_end_raises_the_first_of_the_same_alerts(
    messages: list[Message],
) -> None:
    in_order = sorted(messages, key=lambda m: str(m["time"]))
    end = in_order[len(in_order) // 2]["time"]

    early = replay(in_order, end).alerts

    assert early == replay(in_order, AFTER_EVERYTHING).alerts[: len(early)]


@settings(deadline=None, max_examples=60)
@given(files())
def test_the_files_drawn_are_valid(messages: list[Message]) -> None:
    for m in messages:
        data = m["data"]
        sent = instant(m["time"])
        told = [data.get(name) for name in ("at", "reported", "occurred")]
        bounds = [moment(value) for value in told if value is not None]

        assert ("subject" in m) is not m["type"].startswith("danm.feed.")
        assert all(lower <= upper for lower, upper in bounds)
        assert all(lower <= sent + timedelta(hours=24) for lower, _ in bounds)
        assert "of" not in data or data["disposition"] == "duplicate"
        for block in (data, data.get("incident", {})):
            unlisted = block.get("children_known") in ("none", "not_yet")
            assert "children" not in block or bool(block["children"]) is not unlisted
