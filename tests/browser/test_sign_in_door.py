"""What a board that people sign in to answers, and to whom: no provider is asked for it."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from alerts.board.asking import Posts, Reads
from alerts.board.people import BoardRole
from alerts.board.rights import ALLOWED
from alerts.board.site import routes
from consumer.boarding import Fittings
from tests.browser.board_room import NAME, BoardRoom
from tests.browser.signing_in import ELSEWHERE, STOKE, let_in, sign_in
from tests.browser.test_board_forms import HOLD
from tests.contract.hand_room import NOON, REFERENCE, code_of
from tests.quarantine_room import Room

pytestmark = pytest.mark.integration


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On a file alone."""
    return sqlite_url


@pytest.fixture
def board(room: Room, tmp_path: Path) -> BoardRoom:
    fitted = Fittings(sign_in=sign_in(tmp_path))
    made = BoardRoom(room.database, NOON, host="10.0.0.7", fittings=fitted)
    made.visitor.host = NAME
    return made


def test_a_scanner_that_opens_every_link_without_a_session_sees_and_changes_nothing(
    board: BoardRoom, room: Room
) -> None:
    before = board.everything()

    for route in routes():
        path = route.path.replace("{code}", code_of(room))
        opened = board.visitor.get(path)
        sent = board.visitor.post(path, {})
        assert {opened.status, sent.status} <= {303, 404, 405}, path
        assert REFERENCE not in opened.body + sent.body

    assert board.everything() == before


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.7", f"{NAME}.evil.example", "localhost"])
def test_the_board_answers_under_its_own_name_only(board: BoardRoom, host: str) -> None:
    board.visitor.host = host

    assert board.visitor.get("/board/sign-in").status == 403


def test_a_server_that_stands_before_it_may_say_for_whom_it_asks(board: BoardRoom) -> None:
    board.visitor.host = f"{NAME}:443"

    assert board.visitor.get("/board/sign-in", x_forwarded_for="10.1.2.3").status == 200


def test_whoever_begins_too_often_is_asked_to_wait(board: BoardRoom) -> None:
    answers = [board.visitor.get("/board/sign-in/back").status for _ in range(31)]

    assert answers == [400] * 30 + [429]


def test_whoever_sends_too_many_forms_is_asked_to_wait_and_others_are_not(
    board: BoardRoom, room: Room
) -> None:
    let_in(board, BoardRole.EDT)
    path = f"/case/{code_of(room)}/in-hand"
    before = board.everything()

    answers = [board.visitor.post(path, {}) for _ in range(31)]

    assert 429 not in {one.status for one in answers[:30]}
    assert answers[30].status == 429
    assert "Wait a minute" in answers[30].text
    assert board.everything() == before


MATRIX = [(route, role) for route in routes() for role in BoardRole]


@pytest.mark.parametrize(
    ("route", "role"),
    [pytest.param(a, r, id=f"{type(a).__name__}-{a.path}-{r}") for a, r in MATRIX],
)
def test_a_role_opens_and_sends_what_the_matrix_says_and_nothing_else(
    board: BoardRoom, room: Room, route: Reads | Posts, role: BoardRole
) -> None:
    let_in(board, role)
    path = route.path.replace("{code}", code_of(room))
    token = {"token": board_token(board, path)}
    answer = (
        board.visitor.post(path, token) if isinstance(route, Posts) else board.visitor.get(path)
    )

    is_refused = "Your role on this board does not let you" in answer.text
    assert is_refused == (role not in ALLOWED[route.right])
    assert (answer.status == 403) == is_refused


def board_token(board: BoardRoom, path: str) -> str:
    """A token of the page that holds the form, where there is one and the role sees it."""
    page = board.visitor.get(path.rpartition("/")[0])
    try:
        return page.form(path)["token"]
    except (AssertionError, KeyError):
        return ""


def test_a_case_of_another_council_is_not_there(board: BoardRoom, room: Room) -> None:
    code = code_of(room)
    path = f"/case/{code}/in-hand"
    let_in(board, BoardRole.EDT, councils=frozenset({STOKE}))
    hidden = board.visitor.get(f"/case/{code}").form(path)
    let_in(board, BoardRole.EDT, councils=frozenset({ELSEWHERE}))
    before = board.everything()

    opened = board.visitor.get(f"/case/{code}")
    sent = board.visitor.post(path, HOLD | hidden)

    assert (opened.status, sent.status) == (404, 404)
    assert code not in board.visitor.get("/board").body
    assert board.everything() == before


def test_a_case_of_ones_own_council_is_there(board: BoardRoom, room: Room) -> None:
    let_in(board, BoardRole.EDT, councils=frozenset({STOKE}))

    assert board.visitor.get(f"/case/{code_of(room)}").status == 200


@pytest.mark.parametrize("wanted", ["http://[", "//[x", "https://[::1/board"])
def test_half_an_address_leads_to_the_first_page(board: BoardRoom, wanted: str) -> None:
    board.visitor.host = NAME

    answer = board.visitor.get(f"/board/sign-in?{urlencode({'next': wanted})}")

    assert answer.status == 200
    assert "next=%2Fboard" in answer.body


def test_a_form_from_half_an_origin_changes_nothing(board: BoardRoom, room: Room) -> None:
    let_in(board, BoardRole.EDT)

    sent = board.visitor.post(f"/case/{code_of(room)}/in-hand", {}, origin="http://[")

    assert sent.status == 422
