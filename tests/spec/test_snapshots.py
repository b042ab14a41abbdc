from collections.abc import Sequence
from typing import Any

import pytest

from consumer.sources.extract_messages import Message
from consumer.sources.extract_rows import BadRow
from consumer.sources.extracts import messages_from_csv
from consumer.sources.mapping import parse_mapping
from consumer.sources.snapshots import Comparison, Fields, Told
from schemas.keys import KeyRing
from schemas.moments import parse_instant
from tests.inboxes import COUNCIL_HEADER, COUNCIL_MAPPING, POLICE_HEADER, POLICE_MAPPING
from tests.replays.ours import KEYS

MONDAY, TUESDAY = "2026-06-01T06:00:00Z", "2026-06-02T06:00:00Z"
POLICE = ("2026-05-31T20:00:00Z", "2026-05-31T19:00:00Z", "M", "2026-05-31T23:00:00Z")
COUNCIL = ("2026-05-31T20:00:00Z", "M", "2026-06-01T05:00:00Z")

Row = Sequence[str]


class Night:
    """What files told of one reference, night after night."""

    def __init__(self, mapping: str, header: str, keys: KeyRing = KEYS, extra: str = "") -> None:
        text = mapping.format(by="file", extra="snapshot = true", delivery="") + extra
        self.mapping = parse_mapping(text, file_name="m.toml")
        self.header = header
        self.keys = keys
        self.fields: Fields | None = None

    def told(self, *rows: Row, at: str = TUESDAY) -> list[Message]:
        lines = [self.header, *(",".join(("A-1", *row)) for row in rows)]
        sent_at = parse_instant(at)
        found = list(
            messages_from_csv(
                [f"{line}\n" for line in lines], self.mapping, file_name="n", sent_at=sent_at
            )
        )
        messages = tuple(one for one in found if not isinstance(one, BadRow))
        comparison = Comparison(source=self.mapping.source, sent_at=sent_at, keys=self.keys)
        doubtful = len(messages) < len(found)
        told = Told(reference="A-1", messages=messages, is_doubtful=doubtful)
        changes = comparison.changes(told, self.fields)
        self.fields = changes.fields
        return list(changes.messages)


def police() -> Night:
    night = Night(POLICE_MAPPING, POLICE_HEADER)
    night.told(POLICE, at=MONDAY)
    return night


def council() -> Night:
    night = Night(COUNCIL_MAPPING, COUNCIL_HEADER)
    night.told(COUNCIL, at=MONDAY)
    return night


def short(messages: list[Message]) -> list[tuple[str, Any, Any]]:
    """Type, and what is told of which milestone or grade."""
    found = []
    for message in messages:
        data = message["data"]
        at = data.get("at", data.get("reported"))
        found.append((message["type"].split(".")[2], data.get("milestone", data.get("risk")), at))
    return found


def test_a_new_row_tells_everything() -> None:
    first = Night(POLICE_MAPPING, POLICE_HEADER).told(POLICE, at=MONDAY)

    assert short(first) == [
        ("reported", "medium", POLICE[0]),
        ("milestone", "sent", POLICE[3]),
    ]
    assert {message["time"] for message in first} == {MONDAY}


def test_an_unchanged_row_tells_nothing() -> None:
    assert police().told(POLICE) == []
    assert council().told(COUNCIL) == []


def test_a_changed_grade_is_a_grade_from_the_time_of_the_file() -> None:
    told = police().told((*POLICE[:2], "H", POLICE[3]))

    assert short(told) == [("graded", "high", TUESDAY)]


def test_a_grade_that_is_no_longer_told_is_not_taken_back() -> None:
    night = police()

    assert night.told((*POLICE[:2], "", POLICE[3])) == []
    assert night.told(POLICE) == []


def test_a_grade_that_cannot_be_read_changes_nothing_and_a_readable_one_does() -> None:
    night = police()

    assert night.told((*POLICE[:2], "???", POLICE[3])) == []
    assert short(night.told((*POLICE[:2], "H", POLICE[3]))) == [("graded", "high", TUESDAY)]


@pytest.mark.parametrize(
    ("place", "milestone"),
    [pytest.param(0, "reported"), pytest.param(1, "occurred"), pytest.param(3, "sent")],
)
def test_a_changed_time_is_a_correction(place: int, milestone: str) -> None:
    changed = list(POLICE)
    changed[place] = "2026-05-31T18:30:00Z"

    told = police().told(changed)

    assert short(told) == [("corrected", milestone, "2026-05-31T18:30:00Z")]
    assert told[0]["data"]["reason"] == "data_entry"
    assert told[0]["time"] == TUESDAY


def test_a_changed_receipt_is_a_correction_by_the_council() -> None:
    told = council().told((*COUNCIL[:2], "2026-06-01T04:00:00Z"))

    assert short(told) == [("corrected", "received", "2026-06-01T04:00:00Z")]


def test_a_council_never_corrects_what_the_police_know() -> None:
    told = council().told(("2026-05-31T21:00:00Z", "H", COUNCIL[2]))

    assert [message["type"].split(".")[2] for message in told] == ["received"]
    assert told[0]["data"]["incident"]["risk"] == "high"


def test_a_time_that_came_since_is_no_correction() -> None:
    night = Night(POLICE_MAPPING, POLICE_HEADER)
    night.told((POLICE[0], "", "M", ""), at=MONDAY)

    told = night.told(POLICE)

    assert short(told) == [("reported", "medium", POLICE[0]), ("milestone", "sent", POLICE[3])]
    assert told[0]["data"]["occurred"] == POLICE[1]


def test_a_time_that_is_no_longer_told_is_not_taken_back() -> None:
    night = police()

    assert night.told((*POLICE[:3], "")) == []
    assert night.told(POLICE) == []


def test_a_time_that_moves_there_and_back_is_corrected_twice() -> None:
    night = police()
    moved = (*POLICE[:3], "2026-05-31T22:00:00Z")

    assert short(night.told(moved)) == [("corrected", "sent", "2026-05-31T22:00:00Z")]
    assert short(night.told(POLICE, at="2026-06-03T06:00:00Z")) == [
        ("corrected", "sent", POLICE[3])
    ]


def test_a_second_receipt_beside_the_first_is_a_receipt_and_no_correction() -> None:
    later = (*COUNCIL[:2], "2026-06-01T09:00:00Z")

    told = council().told(COUNCIL, later)

    assert short(told) == [("received", None, later[2])]


def test_after_a_correction_an_earlier_receipt_is_one_too() -> None:
    night = council()
    night.told((*COUNCIL[:2], "2026-06-01T05:30:00Z"))

    told = night.told(
        (*COUNCIL[:2], "2026-06-01T05:30:00Z"),
        (*COUNCIL[:2], "2026-06-01T03:00:00Z"),
        at="2026-06-03T06:00:00Z",
    )

    assert short(told) == [("corrected", "received", "2026-06-01T03:00:00Z")]


def test_what_is_remembered_holds_no_value_of_the_file() -> None:
    remembered = str(police().fields)

    assert not any(value in remembered for value in ("A-1", "medium", "2026", "staffordshire"))


def test_equal_grades_of_two_cases_are_remembered_differently() -> None:
    comparison = Comparison(source="/s", sent_at=parse_instant(MONDAY), keys=KEYS)

    assert comparison.marks("A-1", "risk", "high") != comparison.marks("A-2", "risk", "high")
    assert comparison.marks("a-1 ", "risk", "high") == comparison.marks("A-1", "risk", "high")


def test_a_new_key_makes_no_row_look_changed() -> None:
    night = police()
    night.keys = KeyRing(hmac_keys=(b"n" * 32, bytes(32)), seal_keys=(b"s" * 32,))

    assert night.told(POLICE) == []
    assert short(night.told((*POLICE[:2], "H", POLICE[3]))) == [("graded", "high", TUESDAY)]


def test_the_same_change_told_twice_is_the_same_message() -> None:
    one, other = police(), police()
    changed = (*POLICE[:2], "H", "2026-05-31T22:00:00Z")

    assert one.told(changed) == other.told(changed)
