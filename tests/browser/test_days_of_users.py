"""The day of each user on the board, on both databases, with messages that come meanwhile.

Each day is lived twice: in a browser without script, and in Chromium.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.board.people import BoardRole
from consumer.boarding import Fittings
from consumer.web import serve
from schemas.tables import audit
from tests.browser import quarantine_forms
from tests.browser.board_room import BoardRoom
from tests.browser.case_deeds import CORRECTION, a_closing
from tests.browser.chromium_visitor import ChromiumVisitor
from tests.browser.signing_in import STOKE, let_in, sign_in
from tests.browser.test_board_forms import HOLD, RECEIPT, send
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come
from tests.quarantine_room import Room
from tests.servers.mail_server import free_port
from tests.spec.metered import a_receipt, a_report
from tests.wire import wire

OURS = frozenset({STOKE})
LATER = "STF-26-0099999"


@pytest.fixture(params=["without-script", "chromium"])
def board(room: Room, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[BoardRoom]:
    """Everybody here signs in."""
    address = f"http://localhost:{free_port()}"
    fitted = Fittings(reader=room.reader, sign_in=sign_in(tmp_path, url=address))
    board = BoardRoom(room.database, NOON, fittings=fitted, name="localhost")
    if request.param == "without-script":
        yield board
        return
    serving = serve(board.app(), "127.0.0.1", int(address.rpartition(":")[2]))
    board.visitor = ChromiumVisitor(request.getfixturevalue("chromium"), address)
    yield board
    serving.stop()


def page(board: BoardRoom, path: str) -> str:
    answer = board.visitor.get(path)
    assert answer.status == 200, (path, answer.status)
    return answer.text


def test_the_emergency_duty_team_takes_a_case_in_hand_until_the_front_door_has_it(
    board: BoardRoom, room: Room
) -> None:
    let_in(board, BoardRole.EDT, councils=OURS)
    case = f"/case/{code_of(room)}"

    assert "The front door was not told." in page(board, case)
    assert send(board, room, "in-hand", HOLD).status == 303
    assert "A. Smith, EDT" in page(board, "/board")

    come(room, a_report("2026-06-15T11:50:00Z", LATER))
    assert code_of(room, LATER) in page(board, "/board")
    come(room, a_receipt("2026-06-15T11:55:00Z", REFERENCE))
    waiting = page(board, "/board")
    assert code_of(room) not in waiting
    assert code_of(room, LATER) in waiting
    assert "Front door told Mon 15 June 12:55" in page(board, case)


def test_a_mash_manager_says_we_have_this_and_takes_it_back_when_it_was_another(
    board: BoardRoom, room: Room
) -> None:
    let_in(board, BoardRole.MASH, councils=OURS)
    code = code_of(room)
    assert code in page(board, "/board")

    assert send(board, room, "receipt", RECEIPT).status == 303
    room.take_entered(NOON)
    assert code not in page(board, "/board")

    taken_back = {"milestone": "Front door told", "right": "not_at_all"}
    board.now = NOON + timedelta(minutes=5)
    wrong = CORRECTION | taken_back | {"wrong_for": "wrong_incident"}
    assert send(board, room, "correct", wrong).status == 303
    room.take_entered(board.now)
    assert code in page(board, "/board")


def test_a_mash_manager_opens_again_what_was_closed(board: BoardRoom, room: Room) -> None:
    let_in(board, BoardRole.MASH, councils=OURS)
    come(room, a_closing())
    assert code_of(room) not in page(board, "/board")

    again = {"name": "A. Smith, MASH", "opened_for": "closed_by_mistake"}
    assert send(board, room, "open-again", again).status == 303
    room.take_entered(NOON)

    assert code_of(room) in page(board, "/board")


def test_a_data_manager_mends_a_message_and_its_child_is_on_the_list(
    board: BoardRoom, room: Room
) -> None:
    let_in(board, BoardRole.DATA_MANAGER)
    room.come(quarantine_forms.SPOILT, at=NOON)
    message = quarantine_forms.path_of(room)
    assert message in board.visitor.get(quarantine_forms.LIST).body

    assert quarantine_forms.send(board, message, "take", {}).status == 303
    assert "Dealt with by C. Brown" in page(board, message)
    mended = {"message": wire(a_report(KNEW, LATER)).decode()}
    assert quarantine_forms.send(board, message, "mend", mended).status == 303
    room.take_entered(NOON)

    assert "Nobody has settled it yet" not in page(board, message)
    assert code_of(room, LATER) in page(board, "/board")


def test_the_police_desk_finds_its_own_case_by_code_and_reference_without_the_council_s_notes(
    board: BoardRoom, room: Room
) -> None:
    let_in(board, BoardRole.MASH, councils=OURS)
    send(board, room, "in-hand", HOLD)
    let_in(board, BoardRole.POLICE, councils=OURS)
    code = code_of(room)

    found = board.visitor.find(code.lower())
    assert (found.status, found.headers["location"]) == (303, f"/case/{code}")
    assert "A. Smith" not in page(board, f"/case/{code}")
    assert "A. Smith" not in page(board, "/board")
    assert REFERENCE in send(board, room, "reference", {"why": "find_in_our_system"}).text
    (row,) = (one for one in room.rows(audit) if one.action == "reference shown")
    assert (row.actor, row.handle) == ("board:u-9", code)


@pytest.mark.parametrize("role", [BoardRole.VIEWER, BoardRole.REVIEWER])
def test_who_looks_back_reads_everything_there_and_finds_no_form_that_changes(
    board: BoardRoom, room: Room, role: BoardRole
) -> None:
    let_in(board, role, councils=OURS)

    for path in (f"/case/{code_of(room)}", "/board", "/board/late", "/board/feeds"):
        answer = board.visitor.get(path)
        forms = [one for one in answer.markup.every("form") if one.get("method") == "post"]
        assert answer.status == 200
        assert {one["action"] for one in forms} <= {"/board/sign-out", "/case"}
