"""A police reference shown on purpose: on the page of the case."""

import pytest
from sqlalchemy import update

from alerts.board.people import BoardRole
from schemas.tables import audit, cases
from tests.browser.board_room import BoardRoom
from tests.browser.case_deeds import audited
from tests.browser.signing_in import let_in
from tests.browser.test_board_forms import send
from tests.contract.hand_room import NOON, REFERENCE, code_of
from tests.quarantine_room import Room


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


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


def test_a_case_whose_reference_is_gone_says_so_and_offers_no_form_that_needs_it(
    board: BoardRoom, room: Room
) -> None:
    code = code_of(room)
    with room.database.write() as connection:
        connection.execute(update(cases).values(sealed_ref=b""))

    page = board.visitor.get(f"/case/{code}")

    assert page.status == 200
    assert "The police reference is no longer kept." in page.text
    offered = {str(one["action"]).rpartition("/")[2] for one in page.markup.every("form")}
    assert offered.isdisjoint({"reference", "correct", "open-again", "receipt"})
    assert "in-hand" in offered


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
