"""Who comes in by OpenID Connect, against a real provider; and who may what, once they are in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from alerts.board.sessions import SESSION_COOKIE, SESSION_LASTS
from alerts.board.sign_in_pages import STATE_COOKIE, own_path
from consumer.boarding import Fittings
from schemas.board_tables import board_sessions
from tests.browser.board_room import NAME, BoardRoom
from tests.browser.signing_in import sign_in
from tests.browser.visiting import Answer, Visitor
from tests.contract.hand_room import NOON, code_of
from tests.quarantine_room import Room
from tests.servers.mail_server import free_port
from tests.servers.oidc import Account, RealProvider

pytestmark = pytest.mark.integration

SMITH = Account(subject="u-1", name="A. Smith", groups=["edt-stoke"])
STRANGER = Account(subject="u-2", name="B. Jones", groups=["canteen"])
SESSION = "danm_session"
HOLD = {"name": "A. Smith, EDT", "reason": "rang_police_desk", "next_look": "in 2 h"}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    folder = tmp_path_factory.mktemp("oidc")
    with RealProvider(folder, [SMITH, STRANGER]) as running:
        yield running


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On a file alone."""
    return sqlite_url


@pytest.fixture
def board(room: Room, provider: RealProvider, tmp_path: Path) -> BoardRoom:
    made = BoardRoom(
        room.database,
        NOON,
        host="10.0.0.7",
        fittings=Fittings(sign_in=sign_in(tmp_path, provider.issuer)),
    )
    made.visitor.host = NAME
    return made


def sent_to_provider(visitor: Visitor, wanted: str = "/board") -> str:
    answer = visitor.get(f"/board/sign-in/start?{urlencode({'next': wanted})}")
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def come_back(visitor: Visitor, url: str) -> Answer:
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", NAME)
    return visitor.get(f"{parts.path}?{parts.query}")


def come_in(board: BoardRoom, provider: RealProvider, wanted: str = "/board") -> Answer:
    there = sent_to_provider(board.visitor, wanted)
    return come_back(board.visitor, provider.answered(there, SMITH.subject))


def sessions(board: BoardRoom) -> int:
    return len(board.everything()[board_sessions.name])


def changed(url: str, **values: str) -> str:
    parts = urlsplit(url)
    query = {name: one[0] for name, one in parse_qs(parts.query).items()} | values
    return parts._replace(query=urlencode(query)).geturl()


def test_an_edt_worker_signs_in_and_comes_to_the_page_they_wanted(
    board: BoardRoom, room: Room, provider: RealProvider
) -> None:
    case = f"/case/{code_of(room)}"
    asked = board.visitor.get(case)
    assert (asked.status, urlsplit(asked.headers["location"]).path) == (303, "/board/sign-in")
    page = board.visitor.get(asked.headers["location"])
    assert page.status == 200

    back = come_in(board, provider, wanted=case)

    assert (back.status, back.headers["location"]) == (303, case)
    opened = board.visitor.get(case)
    assert opened.status == 200
    assert SMITH.name in opened.text
    assert sessions(board) == 1


def test_what_the_browser_holds_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites(
    board: BoardRoom, provider: RealProvider
) -> None:
    cookie = come_in(board, provider).headers["set-cookie"]

    assert cookie.startswith(f"{SESSION}=")
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


def test_the_provider_is_asked_with_pkce_a_state_and_a_nonce(board: BoardRoom) -> None:
    query = parse_qs(urlsplit(sent_to_provider(board.visitor)).query)

    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert query["redirect_uri"] == [f"https://{NAME}/board/sign-in/back"]
    assert query["state"] != query["nonce"]
    assert query["response_type"] == ["code"]


def test_an_answer_with_another_state_lets_nobody_in(
    board: BoardRoom, provider: RealProvider
) -> None:
    there = sent_to_provider(board.visitor)
    back = changed(provider.answered(there, SMITH.subject), state="another")

    answer = come_back(board.visitor, back)

    assert answer.status == 400
    assert "not begun in this browser" in answer.text
    assert sessions(board) == 0


def test_somebody_elses_answer_does_not_sign_this_browser_in(
    board: BoardRoom, provider: RealProvider
) -> None:
    back = provider.answered(sent_to_provider(board.visitor), SMITH.subject)
    other = Visitor(board.visitor.app, host=NAME)

    assert come_back(other, back).status == 400
    assert sessions(board) == 0


def test_a_cookie_that_somebody_wrote_themselves_begins_nothing(
    board: BoardRoom, provider: RealProvider
) -> None:
    there = sent_to_provider(board.visitor)
    board.visitor.cookies[STATE_COOKIE] += "x"

    assert come_back(board.visitor, provider.answered(there, SMITH.subject)).status == 400
    assert sessions(board) == 0


def test_a_token_with_another_nonce_lets_nobody_in(
    board: BoardRoom, provider: RealProvider
) -> None:
    there = changed(sent_to_provider(board.visitor), nonce="another")

    answer = come_back(board.visitor, provider.answered(there, SMITH.subject))

    assert answer.status == 403
    assert "could not be verified" in answer.text
    assert sessions(board) == 0


def test_a_token_for_another_client_lets_nobody_in(
    board: BoardRoom, provider: RealProvider
) -> None:
    there = changed(sent_to_provider(board.visitor), client_id="another")

    answer = come_back(board.visitor, provider.answered(there, SMITH.subject))

    assert answer.status == 403
    assert sessions(board) == 0


def test_a_token_that_is_past_its_time_lets_nobody_in(room: Room, tmp_path: Path) -> None:
    with RealProvider(tmp_path, [SMITH], token_seconds=-3600) as provider:
        board = BoardRoom(
            room.database, NOON, fittings=Fittings(sign_in=sign_in(tmp_path, provider.issuer))
        )
        board.visitor.host = NAME

        answer = come_in(board, provider)

    assert answer.status == 403
    assert sessions(board) == 0


def test_who_refuses_at_the_provider_is_told_so(board: BoardRoom, provider: RealProvider) -> None:
    there = sent_to_provider(board.visitor)
    state = parse_qs(urlsplit(there).query)["state"][0]

    # This provider leaves the state out where somebody refuses; RFC 6749, 4.1.2.1, wants it back.
    answer = come_back(board.visitor, changed(provider.denied(there), state=state))

    assert answer.status == 403
    assert "did not let you in" in answer.text


def test_somebody_whose_groups_give_no_role_is_told_so(
    board: BoardRoom, provider: RealProvider
) -> None:
    there = sent_to_provider(board.visitor)

    answer = come_back(board.visitor, provider.answered(there, STRANGER.subject))

    assert answer.status == 403
    assert "none of your groups has a role" in answer.text
    assert sessions(board) == 0


def test_where_the_provider_does_not_answer_people_are_told_to_try_again(
    room: Room, tmp_path: Path
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    board = BoardRoom(room.database, NOON, fittings=Fittings(sign_in=sign_in(tmp_path, nobody)))
    board.visitor.host = NAME

    answer = board.visitor.get("/board/sign-in/start")

    assert answer.status == 503
    assert "Try again in a minute" in answer.text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/board",
        "//evil.example/board",
        "/\\evil.example",
        "/board\\..\\evil",
        "\t//evil.example",
        "/board\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "/metrics",
        "/board/sign-out",
        "/board/sign-in/start",
        "/board?" + "x" * 600,
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_to_a_foreign_site(wanted: str) -> None:
    assert own_path(wanted) == "/board"


def test_a_foreign_site_is_not_kept_until_the_way_back(
    board: BoardRoom, provider: RealProvider
) -> None:
    back = come_in(board, provider, wanted="https://evil.example/board")

    assert back.headers["location"] == "/board"


def test_who_signs_out_is_out_and_no_link_signs_anybody_out(
    board: BoardRoom, provider: RealProvider
) -> None:
    come_in(board, provider)
    held = board.visitor.cookies[SESSION_COOKIE]
    form = board.visitor.get("/board").form("/board/sign-out")

    assert board.visitor.get("/board/sign-out").status == 405
    assert board.visitor.post("/board/sign-out", {"token": "x"}).status == 403
    assert sessions(board) == 1
    assert board.visitor.post("/board/sign-out", form).status == 200

    assert sessions(board) == 0
    board.visitor.cookies[SESSION_COOKIE] = held
    assert board.visitor.get("/board").status == 303


def test_after_a_shift_somebody_signs_in_again(board: BoardRoom, provider: RealProvider) -> None:
    come_in(board, provider)
    board.now += SESSION_LASTS - timedelta(seconds=1)
    assert board.visitor.get("/board").status == 200

    board.now += timedelta(seconds=1)

    assert board.visitor.get("/board").status == 303


def test_who_signs_in_anew_leaves_no_session_behind(
    board: BoardRoom, provider: RealProvider
) -> None:
    come_in(board, provider)
    come_in(board, provider)

    assert sessions(board) == 1
