"""A time put right: on the page of the case."""

import pytest

from schemas.moments import parse_instant
from schemas.words import MessageType, Milestone
from tests.browser.board_room import BoardRoom
from tests.browser.case_deeds import CORRECTION, a_closing, audited
from tests.browser.test_board_forms import send
from tests.contract.hand_room import NOON, REFERENCE, code_of, come, the_case
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


def a_correction(sent_at: str) -> Json:
    return {**a_report(sent_at, REFERENCE), "type": MessageType.INCIDENT_CORRECTED.value} | {
        "id": f"correction-{sent_at}",
        "data": {"milestone": "reported", "at": "2026-06-15T05:00:00Z", "reason": "clock_error"},
    }


def test_a_time_is_corrected_and_the_result_follows(board: BoardRoom, room: Room) -> None:
    answer = send(board, room, "correct", CORRECTION)
    room.take_entered(NOON)

    assert answer.status == 303
    assert "Done. The correction was entered." in board.visitor.get(answer.headers["location"]).text
    assert str(the_case(room).case.milestones[Milestone.REPORTED].earliest) == (
        "2026-06-15 06:30:00+00:00"
    )
    ((actor, code, detail),) = audited(room, "time corrected")
    assert (actor, code) == ("board", code_of(room))
    assert detail.startswith("reported, data_entry")


def test_a_correction_dated_later_is_not_outdone_by_a_word_of_now(
    board: BoardRoom, room: Room
) -> None:
    come(room, a_correction(sent_at="2026-06-15T15:00:00Z"))

    answer = send(board, room, "correct", CORRECTION)

    assert answer.status == 422
    assert "Another correction of that time is dated later than now" in answer.text
    assert audited(room, "time corrected") == []


def test_a_correction_of_before_is_outdone(board: BoardRoom, room: Room) -> None:
    come(room, a_correction(sent_at="2026-06-15T11:00:00Z"))

    answer = send(board, room, "correct", CORRECTION)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.milestones[Milestone.REPORTED].earliest == parse_instant(
        "2026-06-15T06:30:00Z"
    )


def test_a_receipt_that_never_was_is_taken_back_and_the_wait_goes_on(
    board: BoardRoom, room: Room
) -> None:
    come(room, a_receipt("2026-06-15T10:30:00Z", REFERENCE))
    assert not the_case(room).case.is_waiting
    wrong = {"milestone": "Front door told", "right": "not_at_all", "wrong_for": "wrong_incident"}

    answer = send(board, room, "correct", CORRECTION | wrong)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.is_waiting


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        pytest.param({"day": ""}, "Give the day on which it happened", id="no-day"),
        pytest.param({"day": "2026-06-16"}, "lies in the future", id="to-come"),
        pytest.param({"day": "1999-06-16"}, "lies too long ago", id="long-ago"),
        pytest.param({"milestone": ""}, "Choose which time is wrong.", id="which"),
        pytest.param({"right": ""}, "Choose what is right.", id="what"),
        pytest.param({"wrong_for": ""}, "Choose why it was wrong.", id="why"),
        pytest.param({"name": ""}, "Type your name.", id="nobody"),
        pytest.param(
            {"milestone": "Triaged", "right": "not_at_all"}, "Nobody told such a time", id="none"
        ),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(
    board: BoardRoom, room: Room, wrong: dict[str, str], words: str
) -> None:
    answer = send(board, room, "correct", CORRECTION | wrong)

    assert answer.status == 422
    assert words in answer.text
    assert audited(room, "time corrected") == []


@pytest.mark.parametrize("deed", ["receipt", "open-again", "correct", "in-hand"])
def test_each_mistake_leads_to_a_field_of_its_own_form(
    board: BoardRoom, room: Room, deed: str
) -> None:
    come(room, *([a_closing()] if deed == "open-again" else []))

    page = send(board, room, deed, {"day": ""}).markup

    ids = {one["id"] for one in page.every("input", "select", "fieldset") if one.get("id")}
    leads = [str(one["href"]) for one in page.every("a") if str(one["href"]).startswith("#")]
    asked = [lead[1:] for lead in leads if lead != "#main"]
    assert asked
    assert set(asked) <= ids
    named = [one["id"] for one in page.every("input") if one.get("aria-invalid")]
    assert set(map(str, named)) <= set(asked)
