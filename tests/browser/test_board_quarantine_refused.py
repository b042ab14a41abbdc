"""What the quarantine pages refuse, and to whom: on both databases nothing is changed by it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from alerts.board.asking import LARGEST_FORM
from alerts.board.board import Board
from alerts.board.people import BoardRole, Person
from alerts.board.quarantine_forms import LARGEST_MENDED
from alerts.board.quarantine_one import STATE_WORDS
from alerts.board.sessions import SESSION_COOKIE, start_session
from alerts.board.site import mount
from consumer.quarantine_board import DISMISSALS, FATES, BoardDesk
from consumer.quarantine_outcomes import Dismissal, Outcome
from consumer.quarantined import ALLOWED_NEXT, Standing
from consumer.strict_json import LARGEST_MESSAGE
from schemas.tables import audit
from tests.browser.board_room import BoardRoom
from tests.browser.quarantine_forms import (
    DEEDS,
    LIST,
    MENDED,
    SPOILT,
    forms_on,
    path_of,
    send,
    told,
)
from tests.browser.visiting import Visitor
from tests.quarantine_room import MORNING, Room
from tests.replays.ours import HOUSE


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    yield room
    room.database.close()


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, MORNING, reader=room.reader)


def test_who_opens_the_pages_changes_nothing(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT, b"{")
    before = board.everything()

    for path in [LIST, *(f"{LIST}/{one}" for one in room.ids)]:
        assert board.visitor.get(path).status == 200
        for deed in DEEDS:
            assert board.visitor.get(f"{path}/{deed}").status in (404, 405)

    assert board.everything() == before


def test_a_form_from_elsewhere_or_of_another_message_changes_nothing(
    board: BoardRoom, room: Room
) -> None:
    room.come(SPOILT, b"{")
    one, other = (f"{LIST}/{held}" for held in room.ids)
    of_other = board.visitor.get(other).form(f"{other}/dismiss")
    before = board.everything()

    for given in ({}, of_other):
        answer = board.visitor.post(f"{one}/dismiss", {**given, "why": "sent_again"})
        assert answer.status == 422
        assert "did not come from this board" in answer.text

    assert board.everything() == before


@pytest.mark.parametrize(
    "unknown",
    ["00000000-0000-0000-0000-000000000000", "x", "%00", "a" * 5000, "'"],
)
def test_an_unknown_message_is_not_found(board: BoardRoom, unknown: str) -> None:
    assert board.visitor.get(f"{LIST}/{unknown}").status == 404
    for deed in DEEDS:
        assert board.visitor.post(f"{LIST}/{unknown}/{deed}", {"token": ""}).status == 404


def test_the_largest_message_of_the_contract_can_be_put_in_and_no_larger_form(
    board: BoardRoom, room: Room
) -> None:
    room.come(SPOILT)
    path = path_of(room)
    padded = MENDED[:-1] + "\n" * (LARGEST_MESSAGE - len(MENDED)) + "}"
    too_large = {"message": "\n" * LARGEST_MENDED}

    assert board.visitor.post(f"{path}/mend", too_large).status == 400
    assert board.visitor.post(f"{path}/take", {"name": "a" * LARGEST_FORM}).status == 400
    assert send(board, path, "mend", {"message": padded}).status == 303


def test_where_nobody_can_read_a_message_no_form_is_shown(room: Room) -> None:
    room.come(SPOILT)
    board = BoardRoom(room.database, MORNING)
    path = path_of(room)

    page = board.visitor.get(path)

    assert (page.status, forms_on(page)) == (200, set())
    assert board.visitor.post(f"{path}/retry", {"token": ""}).status == 404


def signed_in(room: Room, role: BoardRole) -> Visitor:
    """A browser in which somebody of one role is signed in."""
    app = FastAPI()
    desk = BoardDesk(database=room.database, reader=room.reader)
    mount(
        app,
        Board(
            database=room.database,
            house=HOUSE,
            now=lambda: MORNING,
            host="127.0.0.1",
            has_sign_in=True,
            desk=desk,
        ),
    )
    person = Person(subject="s-1", name="B. Jones", roles=frozenset({role}))
    with room.database.write() as connection:
        held = start_session(connection, person, MORNING)
    return Visitor(app, cookies={SESSION_COOKIE: held})


@pytest.mark.parametrize("role", [BoardRole.VIEWER, BoardRole.POLICE, BoardRole.REVIEWER])
def test_who_may_not_see_the_quarantine_is_told_so(room: Room, role: BoardRole) -> None:
    room.come(SPOILT)
    visitor, path = signed_in(room, role), path_of(room)

    assert visitor.get(path).status == 403
    for deed in DEEDS:
        assert visitor.post(f"{path}/{deed}", {"token": ""}).status == 403
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_the_front_door_sees_a_message_and_cannot_deal_with_it(room: Room) -> None:
    room.come(SPOILT)
    visitor, path = signed_in(room, BoardRole.MASH), path_of(room)

    page = visitor.get(path)

    assert (page.status, forms_on(page)) == (200, set())
    assert visitor.post(f"{path}/show", {"token": ""}).status == 403
    assert told(room, "quarantine shown") == []


def test_a_data_manager_s_name_stands_in_the_form_and_the_audit_has_none(room: Room) -> None:
    room.come(SPOILT)
    visitor, path = signed_in(room, BoardRole.DATA_MANAGER), path_of(room)
    hidden = visitor.get(path).form(f"{path}/take")

    answer = visitor.post(f"{path}/take", hidden)

    assert answer.status == 303
    assert "Dealt with by B. Jones" in visitor.get(path).text
    (row,) = (one for one in room.rows(audit) if one.action == "quarantine taken")
    assert row.actor == "board:s-1"
    assert "Jones" not in str(room.rows(audit))


def test_each_outcome_and_each_dismissal_has_words_on_the_board() -> None:
    assert set(FATES) == set(Outcome)
    assert set(DISMISSALS) == set(Dismissal)


def test_each_state_of_a_message_has_words_on_the_board() -> None:
    assert set(STATE_WORDS) == {state.value for state in Standing} == set(map(str, ALLOWED_NEXT))
