"""Small cases whose clocks and verdicts the contract dictates (section 3)."""

from typing import Any

import pytest

from tests.model.sentences import children, contact, grade, milestone, read, receipt, report
from tests.model.times import Message
from tests.replays.both import Replay

UNTIL = "2026-12-31T00:00:00Z"
ABSENT = None

GRADES = {
    "the-first-report-holds-from-the-start-a-later-one-from-its-time": (
        [
            report("06-17 10:00", risk="standard"),
            report("06-18 10:00", knew="06-17 10:00", risk="high"),
            receipt("06-18 09:59:59"),
        ],
        {"risk": "high", "duty": "86399 met"},
    ),
    "a-grade-at-the-very-instant-of-receipt-is-in-force": (
        [report("06-17 10:00"), grade("06-17 20:00", "high"), receipt("06-17 20:00")],
        {"duty": "36000 late 7200"},
    ),
    "a-grade-dated-back-holds-from-then": (
        [
            report("06-17 10:00"),
            receipt("06-17 20:00"),
            grade("06-18 10:00", "high", when="06-17 15:00"),
        ],
        {"duty": "36000 late 7200"},
    ),
    "a-grade-dated-ahead-holds-from-its-message": (
        [
            report("06-17 10:00"),
            grade("06-17 15:00", "high", when="06-18 10:00"),
            receipt("06-17 20:00"),
        ],
        {"duty": "36000 late 7200"},
    ),
    "the-stricter-of-two-grades-of-one-instant-counts": (
        [
            report("06-17 10:00"),
            grade("06-17 11:00", "high"),
            grade("06-17 12:00", "medium", when="06-17 11:00"),
        ],
        {"risk": "high", "highest_risk": "high"},
    ),
    "a-case-graded-down-keeps-its-highest": (
        [report("06-17 10:00", risk="high"), grade("06-17 11:00", "not_assessed")],
        {"risk": "not_assessed", "highest_risk": "high"},
    ),
    "a-baby-makes-standard-medium": (
        [report("06-17 10:00", children=children("0-3")), receipt("06-18 10:00:01")],
        {"duty": "86401 late 1", "risk": "standard"},
    ),
    "an-unborn-child-makes-not-assessed-high": (
        [
            report("06-17 10:00", risk="not_assessed", children=children("unborn", "16-17")),
            receipt("06-17 18:00"),
        ],
        {"duty": "28800 met"},
    ),
    "a-child-of-unknown-age-is-no-baby": (
        [report("06-17 10:00", children=children("unknown")), receipt("06-19 10:00")],
        {"duty": "172800 met", "youngest": "unknown"},
    ),
}

RECEIPTS = {
    "a-receipt-delivered-again-later-never-restarts-anything": (
        [report("06-17 10:00"), receipt("06-17 12:00"), receipt("06-18 12:00", notice="resend")],
        {"received": "06-17 12:00", "duty": "7200 met"},
    ),
    "five-minutes-before-the-start-is-clock-skew": (
        [report("06-17 10:00"), receipt("06-17 09:55")],
        {"duty": "0 met", "flags": ["clock_skew"], "state": "received"},
    ),
    "a-second-more-and-the-times-disagree-and-the-wait-goes-on": (
        [report("06-17 10:00"), receipt("06-17 09:54:59")],
        {"duty": "cannot_tell", "flags": ["times_disagree"], "state": "waiting"},
    ),
    "the-earliest-believable-receipt-counts": (
        [report("06-17 10:00"), receipt("06-17 08:00"), receipt("06-17 15:00")],
        {"received": "06-17 15:00", "duty": "18000 met", "flags": []},
    ),
    "beside-a-receipt-that-is-not-believed-a-contact-infers-nothing": (
        [report("06-17 10:00"), receipt("06-17 08:00"), contact("06-17 15:00")],
        {"state": "waiting", "received": "06-17 08:00", "duty": "cannot_tell"},
    ),
    "a-contact-without-a-receipt-says-between-when-it-was-received": (
        [report("06-17 10:00"), contact("06-17 15:00"), contact("06-17 14:00", "decided")],
        {
            "received": "06-17 10:00..06-17 14:00",
            "duty": "0..14400 met",
            "flags": ["receipt_inferred"],
            "state": "decided",
        },
    ),
    "without-a-start-a-contact-ends-the-wait-and-infers-nothing": (
        [milestone("06-17 10:00", "sent"), contact("06-17 15:00")],
        {"state": "recorded", "received": ABSENT, "duty": "cannot_tell"},
    ),
    "a-receipt-known-to-the-day-is-cut-at-nought": (
        [report("06-18 09:00", risk="high"), receipt("06-18 16:00", when="2026-06-18")],
        {"duty": "0..50400 cannot_tell", "flags": []},
    ),
    "a-day-in-spring-has-23-hours": (
        [report("03-29 00:30"), receipt("03-30 09:00", when="2026-03-29")],
        {"received": "03-29 00:00..03-29 23:00", "duty": "0..81000 met"},
    ),
    "a-day-in-autumn-has-25-hours": (
        [report("10-24 23:00", risk="medium"), receipt("10-26 09:00", when="2026-10-25")],
        {"received": "10-24 23:00..10-26 00:00", "duty": "0..90000 cannot_tell"},
    ),
    "the-earlier-of-first-and-full-was-sent": (
        [
            report("06-17 10:00"),
            milestone("06-17 12:00", "sent", notice="full"),
            milestone("06-17 13:00", "sent", notice="first"),
            receipt("06-17 13:30"),
        ],
        {"sent": "06-17 12:00", "transport": "5400"},
    ),
    "sent-after-received-has-no-transport-clock": (
        [report("06-17 10:00"), receipt("06-17 12:00"), milestone("06-17 14:00", "sent")],
        {"transport": ABSENT, "flags": ["times_disagree"], "duty": "7200 met"},
    ),
    "met-to-the-second": (
        [report("06-17 10:00", risk="high"), receipt("06-17 18:00")],
        {"duty": "28800 met"},
    ),
}

COUNCIL = {
    "pickup-counts-front-door-hours-over-a-weekend": (
        [report("06-19 14:00"), receipt("06-19 14:30"), contact("06-22 08:30")],
        {"pickup": "237600 met", "decision": ABSENT},
    ),
    "pickup-of-a-high-case-is-late-after-two-hours-of-the-front-door": (
        [report("06-19 14:00", risk="high"), receipt("06-19 14:30"), contact("06-22 08:30:01")],
        {"pickup": "237601 late 1"},
    ),
    "a-bank-holiday-is-no-working-day": (
        [report("05-22 10:00"), receipt("05-22 10:00"), contact("05-26 16:00", "decided")],
        {"decision": "367200 met"},
    ),
    "a-decision-is-due-at-the-close-of-the-next-working-day": (
        [report("06-17 10:00"), receipt("06-17 10:00"), contact("06-18 16:00:01", "decided")],
        {"decision": "108001 late 1"},
    ),
    "a-decision-on-a-high-case-is-also-due-in-24-hours": (
        [
            report("06-17 10:00", risk="high"),
            receipt("06-17 10:00"),
            contact("06-18 10:00:01", "decided"),
        ],
        {"decision": "86401 late 1"},
    ),
}

TABLE = GRADES | RECEIPTS | COUNCIL


@pytest.mark.parametrize(
    ("messages", "expected"), [pytest.param(*row, id=name) for name, row in TABLE.items()]
)
def test_the_clocks_of_case_a(
    replay: Replay, messages: list[Message], expected: dict[str, Any]
) -> None:
    told = read(replay(messages, UNTIL).incidents[0])

    assert {name: told.get(name) for name in expected} == expected


def test_working_seconds_stand_beside_elapsed_ones(replay: Replay) -> None:
    friday_to_monday = [report("06-19 15:00"), receipt("06-22 08:00")]

    duty = replay(friday_to_monday, UNTIL).incidents[0]["clocks"]["duty"]

    assert (duty["seconds"], duty["working_seconds"]) == (234000, 3600)
