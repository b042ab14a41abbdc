"""A closed case opened again: on the page of the case."""

import pytest

from schemas.tables import audit
from schemas.words import State
from tests.browser.board_room import BoardRoom
from tests.browser.case_deeds import AGAIN, WITHDRAWN, a_closing, audited
from tests.browser.test_board_forms import send
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come, the_case
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


def test_a_closed_case_is_opened_again_and_the_wait_goes_on(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())
    assert not the_case(room).case.is_waiting

    answer = send(board, room, "open-again", AGAIN)
    room.take_entered(NOON)

    assert answer.status == 303
    assert "Done. The case is opened again" in board.visitor.get(answer.headers["location"]).text
    case = the_case(room).case
    assert (case.is_waiting, case.state) == (True, State.WAITING)
    ((actor, code, detail),) = audited(room, "case opened again")
    assert (actor, code) == ("board", code_of(room))
    assert detail.startswith("closed_by_mistake")
    assert "Smith" not in str(room.rows(audit))


def test_a_case_that_was_not_closed_offers_no_opening_again(board: BoardRoom, room: Room) -> None:
    page = f"/case/{code_of(room)}"
    assert "Open the case again" not in board.visitor.get(page).text

    come(room, a_closing())
    hidden = board.visitor.get(page).form(f"{page}/open-again")
    come(room, a_closing("reopened", "2026-06-15T10:00:00Z"))
    answer = board.visitor.post(f"{page}/open-again", hidden | AGAIN)

    assert answer.status == 422
    assert "was not closed: its wait goes on" in answer.text


@pytest.mark.parametrize(
    "until",
    [
        pytest.param("2026-06-15T20:00:00Z", id="this-evening"),
        pytest.param("2026-06-16", id="a-day-to-come"),
    ],
)
def test_a_closing_dated_later_is_not_undone_by_a_word_of_now(
    board: BoardRoom, room: Room, until: str
) -> None:
    come(room, a_closing() | {"data": {"disposition": "withdrawn", "at": until}})

    answer = send(board, room, "open-again", AGAIN)

    assert answer.status == 422
    assert "is dated later than now" in answer.text
    assert "would still stand" in answer.text
    assert "Nothing was changed." in answer.text
    assert audited(room, "case opened again") == []


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(a_closing("duplicate", of="STF-26-0000001"), id="duplicate-of-one-not-held"),
        pytest.param(a_closing("open_case"), id="open-case-that-was-not-sent"),
        pytest.param(
            a_report(WITHDRAWN, REFERENCE, reported=KNEW, children=[], children_known="none"),
            id="no-children",
        ),
    ],
)
def test_a_closing_that_ended_no_wait_is_not_offered_to_be_opened_again(
    board: BoardRoom, room: Room, told: Json
) -> None:
    come(room, told)

    assert "Open the case again" not in board.visitor.get(f"/case/{code_of(room)}").text


@pytest.mark.parametrize("at", ["2026-06-15", "2026-06-15T12:00:00Z"])
def test_a_closing_of_today_is_undone(board: BoardRoom, room: Room, at: str) -> None:
    come(room, a_closing() | {"data": {"disposition": "withdrawn", "at": at}})

    answer = send(board, room, "open-again", AGAIN)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.is_waiting


def test_a_case_whose_front_door_was_told_is_not_opened_again(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())
    page = f"/case/{code_of(room)}"
    hidden = board.visitor.get(page).form(f"{page}/open-again")
    come(room, a_closing("reopened", "2026-06-15T10:00:00Z"))
    come(room, a_receipt("2026-06-15T10:30:00Z", REFERENCE))

    answer = board.visitor.post(f"{page}/open-again", hidden | AGAIN)

    assert answer.status == 422
    assert "the front door was told of it" in answer.text


def test_opening_again_wants_a_name_and_a_reason(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())

    answer = send(board, room, "open-again", {})

    assert answer.status == 422
    assert "Type your name." in answer.text
    assert "Choose why the case is opened again." in answer.text
    assert audited(room, "case opened again") == []
