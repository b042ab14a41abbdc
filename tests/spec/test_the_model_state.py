"""Small cases whose state the contract dictates (section 2)."""

from typing import Any

import pytest

from tests.model.sentences import (
    POLICE,
    children,
    close,
    contact,
    correct,
    message,
    milestone,
    read,
    receipt,
    report,
)
from tests.model.times import Message
from tests.replays.both import Replay

UNTIL = "2026-12-31T00:00:00Z"
ABSENT = None

REPORTS = {
    "a-waiting-case-has-no-clocks-and-no-flags": (
        [report("06-17 10:00")],
        {"state": "waiting", "flags": [], "clocks": {}, "received": ABSENT, "children": 1},
    ),
    "the-earliest-reported-counts-and-other-fields-are-from-the-latest": (
        [
            report("06-17 12:00", knew="06-17 11:00", household="H1"),
            report("06-17 13:00", knew="06-17 09:00", force="westmidlands"),
            report("06-17 14:00", knew="06-17 12:00"),
        ],
        {"reported": "06-17 09:00", "force": "staffordshire"},
    ),
    "of-two-reports-with-bounds-the-earliest-is-the-least-of-each-bound": (
        [
            report("06-18 12:00", knew=("06-17 10:00", "06-17 20:00")),
            report("06-18 13:00", knew=("06-17 12:00", "06-17 15:00")),
        ],
        {"reported": "06-17 10:00..06-17 15:00"},
    ),
    "a-receipt-opens-a-case-of-unknown-start-and-risk": (
        [receipt("06-17 10:00")],
        {
            "flags": ["start_unknown", "unreported"],
            "risk": "not_assessed",
            "youngest": "unknown",
            "children": ABSENT,
            "force": ABSENT,
            "state": "received",
            "duty": "cannot_tell",
        },
    ),
    "a-correction-opens-a-case-and-sets-a-start-nobody-told": (
        [correct("06-17 12:00", "reported", "06-17 10:00")],
        {"flags": ["unreported"], "reported": "06-17 10:00", "state": "waiting"},
    ),
    "a-block-fills-only-what-no-report-gives-and-children-are-not-mixed": (
        [
            receipt(
                "06-17 12:00",
                incident={
                    "reported": "2026-06-17T09:00:00Z",
                    "risk": "high",
                    "household": "H1",
                    "children": children("unborn", "0-3", of="other"),
                },
            ),
            report("06-17 13:00", knew="06-17 10:00", risk="medium"),
        ],
        {"reported": "06-17 10:00", "risk": "medium", "highest_risk": "medium", "children": 1},
    ),
    "a-known-age-outlasts-a-later-unknown-one": (
        [
            report("06-17 10:00", children=children("0-3", "8-11")),
            report("06-17 11:00", knew="06-17 10:00", children=children("unknown", "4-7")),
        ],
        {"youngest": "0-3", "children": 2},
    ),
    "a-home-without-children-is-counted-and-closed": (
        [report("06-17 10:00", children=[], children_known="none")],
        {"state": "closed", "children": 0, "disposition": ABSENT},
    ),
    "children-not-yet-known-are-not-nought": (
        [report("06-17 10:00", children=[], children_known="not_yet")],
        {"state": "waiting", "children": ABSENT, "youngest": "unknown"},
    ),
    "an-instant-with-an-offset-a-leap-second-and-a-fraction": (
        [report("06-17 12:00", knew="2026-06-17T10:59:60.75+01:00")],
        {"reported": "06-17 10:00"},
    ),
}

CORRECTIONS = {
    "a-correction-outlasts-earlier-times-told-after-it": (
        [
            report("06-17 10:00"),
            correct("06-17 11:00", "reported", "06-17 09:40"),
            report("06-17 12:00", knew="06-17 08:00"),
        ],
        {"reported": "06-17 09:40"},
    ),
    "the-last-correction-wins": (
        [
            report("06-17 10:00"),
            correct("06-17 12:00", "reported", "06-17 09:40"),
            correct("06-17 11:00", "reported", "06-17 09:00"),
        ],
        {"reported": "06-17 09:40"},
    ),
    "corrections-of-one-time-go-by-source-and-id": (
        [
            report("06-17 10:00"),
            correct("06-17 12:00", "reported", "06-17 09:40", id="b", source=POLICE),
            correct("06-17 12:00", "reported", "06-17 09:50", id="a", source=POLICE),
        ],
        {"reported": "06-17 09:40"},
    ),
    "a-receipt-taken-back-goes-on-waiting-and-contacts-infer-none": (
        [
            report("06-17 10:00"),
            receipt("06-17 12:00"),
            contact("06-17 13:00"),
            correct("06-17 14:00", "received", None),
        ],
        {"state": "waiting", "received": ABSENT, "recorded": "06-17 13:00", "clocks": {}},
    ),
    "a-receipt-after-the-one-taken-back-counts": (
        [
            report("06-17 10:00"),
            receipt("06-17 14:00", when="06-17 12:00"),
            correct("06-17 14:00", "received", None),
            receipt("06-17 14:00:01", when="06-17 11:00"),
        ],
        {"state": "received", "received": "06-17 11:00"},
    ),
    "a-time-set-after-it-was-taken-back-counts": (
        [
            report("06-17 10:00"),
            correct("06-17 14:00", "received", None),
            correct("06-17 15:00", "received", "06-17 13:00"),
        ],
        {"state": "received", "received": "06-17 13:00"},
    ),
    "a-start-taken-back-is-unknown": (
        [report("06-17 10:00"), receipt("06-17 12:00"), correct("06-17 13:00", "reported", None)],
        {"flags": ["start_unknown"], "duty": "cannot_tell", "reported": ABSENT},
    ),
}

DISPOSITIONS = {
    "withdrawn-closes": (
        [report("06-17 10:00"), close("06-17 12:00", "withdrawn")],
        {"state": "closed", "disposition": "withdrawn"},
    ),
    "reopened-undoes-by-its-own-time": (
        [
            report("06-17 10:00"),
            close("06-17 15:00", "withdrawn", when="06-17 12:00"),
            close("06-17 14:00", "reopened", when="06-17 13:00"),
        ],
        {"state": "waiting", "disposition": ABSENT},
    ),
    "another-authority-takes-the-case": (
        [report("06-17 10:00"), close("06-17 12:00", "other_authority", to="E10000028")],
        {"state": "closed", "local_authority": "E10000028"},
    ),
    "an-open-case-not-yet-sent-still-waits": (
        [report("06-17 10:00"), close("06-17 12:00", "open_case")],
        {"state": "waiting", "disposition": "open_case"},
    ),
    "an-open-case-that-was-sent-is-closed": (
        [
            report("06-17 10:00"),
            close("06-17 12:00", "open_case"),
            milestone("06-17 13:00", "sent"),
        ],
        {"state": "closed"},
    ),
    "a-duplicate-of-nothing-we-hold-still-waits": (
        [report("06-17 10:00"), close("06-17 12:00", "duplicate", of="Z")],
        {"state": "waiting", "disposition": "duplicate"},
    ),
    "a-duplicate-of-a-case-we-hold-is-closed": (
        [
            report("06-17 10:00"),
            report("06-17 11:00", "B"),
            close("06-17 12:00", "duplicate", of="B"),
        ],
        {"state": "closed", "children": 1},
    ),
    "the-case-of-a-duplicate-takes-children-grades-and-milestones": (
        [
            report("06-17 10:00"),
            report("06-17 09:00", "B", risk="high", children=children("0-3", of="B")),
            receipt("06-17 11:00", "B"),
            close("06-17 12:00", "duplicate", "B", of="A"),
        ],
        {"children": 2, "youngest": "0-3", "highest_risk": "high", "reported": "06-17 09:00"}
        | {"received": "06-17 11:00", "state": "received"},
    ),
    "a-duplicate-reopened-gives-back-what-its-case-had-of-it": (
        [
            report("06-17 10:00"),
            receipt("06-17 11:00", "B"),
            close("06-17 12:00", "duplicate", "B", of="A"),
            close("06-17 13:00", "reopened", "B"),
        ],
        {"state": "waiting", "received": ABSENT},
    ),
    "a-duplicate-of-another-case-after-all-is-joined-to-that-one": (
        [
            report("06-17 10:00"),
            receipt("06-17 11:00", "B"),
            report("06-17 10:00", "C"),
            close("06-17 12:00", "duplicate", "B", of="A"),
            close("06-17 13:00", "duplicate", "B", of="C"),
        ],
        {"state": "waiting", "received": ABSENT},
    ),
    "two-duplicates-of-each-other-both-wait": (
        [
            report("06-17 10:00"),
            report("06-17 09:00", "B"),
            close("06-17 12:00", "duplicate", "B", of="A"),
            close("06-17 12:00", "duplicate", "A", of="B"),
        ],
        {"state": "waiting", "children": 1, "reported": "06-17 10:00"},
    ),
    "a-duplicate-through-another-joins-too": (
        [
            report("06-17 10:00"),
            report("06-17 09:00", "B"),
            report("06-17 08:00", "C"),
            close("06-17 12:00", "duplicate", "C", of="B"),
            close("06-17 12:00", "duplicate", "B", of="A"),
        ],
        {"state": "waiting", "children": 3, "reported": "06-17 08:00"},
    ),
}

TABLE = REPORTS | CORRECTIONS | DISPOSITIONS


@pytest.mark.parametrize(
    ("messages", "expected"), [pytest.param(*row, id=name) for name, row in TABLE.items()]
)
def test_the_state_of_case_a(
    replay: Replay, messages: list[Message], expected: dict[str, Any]
) -> None:
    told = read(replay(messages, UNTIL).incidents[0])

    assert {name: told.get(name) for name in expected} == expected


def test_a_repeat_has_no_effect_and_of_a_conflict_the_first_handled_is_kept(
    replay: Replay,
) -> None:
    first = report("06-17 10:00", id="m1")
    other = report("06-17 11:00", id="m1", risk="high")

    outcome = replay([first, first, other], UNTIL)

    assert outcome.incidents[0]["risk"] == "standard"


def test_messages_of_feeds_make_no_case(replay: Replay) -> None:
    heartbeat = message("feed.heartbeat", "06-17 10:00", None, {"force": "staffordshire"})

    assert replay([heartbeat], UNTIL).incidents == []
