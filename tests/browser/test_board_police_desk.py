"""What the police desk does not see of a case: what the council noted, did and decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from alerts.board.people import BoardRole
from schemas.pictures import dump_case, load_case
from schemas.tables import cases
from schemas.words import MessageType
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import OTHER_FORCE, STOKE, THEIR_FORCE, let_in
from tests.browser.test_board_forms import HOLD, RECEIPT, send
from tests.contract.hand_room import NOON, REFERENCE, code_of, come
from tests.quarantine_room import Room
from tests.spec.metered import a_report
from tests.wire import Json


@pytest.fixture
def board(room: Room) -> BoardRoom:
    """Where the council says what it does."""
    return BoardRoom(room.database, NOON)


def a_decision(outcome: str, at: str = "2026-06-15T11:40:00Z") -> Json:
    return {**a_report(at, REFERENCE), "type": MessageType.CONTACT_DECIDED.value} | {
        "id": f"decision-{at}",
        "data": {"outcome": outcome, "at": at},
    }


def test_the_police_desk_does_not_see_who_has_a_case_in_hand(
    board: BoardRoom, closed: BoardRoom, room: Room
) -> None:
    send(board, room, "in-hand", HOLD)
    path = f"/case/{code_of(room)}"

    for role, is_seen in ((BoardRole.POLICE, False), (BoardRole.MASH, True)):
        let_in(closed, role, councils=frozenset({STOKE}))
        page = closed.visitor.get(path)
        assert (page.status, "A. Smith, EDT" in page.text) == (200, is_seen)
        assert "Nobody has it in hand" not in page.text


def test_the_police_desk_is_not_told_that_nobody_has_a_case_in_hand(
    closed: BoardRoom, room: Room
) -> None:
    path = f"/case/{code_of(room)}"

    for role, is_seen in ((BoardRole.POLICE, False), (BoardRole.MASH, True)):
        let_in(closed, role, councils=frozenset({STOKE}))
        assert ("Nobody has it in hand" in closed.visitor.get(path).text) == is_seen


def test_the_police_desk_does_not_see_what_the_council_decided_nor_who_typed_it(
    board: BoardRoom, closed: BoardRoom, room: Room
) -> None:
    send(board, room, "receipt", RECEIPT)
    room.take_entered(NOON)
    come(room, a_decision("referral"))

    let_in(closed, BoardRole.POLICE, councils=frozenset({STOKE}))
    page = closed.visitor.get(f"/case/{code_of(room)}")

    assert (page.status, "Decided Mon 15 June 12:40" in page.text) == (200, True)
    assert "referral" not in page.body.lower()
    assert "Smith" not in page.body


def test_when_a_senior_is_told_hangs_on_who_has_it_and_police_are_not_told(
    closed: BoardRoom, room: Room
) -> None:
    room.sweep(NOON + timedelta(days=1))
    closed.now = NOON + timedelta(days=1, minutes=1)
    path = f"/case/{code_of(room)}"

    for role, is_seen in ((BoardRole.POLICE, False), (BoardRole.MASH, True)):
        let_in(closed, role, councils=frozenset({STOKE}))
        assert (": a senior is told." in closed.visitor.get(path).text) == is_seen


def test_the_police_of_another_force_see_no_case_of_this_one_on_any_page(
    closed: BoardRoom, room: Room
) -> None:
    code = code_of(room)

    for forces, status in ((OTHER_FORCE, 404), (THEIR_FORCE, 200)):
        let_in(closed, BoardRole.POLICE, forces=forces)
        assert closed.visitor.get(f"/case/{code}").status == status
        assert (code in closed.visitor.get("/board").text) == (status == 200)
        assert ("Staffordshire Police" in closed.visitor.get("/board/feeds").text) == (
            status == 200
        )


def test_a_case_of_which_nobody_said_which_force_is_for_police_of_its_council(
    closed: BoardRoom, room: Room
) -> None:
    with room.database.write() as connection:
        (row,) = connection.execute(select(cases)).all()
        known = replace(load_case(row.picture), force=None)
        connection.execute(update(cases).values(force=None, picture=dump_case(known)))

    for forces, is_seen in ((THEIR_FORCE, True), (OTHER_FORCE, False)):
        let_in(closed, BoardRole.POLICE, forces=forces)
        assert (code_of(room) in closed.visitor.get("/board").text) == is_seen
        assert closed.visitor.get(f"/case/{code_of(room)}").status == (200 if is_seen else 404)


def test_the_police_read_of_the_alarms_that_police_were_told_and_of_no_other(
    closed: BoardRoom, room: Room
) -> None:
    path = f"/case/{code_of(room)}"

    def alarms(role: BoardRole) -> str:
        let_in(closed, role, councils=frozenset({STOKE}))
        return closed.visitor.get(path).text.partition("Alarms, and who was told")[2]

    room.sweep(NOON + timedelta(hours=8))
    closed.now = NOON + timedelta(hours=8, minutes=1)
    assert "The police were told no alarm about this case." in alarms(BoardRole.POLICE)
    assert "For: emergency duty team" in alarms(BoardRole.MASH)

    room.sweep(NOON + timedelta(days=1))
    closed.now = NOON + timedelta(days=1, minutes=1)
    told = alarms(BoardRole.POLICE)
    assert "police desk" in told
    assert "duty" not in told
