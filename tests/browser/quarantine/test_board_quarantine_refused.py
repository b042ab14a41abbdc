"""What the quarantine pages refuse, and to whom: on both databases nothing is changed by it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.board.asking import LARGEST_FORM
from alerts.board.people import BoardRole
from alerts.board.quarantine_forms import LARGEST_MENDED
from alerts.board.quarantine_one import STATE_WORDS
from consumer.boarding import Fittings
from consumer.quarantine_board import DISMISSALS, FATES
from consumer.quarantine_outcomes import Dismissal, Outcome
from consumer.quarantined import ALLOWED_NEXT, Standing
from consumer.strict_json import LARGEST_MESSAGE
from schemas.owners import Owner
from schemas.tables import audit, quarantine
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
from tests.browser.signing_in import ELSEWHERE, STOKE, let_in, sign_in
from tests.quarantine_room import MORNING, Room
from tests.replays.ours import HOUSE
from tests.wire import POLICE, wire, with_data


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


@pytest.fixture
def closed(room: Room, tmp_path: Path) -> BoardRoom:
    """A board that people sign in to."""
    return BoardRoom(
        room.database, MORNING, fittings=Fittings(reader=room.reader, sign_in=sign_in(tmp_path))
    )


@pytest.mark.parametrize("role", [BoardRole.VIEWER, BoardRole.POLICE, BoardRole.REVIEWER])
def test_who_may_not_see_the_quarantine_is_told_so(
    closed: BoardRoom, room: Room, role: BoardRole
) -> None:
    room.come(SPOILT)
    let_in(closed, role)
    visitor, path = closed.visitor, path_of(room)

    assert visitor.get(path).status == 403
    for deed in DEEDS:
        assert visitor.post(f"{path}/{deed}", {"token": ""}).status == 403
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_the_front_door_sees_a_message_and_cannot_deal_with_it(
    closed: BoardRoom, room: Room
) -> None:
    room.come(SPOILT)
    let_in(closed, BoardRole.MASH)
    visitor, path = closed.visitor, path_of(room)

    page = visitor.get(path)

    assert (page.status, forms_on(page)) == (200, set())
    assert visitor.post(f"{path}/show", {"token": ""}).status == 403
    assert told(room, "quarantine shown") == []


STOKES_SYSTEM = "/council/stoke/system"
OWNED = {
    POLICE: Owner(force="staffordshire"),
    STOKES_SYSTEM: Owner(local_authority=STOKE),
    "/police/elsewhere": Owner(force="elsewhere"),
}


@pytest.mark.parametrize("role", [BoardRole.MASH, BoardRole.DATA_MANAGER])
@pytest.mark.parametrize(
    ("source", "seen_by"),
    [
        pytest.param(STOKES_SYSTEM, {STOKE}, id="of-a-front-door"),
        pytest.param(POLICE, {STOKE, ELSEWHERE}, id="of-a-force-of-both"),
        pytest.param("/police/elsewhere", {STOKE, ELSEWHERE, "E08000025"}, id="of-no-known-force"),
        pytest.param("/who/knows", {STOKE, ELSEWHERE, "E08000025"}, id="of-nobody-known"),
    ],
)
def test_a_message_is_for_those_whose_feed_it_came_by(
    room: Room, tmp_path: Path, role: BoardRole, source: str, seen_by: set[str]
) -> None:
    room.come(wire(with_data(surname="Doe") | {"source": source}))
    fittings = Fittings(reader=room.reader, sign_in=sign_in(tmp_path))
    house = replace(HOUSE, owners=OWNED)
    closed, path = BoardRoom(room.database, MORNING, house=house, fittings=fittings), path_of(room)

    for council in (STOKE, ELSEWHERE, "E08000025"):
        let_in(closed, role, councils=frozenset({council}))
        assert (closed.visitor.get(path).status == 200) == (council in seen_by)
        assert (path in closed.visitor.get(LIST).links()) == (council in seen_by)
        if council not in seen_by and role is BoardRole.DATA_MANAGER:
            sent = closed.visitor.post(f"{path}/show", {"shown_for": "other"})
            assert sent.status == 404


def test_the_emergency_duty_team_sees_how_many_there_are_of_each_feed_and_no_more(
    closed: BoardRoom, room: Room
) -> None:
    room.come(SPOILT, wire(with_data(middle_name="Doe")))
    let_in(closed, BoardRole.EDT, councils=frozenset({STOKE}))

    page = closed.visitor.get(LIST)

    assert f"{POLICE} 2 messages" in page.text
    assert path_of(room) not in page.body
    assert closed.visitor.get(path_of(room)).status == 403


def test_a_data_manager_s_name_stands_in_the_form_and_the_audit_has_none(
    closed: BoardRoom, room: Room
) -> None:
    room.come(SPOILT)
    let_in(closed, BoardRole.DATA_MANAGER)
    visitor, path = closed.visitor, path_of(room)
    hidden = visitor.get(path).form(f"{path}/take")

    answer = visitor.post(f"{path}/take", hidden)

    assert answer.status == 303
    assert "Dealt with by C. Brown" in visitor.get(path).text
    (row,) = (one for one in room.rows(audit) if one.action == "quarantine taken")
    assert row.actor == "board:u-9"
    assert "Brown" not in str(room.rows(audit))


def test_each_outcome_and_each_dismissal_has_words_on_the_board() -> None:
    assert set(FATES) == set(Outcome)
    assert set(DISMISSALS) == set(Dismissal)


def test_each_state_of_a_message_has_words_on_the_board() -> None:
    assert set(STATE_WORDS) == {state.value for state in Standing} == set(map(str, ALLOWED_NEXT))


def test_who_takes_over_a_message_that_somebody_else_has_just_taken_is_told_so(
    board: BoardRoom, room: Room
) -> None:
    room.come(SPOILT)
    path = path_of(room)
    as_read = board.visitor.get(path).form(f"{path}/take")
    send(board, path, "take", {"name": "A. Smith"})

    answer = board.visitor.post(f"{path}/take", as_read | {"name": "B. Jones"})

    assert answer.status == 422
    assert "somebody else has just taken it. Nothing was changed." in answer.text
    assert [one.taken_by for one in room.rows(quarantine)] == ["A. Smith"]
    board.now += timedelta(minutes=5)
    assert send(board, path, "take", {"name": "B. Jones"}).status == 303
    assert [one.taken_by for one in room.rows(quarantine)] == ["B. Jones"]


@pytest.mark.parametrize(
    "over_from", ["yesterday", "2026-06-15T12:00:00", "0001-01-01T00:00:00+23:59"]
)
def test_a_take_over_from_no_time_that_a_page_gave_changes_nothing(
    board: BoardRoom, room: Room, over_from: str
) -> None:
    room.come(SPOILT)

    answer = send(board, path_of(room), "take", {"name": "A. Smith", "over_from": over_from})

    assert (answer.status, "Open this page again." in answer.text) == (422, True)
    assert [one.taken_by for one in room.rows(quarantine)] == [None]
