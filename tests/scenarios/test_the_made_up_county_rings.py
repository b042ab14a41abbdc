"""The made-up county, judged by the slow model of the contract: a demo shows every alarm of a case.

Families are judged one by one, for the model is slow; council clocks are left out, because whether
a contact feed is live cannot be seen within one family.
"""

from collections import defaultdict
from typing import Any

import pytest

from consumer.sources.synthetic import CloudEvent
from tests.model.replay import Outcome, replay
from tests.unit.made_up_county import END, MESSAGES, data_of

NOW_A_DAY = 2.0
"""Interruptions a day for both councils, at most. Source: design, "the interruption is the
exception"."""


def families() -> list[list[CloudEvent]]:
    """The messages of each household, also those without a household in them."""
    home_of: dict[object, object] = {}
    for message in MESSAGES:
        home_of.setdefault(message.get("subject"), data_of(message).get("household"))
    together: dict[object, list[CloudEvent]] = defaultdict(list)
    for message in MESSAGES:
        if "subject" in message:
            plain = {name: value for name, value in message.items() if name != "sequence"}
            together[home_of[message["subject"]]].append(plain)
    return list(together.values())


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [replay(messages, END.isoformat()) for messages in families()]


@pytest.fixture(scope="module")
def alerts(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    return [alert for outcome in outcomes for alert in outcome.alerts if alert["clock"] != "pickup"]


def test_every_alarm_about_a_case_rings_in_four_weeks(alerts: list[dict[str, Any]]) -> None:
    rung = {(alert["kind"], alert["rung"]) for alert in alerts}

    assert rung >= {
        *(("wait", name) for name in ("warn", "breach", "escalate", "ceiling", "notice")),
        ("regrade", "breach"),
        ("repeat", "notice"),
        ("cleared", "notice"),
    }


def test_few_alarms_interrupt_and_the_rest_goes_on_lists(alerts: list[dict[str, Any]]) -> None:
    now = [alert for alert in alerts if alert["delivery"] == "now"]

    assert 0 < len(now) / 28 < NOW_A_DAY
    assert len(now) < len(alerts) / 10


def test_some_children_are_past_every_rung_at_the_end(outcomes: list[Outcome]) -> None:
    waiting = [case for outcome in outcomes for case in outcome.waiting]

    assert {case.get("rung") for case in waiting} >= {"warn", "breach", "escalate", "ceiling"}
    assert {case["youngest"] for case in waiting} >= {"unborn", "0-3"}


def test_results_of_every_sort_are_there_for_the_joint_review(outcomes: list[Outcome]) -> None:
    verdicts = {
        case["clocks"]["duty"]["verdict"]
        for outcome in outcomes
        for case in outcome.incidents
        if "verdict" in case["clocks"].get("duty", {})
    }

    assert verdicts == {"met", "late", "cannot_tell"}
