"""A police reference shown on purpose, and a closed case opened again: on the page of the case."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alerts.board.people import BoardRole
from consumer.boarding import Fittings
from schemas.tables import audit
from schemas.words import MessageType, State
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import STOKE, let_in, sign_in
from tests.browser.test_board_forms import HOLD, send
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come, the_case
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json

WITHDRAWN = "2026-06-15T09:00:00Z"
AGAIN = {"name": "A. Smith, MASH", "opened_for": "closed_by_mistake"}


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    come(room, a_report(KNEW, REFERENCE))
    with closing(room.database):
        yield room


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


@pytest.fixture
def closed(room: Room, tmp_path: Path) -> BoardRoom:
    """A board that people sign in to."""
    return BoardRoom(room.database, NOON, fittings=Fittings(sign_in=sign_in(tmp_path)))


def audited(room: Room, action: str) -> list[tuple[str, str, str]]:
    return [(one.actor, one.handle, one.detail) for one in room.rows(audit) if one.action == action]


def a_closing(disposition: str = "withdrawn", at: str = WITHDRAWN) -> Json:
    return {**a_report(at, REFERENCE), "type": MessageType.INCIDENT_CLOSED.value} | {
        "id": f"closing-{at}",
        "data": {"disposition": disposition, "at": at},
    }


def test_the_reference_is_shown_once_for_a_reason_that_the_audit_keeps(
    board: BoardRoom, room: Room
) -> None:
    answer = send(board, room, "reference", {"why": "ring_police_desk"})

    assert answer.status == 200
    assert f"Police reference: {REFERENCE}" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert audited(room, "reference shown") == [("board", code_of(room), "ring_police_desk")]
    assert REFERENCE not in board.visitor.get(f"/case/{code_of(room)}").body
    assert REFERENCE not in str(room.rows(audit))


@pytest.mark.parametrize("why", ["", "curious"])
def test_without_a_reason_nothing_is_shown(board: BoardRoom, room: Room, why: str) -> None:
    answer = send(board, room, "reference", {"why": why})

    assert (answer.status, REFERENCE in answer.body) == (422, False)
    assert "Choose why you need the reference." in answer.text
    assert audited(room, "reference shown") == []


def test_no_address_leads_to_the_reference(board: BoardRoom, room: Room) -> None:
    path = f"/case/{code_of(room)}/reference"

    assert board.visitor.get(path).status in (404, 405)
    assert board.visitor.post(path, {"why": "other"}).status == 422
    assert audited(room, "reference shown") == []


@pytest.mark.parametrize("role", [BoardRole.VIEWER, BoardRole.REVIEWER])
def test_who_only_reads_sees_no_reference(closed: BoardRoom, room: Room, role: BoardRole) -> None:
    let_in(closed, role)
    path = f"/case/{code_of(room)}"

    assert "Show the police reference" not in closed.visitor.get(path).text
    assert closed.visitor.post(f"{path}/reference", {"why": "other"}).status == 403
    assert audited(room, "reference shown") == []


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


def test_the_police_desk_does_not_see_who_has_a_case_in_hand(
    board: BoardRoom, closed: BoardRoom, room: Room
) -> None:
    send(board, room, "in-hand", HOLD)
    path = f"/case/{code_of(room)}"

    for role, is_seen in ((BoardRole.POLICE, False), (BoardRole.MASH, True)):
        let_in(closed, role, councils=frozenset({STOKE}))
        page = closed.visitor.get(path)
        assert (page.status, "A. Smith, EDT" in page.text) == (200, is_seen)
