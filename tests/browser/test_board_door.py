"""Who may see the board while there is no sign-in: this machine, under its own names."""

from collections.abc import Iterator

import pytest

from schemas.database import Database
from tests.browser.board_room import BoardRoom
from tests.browser.visiting import Visitor
from tests.contract.a_weekend import MONDAY, at
from tests.replays.both import a_database

PATHS = ("/", "/board", "/board/feeds", "/case/K7M-4QXR", "/case?code=x", "/board/static/board.css")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = a_database(sqlite_url)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:9464", "127.0.0.1:9464", "127.0.0.2", "[::1]:9464", "LOCALHOST:1"],
)
def test_it_opens_under_the_names_of_this_machine(database: Database, host: str) -> None:
    visitor = Visitor(BoardRoom(database, at(MONDAY)).app(), host=host)

    assert visitor.get("/board").status == 200


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("evil.example", id="pointed-here-by-another-site"),
        pytest.param("127.0.0.1.evil.example", id="looks-alike"),
        pytest.param("localhost.evil.example:9464", id="looks-alike-with-port"),
        pytest.param("10.0.0.7:9464", id="this-network"),
        pytest.param("0.0.0.0:9464", id="any-address"),
        pytest.param("", id="none"),
        pytest.param("user@localhost", id="with-a-user"),
        pytest.param("localhost:9464:1", id="two-ports"),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_under_any_other_name_no_page_opens(database: Database, host: str, path: str) -> None:
    answer = Visitor(BoardRoom(database, at(MONDAY)).app(), host=host).get(path)

    assert answer.status == 403
    assert "localhost" in answer.body
    assert "nosniff" in answer.headers["x-content-type-options"]


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip"])
def test_nobody_comes_in_through_another_server(database: Database, header: str) -> None:
    visitor = BoardRoom(database, at(MONDAY)).visitor

    answer = visitor.get("/board", **{header: "10.0.0.7"})

    assert answer.status == 403
    assert "through another server" in answer.body


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "danm.example"])  # noqa: S104
def test_where_others_reach_the_address_the_board_says_why_it_is_not_there(
    database: Database, host: str
) -> None:
    visitor = BoardRoom(database, at(MONDAY), host=host).visitor

    for path in PATHS:
        answer = visitor.get(path)
        assert answer.status == 403
        assert "No sign-in is set up" in answer.body
        assert "DANM_HTTP__HOST" in answer.body
    assert visitor.post("/case/K7M-4QXR/in-hand", {}).status == 403


def test_programs_that_ask_for_figures_and_health_are_not_asked_for_a_name(
    database: Database,
) -> None:
    visitor = BoardRoom(database, at(MONDAY), host="0.0.0.0").visitor  # noqa: S104
    visitor.host = "danm.example"

    assert visitor.get("/metrics").status == 200
    assert visitor.get("/healthz").status == 200
