"""What arrived late, feeds and quarantine for programs: what they hold, and for whom."""

import json
from dataclasses import replace
from typing import Any

import pytest

from alerts.flat import TABLES, cell_text
from consumer.boarding import Fittings
from schemas.database import Database
from schemas.owners import Owner
from tests.browser.board_room import BoardRoom
from tests.browser.test_api import ALL, ELSEWHERE, OF_ELSEWHERE, OTHERS, SECRET, fetch, sheet
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes
from tests.model.sentences import COUNCIL, POLICE, STOKE, utc
from tests.replays.ours import HOUSE, replay_ours
from tests.wire import wire, with_data

SPOILT = wire(with_data(surname="Doe") | {"source": COUNCIL, "time": "2026-06-15T06:30:00Z"})
OWNED = {COUNCIL: Owner(local_authority=STOKE), POLICE: Owner(force="staffordshire")}


@pytest.fixture
def room(database: Database) -> BoardRoom:
    """The weekend, one message that could not be read, and programs of two councils."""
    replay_ours(database, [*WEEKEND, SPOILT], until=utc(MONDAY))
    fitted = Fittings(tokens=(ALL, OF_ELSEWHERE))
    house = replace(HOUSE, owners=OWNED)
    room = BoardRoom(database, at(MONDAY), house=house, host="0.0.0.0", fittings=fitted)  # noqa: S104
    room.visitor.host = "danm.example"
    return room


def told(room: BoardRoom, name: str, secret: str = SECRET) -> dict[str, Any]:
    answer = fetch(room, name, secret)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = json.loads(answer.body)
    return found


def test_what_arrived_late_today_is_told_with_how_late_and_whether_that_is_all(
    room: BoardRoom,
) -> None:
    name = codes(room.database)

    found = told(room, "late")

    assert {name[row["case_code"]] for row in found["rows"]} == {"CAME-LATE", "ENDED"}
    came = next(row for row in found["rows"] if name[row["case_code"]] == "CAME-LATE")
    assert (came["late_by_hours"], came["waited_hours"]) == (10.0, 18.0)
    assert came["received_from_utc"] == came["received_to_utc"] == "2026-06-15T06:00:00Z"
    # The county's front door was never heard.
    assert found["can_tell"] is False
    assert told(room, "late", OTHERS)["rows"] == []


def test_each_feed_is_told_and_each_that_was_never_heard(room: BoardRoom) -> None:
    rows = told(room, "feeds")["rows"]

    heard = {row["source"]: row for row in rows if row["source"]}
    assert (heard[COUNCIL]["side"], heard[COUNCIL]["local_authority"]) == ("council", STOKE)
    assert heard[POLICE]["standing"] == "good"
    (never,) = (row for row in rows if row["source"] is None)
    assert (never["local_authority"], never["standing"]) == (ELSEWHERE, "cannot_tell")
    assert COUNCIL not in {row["source"] for row in told(room, "feeds", OTHERS)["rows"]}


def test_what_could_not_be_read_is_told_without_a_value_and_to_its_own_council(
    room: BoardRoom,
) -> None:
    answer = fetch(room, "quarantine", SECRET)
    (row,) = json.loads(answer.body)["rows"]

    assert (row["reason"], row["source"], row["is_taken_on"]) == ("unknown_field", COUNCIL, False)
    assert "Doe" not in answer.body
    assert "surname" not in answer.body
    assert tuple(row) == TABLES["quarantine"].names
    assert told(room, "quarantine", OTHERS)["rows"] == []


@pytest.mark.parametrize("name", ["late", "feeds", "quarantine"])
def test_as_csv_they_hold_the_same_rows(room: BoardRoom, name: str) -> None:
    answer = fetch(room, f"{name}?format=csv", SECRET)

    rows = told(room, name)
    can_tell = {key: value for key, value in rows.items() if key == "can_tell"}
    assert sheet(answer) == [
        {key: cell_text(value) for key, value in (row | can_tell).items()} for row in rows["rows"]
    ]
    assert answer.headers.get("can-tell") == ("false" if name == "late" else None)


def test_whoever_guesses_tokens_is_asked_to_wait_and_who_has_one_is_not(room: BoardRoom) -> None:
    guesses = [fetch(room, "feeds", f"{number:064}").status for number in range(31)]

    assert guesses == [401] * 30 + [429]
    assert fetch(room, "feeds", SECRET).status == 200
