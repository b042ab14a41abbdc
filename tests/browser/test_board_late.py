"""What arrived late today: the same rows as the lists, for those who may see them."""

import pytest
from starlette.requests import Request

from alerts.board.board import Board
from alerts.board.late import late_today
from alerts.board.late_view import CANNOT_TELL, NONE_CAME
from alerts.board.people import BoardRole, Person
from alerts.board.visit import Visit
from schemas.database import Database
from schemas.words import Role
from tests.browser.board_room import BoardRoom
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes, gathered
from tests.model.sentences import STOKE, utc
from tests.replays.ours import HOUSE, replay_ours


@pytest.fixture
def room(database: Database) -> BoardRoom:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def shown(room: BoardRoom) -> list[str]:
    links = room.visitor.get("/board/late").markup.every("a")
    found = [str(one.get("href")) for one in links]
    return [href.removeprefix("/case/") for href in found if href.startswith("/case/")]


def test_it_shows_what_the_list_of_the_front_door_says_arrived_late(room: BoardRoom) -> None:
    facts = gathered(room.database, Role.MASH_DUTY)

    assert shown(room) == [row.about.case_code for row in facts.arrived_late]
    name = codes(room.database)
    assert [name[code] for code in shown(room)] == ["CAME-LATE", "ENDED"]


def test_each_says_by_how_much_it_was_late_when_it_came_and_about_whom(room: BoardRoom) -> None:
    text = room.visitor.get("/board/late").text

    assert "2 notifications arrived late today. Look at them first." in text
    assert "late by 10 h" in text
    assert "front door told 07:00; waited 18 h" in text
    assert "Baby 1 child, not born yet" in text
    assert "no contact recorded yet" in text


def test_what_arrived_late_yesterday_is_not_there(room: BoardRoom) -> None:
    room.now = at("06-16 07:30")

    assert shown(room) == []
    assert NONE_CAME in room.visitor.get("/board/late").text


def test_where_no_feed_was_heard_none_is_no_good_news(database: Database) -> None:
    room = BoardRoom(database, at(MONDAY))

    text = room.visitor.get("/board/late").text

    assert f"Cannot tell. {NONE_CAME}" in text
    assert CANNOT_TELL in text


def test_the_menu_leads_to_it_after_who_waits_now(room: BoardRoom) -> None:
    menu = [one.get("href") for one in room.visitor.get("/board").markup.every("a")]

    assert menu.index("/board/late") == menu.index("/board/feeds") - 1


@pytest.mark.parametrize(
    ("councils", "expected"),
    [
        pytest.param(frozenset({STOKE}), ["CAME-LATE", "ENDED"], id="their-own"),
        pytest.param(frozenset({"E10000028"}), [], id="another-council"),
        pytest.param(frozenset(), [], id="no-council"),
    ],
)
def test_somebody_sees_only_what_came_late_to_their_councils(
    room: BoardRoom, councils: frozenset[str], expected: list[str]
) -> None:
    board = Board(database=room.database, house=HOUSE, now=lambda: room.now, host=room.host)
    somebody = Person(subject="s", roles=frozenset({BoardRole.MASH}), councils=councils)
    visit = Visit(
        request=Request({"type": "http"}), board=board, person=somebody, now=room.now, cookie=""
    )

    name = codes(room.database)
    rows = late_today(visit).facts.arrived_late
    assert [name[row.about.case_code] for row in rows] == expected
