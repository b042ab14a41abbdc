"""A receipt that people entered: believed until the case system's own arrives. Issue 5.

On the slow model and on the program alike.
"""

from itertools import permutations
from typing import Any

import pytest

from tests.model.sentences import (
    close,
    contact,
    correct,
    message,
    read,
    receipt,
    report,
    utc,
)
from tests.model.times import Message
from tests.model.told import ENTERED
from tests.replays.both import Replay

UNTIL = "2026-12-31T00:00:00Z"
REPORTED = report("06-17 10:00")


def phoned(at: str, ref: str = "A", *, when: Any = None, source: str = ENTERED) -> Message:
    """A receipt that somebody entered when it is sent."""
    data = {
        "at": utc(when or at),
        "notice": "first",
        "channel": "phone",
        "received_by": "edt",
        "entered_by_hand": True,
    }
    return message("notification.received", at, ref, data, source=source)


TABLE: dict[str, tuple[list[Message], dict[str, Any]]] = {
    "entered-by-hand-ends-the-wait-and-is-shown-apart": (
        [REPORTED, phoned("06-17 12:00")],
        {"state": "received", "received": "06-17 12:00", "flags": ["entered_by_hand"]},
    ),
    "of-two-entered-the-earlier-counts": (
        [REPORTED, phoned("06-17 13:00"), phoned("06-17 14:00", when="06-17 12:00")],
        {"received": "06-17 12:00", "flags": ["entered_by_hand"]},
    ),
    "the-case-systems-own-replaces-it-also-where-it-is-later": (
        [REPORTED, phoned("06-17 12:00"), receipt("06-17 15:00")],
        {"state": "received", "received": "06-17 15:00", "flags": []},
    ),
    "entered-after-the-case-systems-own-it-changes-nothing": (
        [REPORTED, receipt("06-17 15:00"), phoned("06-17 16:00", when="06-17 12:00")],
        {"received": "06-17 15:00", "flags": []},
    ),
    "what-a-feed-says-was-typed-there-is-the-feeds-own-word": (
        [
            REPORTED,
            phoned("06-17 12:00", source="/council/stoke/liquidlogic"),
            receipt("06-17 15:00"),
        ],
        {"received": "06-17 12:00", "flags": []},
    ),
    "a-contact-does-not-replace-it": (
        [REPORTED, phoned("06-17 12:00"), contact("06-17 14:00")],
        {"state": "recorded", "received": "06-17 12:00", "flags": ["entered_by_hand"]},
    ),
    "taken-back-the-wait-goes-on": (
        [REPORTED, phoned("06-17 12:00"), correct("06-17 14:00", "received", None)],
        {"state": "waiting", "received": None, "flags": []},
    ),
    "the-case-systems-own-taken-back-what-is-entered-after-counts": (
        [
            REPORTED,
            receipt("06-17 12:00"),
            correct("06-17 14:00", "received", None),
            phoned("06-17 15:00"),
        ],
        {"received": "06-17 15:00", "flags": ["entered_by_hand"]},
    ),
    "a-correction-stands-above-it": (
        [REPORTED, phoned("06-17 12:00"), correct("06-17 14:00", "received", "06-17 13:00")],
        {"received": "06-17 13:00", "flags": []},
    ),
    "before-police-knew-it-does-not-end-the-wait": (
        [REPORTED, phoned("06-17 12:00", when="06-17 08:00")],
        {
            "state": "waiting",
            "received": "06-17 08:00",
            "flags": ["entered_by_hand", "times_disagree"],
        },
    ),
    "the-case-systems-own-replaces-it-even-where-nobody-can-believe-it": (
        [REPORTED, phoned("06-17 12:00"), receipt("06-17 15:00", when="06-17 08:00")],
        {"state": "waiting", "received": "06-17 08:00", "flags": ["times_disagree"]},
    ),
    "the-receipt-of-a-joined-case-replaces-it-too": (
        [
            REPORTED,
            phoned("06-17 12:00"),
            receipt("06-17 15:00", "B"),
            close("06-17 16:00", "duplicate", "B", of="A"),
        ],
        {"received": "06-17 15:00", "flags": []},
    ),
    "entered-under-the-other-reference-it-counts-for-the-joined-case": (
        [REPORTED, phoned("06-17 15:00", "B"), close("06-17 16:00", "duplicate", "B", of="A")],
        {"received": "06-17 15:00", "flags": ["entered_by_hand"]},
    ),
}


@pytest.mark.parametrize(
    ("messages", "expected"), [pytest.param(*row, id=name) for name, row in TABLE.items()]
)
def test_a_receipt(replay: Replay, messages: list[Message], expected: dict[str, Any]) -> None:
    told = read(replay(messages, UNTIL).incidents[0])

    assert {name: told.get(name) for name in expected} == expected


def test_the_order_in_which_they_come_does_not_matter(replay: Replay) -> None:
    messages = [REPORTED, phoned("06-17 12:00"), receipt("06-17 15:00")]

    told = [replay(list(order), UNTIL).incidents for order in permutations(messages)]

    assert all(one == told[0] for one in told)


def test_nobody_waits_for_more_of_what_people_enter(replay: Replay) -> None:
    outcome = replay([phoned("06-17 12:00")], UNTIL)

    assert outcome.alerts == []
