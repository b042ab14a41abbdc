"""The earliest first and the earliest full notice apart, and who took the earliest. Issue 7.

On the slow model and on the program alike, in whichever order the messages came.
"""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from schemas.pictures import dump_case, load_case
from tests.model import state as model
from tests.model.sentences import close, correct, receipt, report, short
from tests.model.times import Message, moment_json
from tests.model.told import ENTERED
from tests.spec import told_cases

REPORTED = report("06-17 10:00")

TABLE: dict[str, tuple[list[Message], dict[str, str]]] = {
    "a-raw-first-and-the-full-one-after-it": (
        [receipt("06-17 12:00"), receipt("06-17 15:00", notice="full")],
        {"first": "06-17 12:00", "full": "06-17 15:00", "by": "mash"},
    ),
    "the-earliest-of-each": (
        [
            receipt("06-17 12:00"),
            receipt("06-17 13:00"),
            receipt("06-17 16:00", notice="full"),
            receipt("06-17 15:00", notice="full"),
        ],
        {"first": "06-17 12:00", "full": "06-17 15:00", "by": "mash"},
    ),
    "a-resend-is-a-receipt-but-neither-first-nor-full": (
        [
            receipt("06-17 11:00", notice="resend", received_by="edt"),
            receipt("06-17 15:00", notice="full"),
        ],
        {"full": "06-17 15:00", "by": "edt"},
    ),
    "an-amendment-alone-tells-who-took-it": (
        [receipt("06-17 11:00", notice="amendment", received_by="edt")],
        {"by": "edt"},
    ),
    "who-took-it-is-of-the-earliest-that-can-be-believed": (
        [
            receipt("06-17 23:00", when="06-15 10:00", received_by="edt"),
            receipt("06-17 12:00", received_by="mash"),
        ],
        {"first": "06-17 12:00", "by": "mash"},
    ),
    "two-teams-at-one-time-and-nobody-knows-which": (
        [receipt("06-17 12:00", received_by="edt"), receipt("06-17 12:00", received_by="mash")],
        {"first": "06-17 12:00"},
    ),
    "a-time-known-to-the-day-may-be-the-earliest": (
        [
            receipt("06-18 12:00", when="2026-06-18", received_by="mash"),
            receipt("06-18 12:00", received_by="edt", notice="full"),
        ],
        {"first": "06-17 23:00..06-18 23:00", "full": "06-18 12:00"},
    ),
    "a-correction-moves-the-notice-that-was-told-as-the-earliest": (
        [
            receipt("06-17 12:00", received_by="edt"),
            receipt("06-17 15:00", notice="full"),
            correct("06-19 10:00", "received", "06-17 14:00"),
        ],
        {"first": "06-17 14:00", "full": "06-17 15:00", "by": "edt"},
    ),
    "a-notice-before-the-corrected-receipt-is-not-believed": (
        [
            receipt("06-17 12:00", received_by="edt"),
            receipt("06-17 15:00", notice="full"),
            correct("06-19 10:00", "received", "06-17 16:00"),
        ],
        {"first": "06-17 16:00", "by": "edt"},
    ),
    "a-correction-alone-tells-of-no-notice-and-no-team": (
        [correct("06-19 10:00", "received", "06-17 16:00")],
        {},
    ),
    "what-was-taken-back-never-came": (
        [
            receipt("06-17 12:00", received_by="edt"),
            correct("06-17 14:00", "received", None),
            receipt("06-17 15:00", notice="full"),
        ],
        {"full": "06-17 15:00", "by": "mash"},
    ),
    "the-case-systems-own-replaces-what-people-entered": (
        [
            receipt("06-17 12:00", received_by="edt", entered_by_hand=True)
            | {"source": ENTERED, "id": "by-hand"},
            receipt("06-17 15:00", notice="full"),
        ],
        {"full": "06-17 15:00", "by": "mash"},
    ),
    "a-case-takes-the-notices-of-its-duplicate": (
        [
            receipt("06-17 15:00", notice="full"),
            report("06-17 10:30", "B"),
            receipt("06-17 11:00", "B", received_by="edt"),
            close("06-17 16:00", "duplicate", "B", of="A"),
        ],
        {"first": "06-17 11:00", "full": "06-17 15:00", "by": "edt"},
    ),
}


def told(messages: list[Message]) -> dict[str, str]:
    case = told_cases.cases(messages)["A"]
    times = {notice.value: at.as_json() for notice, at in case.notices.items()}
    return _read(times, case.received_by)


def told_by_the_model(messages: list[Message]) -> dict[str, str]:
    case = model.cases(messages)["A"]
    return _read({notice: moment_json(at) for notice, at in case.notices.items()}, case.received_by)


def _read(times: dict[str, Any], team: str | None) -> dict[str, str]:
    words = {name: "..".join(short(at) for at in told.values()) for name, told in times.items()}
    return words | ({} if team is None else {"by": str(team)})


@pytest.mark.parametrize("tell", [told, told_by_the_model], ids=["program", "model"])
@pytest.mark.parametrize(
    ("messages", "expected"), [pytest.param(*row, id=name) for name, row in TABLE.items()]
)
def test_notices_are_kept_apart_whatever_their_order(
    tell: Any, messages: list[Message], expected: dict[str, str]
) -> None:
    for ordered in permutations([REPORTED, *messages]):
        assert tell([*ordered]) == expected


def test_a_picture_of_before_notices_were_kept_apart_still_loads() -> None:
    case = told_cases.cases([REPORTED, receipt("06-17 12:00")])["A"]
    row = from_json(dump_case(case))
    assert row.pop("t")
    assert row.pop("b")

    older = load_case(to_json(row))

    assert older == replace(case, notices={}, received_by=None)
