"""What the police desk does not see of a case: what the council noted, did and decided."""

from datetime import timedelta

import pytest

from alerts.board.people import BoardRole
from schemas.words import MessageType
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import STOKE, let_in
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
