"""Small cases whose alarms the contract dictates (section 3): duty and pickup rungs."""

import pytest

from tests.model.sentences import (
    children,
    close,
    contact,
    correct,
    grade,
    milestone,
    rang,
    receipt,
    report,
    utc,
)
from tests.model.times import Message
from tests.replays.both import Replay

LADDER = {
    "the-whole-ladder-of-a-high-case-and-then-nothing": (
        [report("06-17 10:00", risk="high")],
        "06-30 00:00",
        [
            "06-17 14:00 A wait warn",
            "06-17 18:00 A wait breach",
            "06-17 22:00 A wait escalate",
            "06-20 10:00 A wait ceiling",
        ],
    ),
    "a-rung-due-at-the-very-end-rings": (
        [report("06-17 10:00", risk="high")],
        "06-17 14:00",
        ["06-17 14:00 A wait warn"],
    ),
    "a-second-earlier-it-does-not": ([report("06-17 10:00", risk="high")], "06-17 13:59:59", []),
    "a-receipt-at-the-very-instant-comes-first": (
        [report("06-17 10:00", risk="high"), receipt("06-17 14:00")],
        "06-30 00:00",
        [],
    ),
    "deadlines-count-elapsed-hours-across-the-spring-night": (
        [report("03-28 23:30", risk="high")],
        "03-29 08:00",
        ["03-29 03:30 A wait warn", "03-29 07:30 A wait breach"],
    ),
    "deadlines-count-elapsed-hours-across-the-autumn-night": (
        [report("10-24 23:30", risk="high")],
        "10-25 08:00",
        ["10-25 03:30 A wait warn", "10-25 07:30 A wait breach"],
    ),
    "a-baby-brings-the-rungs-of-medium-to-a-standard-case": (
        [report("06-17 10:00", children=children("0-3"))],
        "06-18 10:00",
        ["06-17 22:00 A wait warn", "06-18 10:00 A wait breach"],
    ),
    "deadlines-count-from-the-earliest-possible-start": (
        [report("06-17 10:00", knew=("06-17 08:00", "06-17 10:00"), risk="high")],
        "06-17 12:00",
        ["06-17 12:00 A wait warn"],
    ),
    "known-late-rings-the-breach-alone-and-escalates-from-then": (
        [report("06-17 10:00", knew="06-16 10:00", risk="high")],
        "06-18 12:00",
        ["06-17 10:00 A wait breach", "06-17 14:00 A wait escalate"],
    ),
    "known-after-72-hours-rings-the-ceiling-alone": (
        [report("06-17 10:00", knew="06-14 10:00")],
        "06-30 00:00",
        ["06-17 10:00 A wait ceiling"],
    ),
    "known-within-four-hours-of-72-never-escalates": (
        [report("06-17 10:00", knew="06-14 11:00")],
        "06-30 00:00",
        ["06-17 10:00 A wait breach", "06-17 11:00 A wait ceiling"],
    ),
    "a-case-of-unknown-start-is-armed-from-when-it-occurred": (
        [
            report("06-17 10:00", occurred="2026-06-17T07:00:00Z"),
            correct("06-17 10:00", "reported", None),
        ],
        "06-18 07:00",
        ["06-18 07:00 A wait warn"],
    ),
    "else-from-its-earliest-incident-message": (
        [milestone("06-17 10:00", "attended", when="06-17 06:00")],
        "06-18 10:00",
        ["06-17 18:00 A wait warn", "06-18 10:00 A wait breach"],
    ),
    "a-message-behind-the-clock-is-handled-at-once": (
        [report("06-17 10:00", "B"), report("06-17 06:00", risk="high")],
        "06-17 10:00",
        ["06-17 10:00 A wait warn"],
    ),
    "a-message-after-the-end-is-left-out": (
        [report("06-17 10:00", risk="high"), receipt("06-17 14:01", when="06-17 11:00")],
        "06-17 14:00",
        ["06-17 14:00 A wait warn"],
    ),
}

MOVED = {
    "a-grade-that-moves-the-breach-into-the-past-is-a-regrade": (
        [report("06-17 10:00"), grade("06-17 20:00", "high")],
        "06-18 00:00",
        ["06-17 20:00 A regrade breach", "06-18 00:00 A wait escalate"],
    ),
    "a-grade-that-moves-a-rung-to-that-very-instant-is-a-regrade": (
        [report("06-17 10:00"), grade("06-17 14:00", "high")],
        "06-17 18:00",
        ["06-17 14:00 A regrade warn", "06-17 18:00 A wait breach"],
    ),
    "a-grade-at-the-instant-of-a-rung-due-anyway-is-no-regrade": (
        [report("06-17 10:00"), grade("06-18 10:00", "standard")],
        "06-18 10:00",
        ["06-18 10:00 A wait warn"],
    ),
    "a-grade-that-passes-no-new-rung-is-silent": (
        [report("06-17 10:00", risk="high"), grade("06-17 15:00", "medium")],
        "06-18 09:59:59",
        ["06-17 14:00 A wait warn"],
    ),
    "a-case-graded-down-breaches-later-and-does-not-warn-again": (
        [report("06-17 10:00", risk="high"), grade("06-17 15:00", "standard")],
        "06-19 10:00",
        ["06-17 14:00 A wait warn", "06-19 10:00 A wait breach"],
    ),
    "a-higher-risk-in-a-later-report-is-no-regrade": (
        [report("06-17 10:00"), report("06-17 20:00", knew="06-17 10:00", risk="high")],
        "06-17 20:00",
        ["06-17 20:00 A wait breach"],
    ),
    "a-corrected-start-moves-the-rungs-that-have-not-rung": (
        [
            report("06-17 10:00", risk="high"),
            correct("06-17 15:00", "reported", "06-17 12:00"),
        ],
        "06-17 20:00",
        ["06-17 14:00 A wait warn", "06-17 20:00 A wait breach"],
    ),
    "a-start-corrected-to-long-ago-rings-the-ceiling-at-once": (
        [report("06-17 10:00"), correct("06-17 15:00", "reported", "06-14 15:00")],
        "06-30 00:00",
        ["06-17 15:00 A wait ceiling"],
    ),
}

RESUMED = {
    "a-wait-resumed-after-a-wrong-receipt-rings-what-is-past-at-once": (
        [
            report("06-17 10:00", risk="high"),
            receipt("06-17 12:00"),
            correct("06-17 20:00", "received", None),
        ],
        "06-18 00:00",
        ["06-17 20:00 A wait breach", "06-18 00:00 A wait escalate"],
    ),
    "escalate-already-past-when-the-wait-resumes-rings-at-once": (
        [
            report("06-17 10:00", risk="high"),
            receipt("06-17 19:00"),
            correct("06-18 08:00", "received", None),
        ],
        "06-18 09:00",
        [
            "06-17 14:00 A wait warn",
            "06-17 18:00 A wait breach",
            "06-17 19:00 A cleared notice",
            "06-18 08:00 A wait escalate",
        ],
    ),
    "each-end-of-a-wait-that-rang-is-cleared": (
        [
            report("06-17 10:00", risk="high"),
            receipt("06-17 19:00"),
            correct("06-17 20:00", "received", None),
            close("06-17 21:00", "withdrawn"),
        ],
        "06-30 00:00",
        [
            "06-17 14:00 A wait warn",
            "06-17 18:00 A wait breach",
            "06-17 19:00 A cleared notice",
            "06-17 21:00 A cleared notice",
        ],
    ),
    "a-warning-is-not-cleared": (
        [report("06-17 10:00", risk="high"), receipt("06-17 15:00")],
        "06-30 00:00",
        ["06-17 14:00 A wait warn"],
    ),
    "a-receipt-before-the-police-knew-does-not-end-the-wait": (
        [report("06-17 10:00", risk="high"), receipt("06-17 12:00", when="06-17 09:00")],
        "06-17 14:00",
        ["06-17 14:00 A wait warn"],
    ),
    "an-open-case-not-sent-goes-on-ringing-until-it-is": (
        [
            report("06-17 10:00", risk="high"),
            close("06-17 11:00", "open_case"),
            milestone("06-17 15:00", "sent"),
        ],
        "06-30 00:00",
        ["06-17 14:00 A wait warn"],
    ),
    "a-case-that-takes-an-older-duplicate-is-past-its-warning-at-once": (
        [
            report("06-17 10:00", risk="medium"),
            report("06-17 12:00", "B", knew="06-16 23:00", risk="medium"),
            close("06-17 12:00", "duplicate", "B", of="A"),
        ],
        "06-17 12:00",
        ["06-17 12:00 A wait warn"],
    ),
}

LIVE = contact("06-16 10:00", ref="Z")
"""A contact that keeps the contact feed of Stoke live for a week."""

FEED = [report("06-16 09:00", "Z", knew="06-16 09:00"), LIVE]

PICKUP = {
    "pickup-warns-after-four-and-breaches-after-eight-hours-of-the-front-door": (
        [*FEED, report("06-17 10:00"), receipt("06-17 13:00")],
        "06-18 12:30",
        ["06-18 08:30 A pickup wait warn", "06-18 12:30 A pickup wait breach"],
    ),
    "pickup-of-a-high-case-waits-for-monday": (
        [*FEED, report("06-19 14:00", risk="high"), receipt("06-19 15:30")],
        "06-22 09:30",
        ["06-22 08:30 A pickup wait warn", "06-22 09:30 A pickup wait breach"],
    ),
    "pickup-rings-nothing-where-no-contact-was-ever-heard": (
        [report("06-17 10:00"), receipt("06-17 13:00")],
        "06-30 00:00",
        [],
    ),
    "pickup-past-while-the-contact-feed-was-not-live-does-not-ring": (
        [
            report("06-17 10:00"),
            receipt("06-17 13:00"),
            report("06-18 12:00", "Z"),
            contact("06-18 12:00", ref="Z"),
        ],
        "06-18 12:30",
        ["06-18 12:30 A pickup wait breach"],
    ),
    "a-contact-recorded-in-time-rings-nothing": (
        [*FEED, report("06-17 10:00"), receipt("06-17 13:00"), contact("06-18 08:30")],
        "06-30 00:00",
        [],
    ),
    "a-regrade-moves-pickup-too": (
        [*FEED, report("06-17 09:00"), receipt("06-17 09:00"), grade("06-17 11:00", "high")],
        "06-17 12:00",
        ["06-17 11:00 A pickup regrade breach"],
    ),
}

TABLE = LADDER | MOVED | RESUMED | PICKUP


@pytest.mark.parametrize(
    ("messages", "until", "expected"),
    [pytest.param(*row, id=name) for name, row in TABLE.items()],
)
def test_what_rings_and_when(
    replay: Replay, messages: list[Message], until: str, expected: list[str]
) -> None:
    outcome = replay(messages, utc(until))

    assert [rang(alert) for alert in outcome.alerts] == expected
