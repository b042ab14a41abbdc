"""What is whose: nothing of one council's children shows to another, and no link changes anything.

Each page is opened twice by somebody of the other council, before and after a child of the first
one waits, is told of, is taken in hand and comes late: the two must be the same, word by word.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from alerts.board.people import BoardRole
from consumer.boarding import Fittings
from schemas.moments import parse_instant
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import ELSEWHERE, STOKE, let_in, sign_in
from tests.browser.test_board_forms import HOLD
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt, a_report
from tests.wire import wire, with_data

pytestmark = pytest.mark.integration

THEIR_OWN = "STF-26-0000009"
CAME_LATE = "STF-26-0000008"
ANOTHER_CHILD = [{"ref": "STF-9-c0", "age_band": "4-7"}]
"""Nobody's brother or sister: a home that both councils know of is told to both."""

EVENING = parse_instant("2026-06-15T20:00:00Z")
PAGES = (
    "/board",
    "/board?page=2",
    "/board?risk=medium",
    f"/board?council={STOKE}",
    "/board/late",
    "/board/feeds",
    "/board/alerts",
    "/board/quarantine",
    "/board/about",
)
"""Not the policy: how often the police desk is interrupted is one sum for both councils."""

NOT_FOLLOWED = ("/board/sign-in",)


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    come(
        room,
        a_report(KNEW, THEIR_OWN, local_authority=ELSEWHERE, children=ANOTHER_CHILD),
        a_receipt("2026-06-15T19:40:00Z", "STF-26-0000007"),
    )
    room.sweep(EVENING)
    with closing(room.database):
        yield room


@pytest.fixture
def board(room: Room, tmp_path: Path) -> BoardRoom:
    fittings = Fittings(sign_in=sign_in(tmp_path), reader=room.reader)
    return BoardRoom(room.database, EVENING, host="10.0.0.7", fittings=fittings)


def a_day_of_the_first_council(board: BoardRoom, room: Room) -> tuple[str, str]:
    """One child waits past the limit and is in hand, one came late; the codes of both."""
    come(
        room,
        a_report(KNEW, REFERENCE),
        a_report(KNEW, CAME_LATE, risk="high"),
        a_receipt("2026-06-15T19:30:00Z", CAME_LATE),
    )
    room.sweep(EVENING)
    code = code_of(room)
    let_in(board, BoardRole.EDT, councils=frozenset({STOKE}))
    path = f"/case/{code}/in-hand"
    sent = board.visitor.post(path, board.visitor.get(f"/case/{code}").form(path) | HOLD)
    assert sent.status == 303
    return code, code_of(room, CAME_LATE)


def pages(board: BoardRoom) -> Mapping[str, str]:
    return {path: board.visitor.get(path).text for path in PAGES}


@pytest.mark.parametrize("role", BoardRole)
def test_a_day_of_one_council_changes_no_word_on_any_page_of_the_other(
    board: BoardRoom, room: Room, role: BoardRole
) -> None:
    let_in(board, role, councils=frozenset({ELSEWHERE}))
    before = pages(board)
    hidden = a_day_of_the_first_council(board, room)

    let_in(board, role, councils=frozenset({ELSEWHERE}))
    after = pages(board)

    assert after == before
    for code in hidden:
        opened = board.visitor.get(f"/case/{code}")
        assert opened.status == 404
        assert opened.text == board.visitor.get("/case/222-2222").text.replace("222-2222", code)


def test_their_own_council_sees_that_day_on_its_pages(board: BoardRoom, room: Room) -> None:
    let_in(board, BoardRole.MASH, councils=frozenset({STOKE}))
    before = pages(board)
    waits, came = a_day_of_the_first_council(board, room)

    let_in(board, BoardRole.MASH, councils=frozenset({STOKE}))
    after = pages(board)

    assert waits in after["/board"]
    assert waits in after["/board/alerts"]
    assert came in after["/board/late"]
    assert before["/board/feeds"] != after["/board/feeds"]


def opened_links(board: BoardRoom) -> set[str]:
    """Open every link from the first page on, as a mail scanner does; return what was opened."""
    found, to_open = set[str](), ["/board"]
    while to_open:
        path = to_open.pop()
        found.add(path)
        answer = board.visitor.get(path)
        assert answer.status in {200, 303}, (path, answer.status)
        if answer.headers["content-type"].startswith("text/html"):
            new = answer.links() - found - set(to_open)
            to_open += [one for one in new if not one.startswith(NOT_FOLLOWED)]
    return found


def test_a_scanner_that_opens_every_link_of_somebody_signed_in_changes_nothing(
    board: BoardRoom, room: Room
) -> None:
    code, came = a_day_of_the_first_council(board, room)
    room.come(wire(with_data(surname="Doe")), at=NOON)
    let_in(board, *BoardRole)
    before = board.everything()

    opened = opened_links(board)

    assert {f"/case/{code}", f"/case/{came}", f"/board/quarantine/{room.ids[0]}"} <= opened
    assert {path.partition("?")[0] for path in PAGES} <= opened
    assert board.everything() == before
