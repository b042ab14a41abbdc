"""Small cases whose notices, recipients and lists the contract dictates (sections 2, 3 and 4)."""

from typing import Any

import pytest

from tests.model.sentences import (
    children,
    close,
    contact,
    correct,
    grade,
    rang,
    receipt,
    report,
    short,
    utc,
)
from tests.model.times import Message
from tests.replays.both import Replay

NOTICES = {
    "a-late-receipt-that-never-rang-is-told-once": (
        [
            report("06-18 10:00", knew="06-17 10:00", risk="high"),
            receipt("06-18 10:00", when="06-18 09:00"),
            receipt("06-18 11:00", when="06-18 09:30"),
        ],
        ["06-18 10:00 A wait notice"],
    ),
    "a-receipt-that-a-correction-makes-late-is-told-then": (
        [
            report("06-17 10:00", risk="high"),
            receipt("06-17 12:00"),
            correct("06-18 09:00", "reported", "06-17 03:59:59"),
        ],
        ["06-18 09:00 A wait notice"],
    ),
    "a-late-receipt-after-a-breach-alarm-is-cleared-instead": (
        [report("06-17 10:00", risk="high"), receipt("06-17 19:00")],
        [
            "06-17 14:00 A wait warn",
            "06-17 18:00 A wait breach",
            "06-17 19:00 A cleared notice",
        ],
    ),
    "a-late-receipt-is-not-told-while-withdrawn-but-when-reopened": (
        [
            report("06-18 10:00", knew="06-17 10:00", risk="high"),
            receipt("06-18 10:00"),
            close("06-18 10:00", "withdrawn"),
            close("06-18 11:00", "reopened"),
        ],
        ["06-18 11:00 A wait notice"],
    ),
    "high-risk-not-shared-is-told-the-manager": (
        [report("06-17 10:00", risk="high"), close("06-17 11:00", "not_shared_by_policy")],
        ["06-17 11:00 A wait notice"],
    ),
    "standard-risk-not-shared-rings-nothing": (
        [report("06-17 10:00"), close("06-17 11:00", "not_shared_by_policy")],
        [],
    ),
    "a-baby-not-shared-is-told-whatever-the-risk": (
        [
            report("06-17 10:00", children=children("0-3")),
            close("06-17 11:00", "not_shared_by_policy"),
        ],
        ["06-17 11:00 A wait notice"],
    ),
    "not-shared-and-then-graded-medium-is-told-then": (
        [
            report("06-17 10:00"),
            close("06-17 11:00", "not_shared_by_policy"),
            grade("06-17 12:00", "medium"),
        ],
        ["06-17 12:00 A wait notice"],
    ),
    "children-not-yet-listed-after-a-day-are-asked-for-once": (
        [report("06-17 10:00", risk="high", children=[], children_known="not_yet")],
        ["06-18 10:00 A wait notice"],
    ),
    "children-listed-within-the-day-bring-the-rungs-back": (
        [
            report("06-17 10:00", children=[], children_known="not_yet"),
            report("06-17 20:00", knew="06-17 10:00"),
            receipt("06-19 12:00"),
        ],
        [
            "06-18 10:00 A wait warn",
            "06-19 10:00 A wait breach",
            "06-19 12:00 A cleared notice",
        ],
    ),
    "a-home-without-children-rings-nothing": (
        [report("06-17 10:00", risk="high", children=[], children_known="none")],
        [],
    ),
}

REPEATS = {
    "a-second-incident-in-the-household-names-the-later-case": (
        [
            report("06-17 10:00", household="H1"),
            report("06-17 12:00", "B", household="H1"),
            receipt("06-17 13:00"),
            receipt("06-17 13:00", "B"),
        ],
        ["06-17 12:00 B repeat notice"],
    ),
    "the-same-child-is-enough-also-when-it-becomes-known-late": (
        [
            report("06-17 10:00", "B", children=children("8-11")),
            report("06-17 12:00", knew="06-17 11:00"),
            report("06-17 13:00", knew="06-17 11:00", children=children("8-11")),
            receipt("06-17 14:00"),
            receipt("06-17 14:00", "B"),
        ],
        ["06-17 13:00 A repeat notice"],
    ),
    "an-earlier-case-already-received-is-no-repeat": (
        [
            report("06-17 10:00", household="H1"),
            receipt("06-17 11:00"),
            report("06-17 12:00", "B", household="H1"),
            receipt("06-17 13:00", "B"),
        ],
        [],
    ),
    "a-later-case-already-received-still-names-a-repeat": (
        [
            report("06-17 10:00", household="H1"),
            report("06-17 12:00", "B", knew="06-17 11:00", household="H1"),
            receipt("06-17 12:00", "B"),
            receipt("06-17 13:00"),
        ],
        ["06-17 12:00 B repeat notice"],
    ),
    "a-later-case-already-closed-does-not": (
        [
            report("06-17 10:00", household="H1"),
            report("06-17 12:00", "B", household="H1"),
            close("06-17 12:00", "withdrawn", "B"),
            receipt("06-17 13:00"),
        ],
        [],
    ),
    "on-the-same-start-the-later-is-the-one-with-the-later-reference": (
        [
            report("06-17 10:00", "B", household="H1"),
            report("06-17 10:00", household="H1"),
            receipt("06-17 13:00"),
            receipt("06-17 13:00", "B"),
        ],
        ["06-17 10:00 B repeat notice"],
    ),
}

FEEDS = {
    "a-conflict-is-told-once-per-different-content": (
        [
            report("06-17 10:00", id="m1"),
            report("06-17 11:00", id="m1"),
            report("06-17 11:00", id="m1"),
            report("06-17 12:00", id="m1"),
            receipt("06-17 12:00"),
        ],
        ["06-17 11:00 - conflict notice", "06-17 12:00 - conflict notice"],
    ),
    "a-number-missing-for-ten-minutes-is-a-gap": (
        [
            report("06-17 10:00", sequence="1"),
            report("06-17 10:01", knew="06-17 10:00", sequence="4"),
            report("06-17 10:11", knew="06-17 10:00", sequence="3"),
            receipt("06-17 13:00"),
        ],
        ["06-17 10:11 - gap notice"],
    ),
    "numbers-that-come-within-ten-minutes-were-only-late": (
        [
            report("06-17 10:00", sequence="1"),
            report("06-17 10:01", knew="06-17 10:00", sequence="3"),
            report("06-17 10:11", knew="06-17 10:00", sequence="2"),
            receipt("06-17 13:00"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [pytest.param(*row, id=name) for name, row in (NOTICES | REPEATS | FEEDS).items()],
)
def test_which_notices_are_told_and_when(
    replay: Replay, messages: list[Message], expected: list[str]
) -> None:
    outcome = replay(messages, "2026-06-24T00:00:00Z")

    assert [rang(alert) for alert in outcome.alerts] == expected


def told(
    replay: Replay, messages: list[Message], until: str
) -> list[tuple[str, str, str, list[str]]]:
    """Rung, due, delivery and recipients of every alert."""
    return [
        (a["rung"], short(a["due_at"]), a["delivery"], a["recipients"])
        for a in replay(messages, utc(until)).alerts
    ]


def test_the_day_team_is_told_until_five_and_edt_from_then(replay: Replay) -> None:
    messages = [report("06-17 08:00", risk="high"), report("06-17 07:59:59", "B", risk="medium")]

    assert told(replay, messages, "06-17 20:00")[:3] == [
        ("warn", "06-17 12:00", "list", ["mash_duty"]),
        ("breach", "06-17 16:00", "now", ["edt", "mash_manager", "police_desk"]),
        ("warn", "06-17 19:59:59", "list", ["edt"]),
    ]


def test_a_ceiling_that_stands_for_all_is_told_to_all(replay: Replay) -> None:
    everyone = ["director", "edt", "mash_manager", "police_desk", "police_manager", "service_head"]

    raised = told(replay, [report("06-17 20:00", knew="06-10 20:00", risk="high")], "06-18 00:00")

    assert raised == [("ceiling", "06-13 20:00", "now", everyone)]


def test_a_breach_of_an_uplifted_case_is_not_police_graded_high(replay: Replay) -> None:
    messages = [report("06-17 10:00", risk="medium", children=children("unborn"))]

    assert [told_as for _, _, told_as, _ in told(replay, messages, "06-17 18:00")] == [
        "list",
        "list",
    ]


def test_a_late_receipt_is_due_at_the_limit_missed(replay: Replay) -> None:
    messages = [report("06-18 10:00", knew="06-17 10:00", risk="high"), receipt("06-18 10:00")]

    assert told(replay, messages, "06-19 00:00") == [
        ("notice", "06-17 18:00", "list", ["mash_duty"])
    ]


def test_clearing_is_told_to_the_roles_that_were_alarmed(replay: Replay) -> None:
    messages = [report("06-17 01:00", risk="high"), receipt("06-17 14:00")]
    roles = ["mash_duty", "mash_manager", "police_desk", "police_manager", "service_head"]

    assert told(replay, messages, "06-18 00:00")[-1] == ("notice", "06-17 14:00", "list", roles)


def test_pickup_is_told_to_the_council_alone(replay: Replay) -> None:
    messages = [
        report("06-16 09:00", "Z"),
        contact("06-16 10:00", ref="Z"),
        report("06-17 09:00"),
        receipt("06-17 09:00"),
    ]

    assert told(replay, messages, "06-18 08:30") == [
        ("warn", "06-17 13:00", "list", ["mash_duty"]),
        ("breach", "06-18 08:30", "list", ["mash_duty", "mash_manager"]),
    ]


def test_the_police_desk_is_asked_for_the_children(replay: Replay) -> None:
    messages = [report("06-17 10:00", children=[], children_known="not_yet")]

    assert told(replay, messages, "06-19 00:00") == [
        ("notice", "06-18 10:00", "list", ["police_desk"])
    ]


def test_the_waiting_list_puts_the_late_and_then_the_youngest_first(replay: Replay) -> None:
    messages = [
        report("06-17 10:00", "IN-TIME"),
        report("06-17 10:00", "BABY", children=children("0-3", of="B")),
        report("06-17 10:00", "LATE", knew="06-16 10:00", risk="high"),
        report("06-17 10:00", "NOT-YET", children=[], children_known="not_yet"),
        receipt("06-17 11:00", "RECEIVED"),
    ]

    waiting: list[dict[str, Any]] = replay(messages, utc("06-17 12:00")).waiting

    assert [(w["incident_ref"], short(w["due_at"]), w.get("rung")) for w in waiting] == [
        ("LATE", "06-16 18:00", "breach"),
        ("BABY", "06-18 10:00", None),
        ("IN-TIME", "06-19 10:00", None),
    ]
    assert [w["waiting_seconds"] for w in waiting] == [93600, 7200, 7200]
