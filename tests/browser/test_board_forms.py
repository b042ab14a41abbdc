"""Taken in hand, given up, "we already have this": said on the page of a case."""

from datetime import timedelta

import pytest

from alerts.board.tokens import COOKIE
from schemas.hold_tables import acknowledgements
from schemas.moments import parse_instant
from schemas.tables import audit, entered
from schemas.words import Flag, State
from tests.browser.board_room import BoardRoom
from tests.browser.visiting import Answer, Visitor
from tests.contract.hand_room import NOON, REFERENCE, code_of, come, the_case
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt

HOLD = {"name": "A. Smith, EDT", "reason": "rang_police_desk", "next_look": "in 2 h"}
RECEIPT = {
    "name": "A. Smith, EDT",
    "day": "2026-06-15",
    "time": "11:30",
    "received_by": "edt",
    "channel": "phone",
}
SENT = {"in-hand": HOLD, "receipt": RECEIPT, "give-up": {}}


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


@pytest.fixture
def file_board(file_room: Room) -> BoardRoom:
    return BoardRoom(file_room.database, NOON)


def send(board: BoardRoom, room: Room, deed: str, values: dict[str, str], **headers: str) -> Answer:
    """Open the page of the case, fill one of its forms, and send it."""
    page = f"/case/{code_of(room)}"
    hidden = board.visitor.get(page).form(f"{page}/{deed}")
    return board.visitor.post(f"{page}/{deed}", hidden | values, **headers)


def test_a_case_is_taken_in_hand_and_the_page_says_who_has_it(board: BoardRoom, room: Room) -> None:
    answer = send(board, room, "in-hand", HOLD)

    assert (answer.status, answer.body) == (303, "")
    page = board.visitor.get(answer.headers["location"])
    assert "In hand: A. Smith, EDT: rang the police desk; looks again" in page.text
    assert "Done. The case is in hand." in page.text
    assert "A. Smith, EDT" in board.visitor.get("/board").text
    (row,) = room.rows(acknowledgements)
    assert (row.actor, row.check_at) == ("board", NOON + timedelta(hours=2))
    (told,) = (one for one in room.rows(audit) if one.action == "case in hand")
    assert (told.actor, told.handle) == ("board", code_of(room))


def test_what_was_done_is_said_once_and_by_no_address_that_somebody_types(
    board: BoardRoom, room: Room
) -> None:
    path = send(board, room, "in-hand", HOLD).headers["location"]
    another = Visitor(board.visitor.app, cookies={"danm_done": board.visitor.cookies["danm_done"]})

    assert "Done." not in another.get(path).text
    assert "Done." not in another.get(f"{path}?done=receipt").text
    assert "Done. The case is in hand." in board.visitor.get(path).text
    assert "Done." not in board.visitor.get(path).text
    assert path == f"/case/{code_of(room)}"


def test_it_is_given_up(board: BoardRoom, room: Room) -> None:
    send(board, room, "in-hand", HOLD)
    board.now += timedelta(minutes=1)

    answer = send(board, room, "give-up", {})

    assert answer.status == 303
    assert "Nobody has it in hand." in board.visitor.get(f"/case/{code_of(room)}").text


def test_what_somebody_gave_up_already_is_not_given_up_again(board: BoardRoom, room: Room) -> None:
    page = f"/case/{code_of(room)}"
    send(board, room, "in-hand", HOLD)
    opened_before = board.visitor.get(page).form(f"{page}/give-up")
    board.now += timedelta(minutes=1)
    send(board, room, "give-up", {})

    answer = board.visitor.post(f"{page}/give-up", opened_before)

    assert answer.status == 422
    assert "Nobody has" in answer.text


def test_we_already_have_this_ends_the_wait(board: BoardRoom, room: Room) -> None:
    answer = send(board, room, "receipt", RECEIPT)
    room.take_entered(NOON)

    assert answer.status == 303
    case = the_case(room).case
    assert (case.state, set(case.flags)) == (State.RECEIVED, {Flag.ENTERED_BY_HAND})
    received = case.received
    assert received is not None
    # 11:30 by the clock on the wall, in summer.
    assert received.earliest == parse_instant("2026-06-15T10:30:00Z")
    page = board.visitor.get(answer.headers["location"])
    assert "The front door's own system has not said so yet." in page.text


def test_the_day_alone_is_kept_as_a_day(board: BoardRoom, room: Room) -> None:
    send(board, room, "receipt", RECEIPT | {"time": ""})
    room.take_entered(NOON)

    received = the_case(room).case.received
    assert received is not None
    assert not received.is_exact


@pytest.mark.parametrize(
    ("deed", "wrong", "said"),
    [
        pytest.param("in-hand", {"name": " "}, "Type your name.", id="nameless"),
        pytest.param(
            "in-hand", {"name": "A\u202eB"}, "signs that cannot be seen", id="hidden-sign"
        ),
        pytest.param("in-hand", {"name": "A" * 200}, "give 128 at most", id="long-name"),
        pytest.param("in-hand", {"reason": "busy"}, "Choose what you have done.", id="no-reason"),
        pytest.param("in-hand", {"next_look": ""}, "Choose when you look again.", id="no-look"),
        pytest.param("in-hand", {"next_look": "in 9 h"}, "more than 8 h ahead", id="too-long"),
        pytest.param("receipt", {"day": "yesterday"}, "Give the day on which", id="no-day"),
        pytest.param("receipt", {"time": "noon"}, "Give the time as 06:30", id="no-time"),
        pytest.param("receipt", {"day": "2026-06-16"}, "lies in the future", id="ahead"),
        pytest.param("receipt", {"day": "2026-06-14"}, "lies before police knew", id="too-early"),
        pytest.param("receipt", {"channel": "fax"}, "Choose how it came.", id="no-channel"),
        pytest.param("receipt", {"received_by": ""}, "Choose which team has it.", id="no-team"),
    ],
)
def test_a_mistake_is_said_in_words_what_was_typed_stays_and_nothing_changes(
    file_board: BoardRoom, file_room: Room, deed: str, wrong: dict[str, str], said: str
) -> None:
    before = file_board.everything()

    answer = send(file_board, file_room, deed, SENT[deed] | wrong)

    assert answer.status == 422
    assert said in answer.text
    assert answer.text.startswith("Error: case")
    typed = {one.get("value") for one in answer.markup.every("input")}
    assert (SENT[deed] | wrong)["name"] in typed
    assert file_board.everything() == before


def test_a_mistake_stands_beside_its_field_and_is_tied_to_it(
    file_board: BoardRoom, file_room: Room
) -> None:
    page = send(file_board, file_room, "receipt", RECEIPT | {"day": "x"}).markup

    (day,) = (one for one in page.every("input") if one.get("id") == "receipt-day")
    assert day["aria-invalid"] == "true"
    assert "receipt-day-error" in str(day["aria-describedby"]).split()
    assert "#receipt-day" in [one.get("href") for one in page.every("a")]


def test_a_name_like_markup_is_only_a_name(board: BoardRoom, room: Room) -> None:
    send(board, room, "in-hand", HOLD | {"name": "<script>alert(1)</script>"})

    for path in ("/board", f"/case/{code_of(room)}"):
        body = board.visitor.get(path).body
        assert "&lt;script&gt;alert(1)" in body
        assert "<script>" not in body


@pytest.mark.parametrize("deed", list(SENT))
def test_a_form_that_did_not_come_from_our_page_changes_nothing(
    board: BoardRoom, room: Room, deed: str
) -> None:
    path = f"/case/{code_of(room)}"
    send(board, room, "in-hand", HOLD)
    before = board.everything()

    without = board.visitor.post(f"{path}/{deed}", SENT[deed])
    of_another = board.visitor.post(
        f"{path}/{deed}", SENT[deed] | board.visitor.get(path).form(f"{path}/{other(deed)}")
    )
    stranger = Visitor(board.visitor.app)
    stolen = stranger.post(
        f"{path}/{deed}", SENT[deed] | board.visitor.get(path).form(f"{path}/{deed}")
    )
    elsewhere = send(board, room, deed, SENT[deed], origin="https://evil.example")

    cross_site = send(board, room, deed, SENT[deed], origin="null", sec_fetch_site="cross-site")

    for answer in (without, of_another, stolen, elsewhere, cross_site):
        assert answer.status == 422
        assert "Nothing was changed." in answer.text
    assert board.everything() == before


def other(deed: str) -> str:
    return "receipt" if deed == "in-hand" else "in-hand"


def test_a_form_is_taken_as_a_browser_sends_it_that_tells_nobody_where_it_was(
    board: BoardRoom, room: Room
) -> None:
    answer = send(board, room, "in-hand", HOLD, origin="null", sec_fetch_site="same-origin")

    assert answer.status == 303


def test_a_form_from_before_a_restart_is_refused_and_can_be_sent_again(
    board: BoardRoom, room: Room
) -> None:
    path = f"/case/{code_of(room)}"
    old = board.visitor.get(path).form(f"{path}/in-hand")
    board.visitor.app = board.app()

    refused = board.visitor.post(f"{path}/in-hand", old | HOLD)
    again = board.visitor.post(f"{path}/in-hand", refused.form(f"{path}/in-hand") | HOLD)

    assert "open for too long" in refused.text
    assert again.status == 303


def test_the_cookie_stays_with_our_own_pages(file_board: BoardRoom, file_room: Room) -> None:
    cookie = file_board.visitor.get(f"/case/{code_of(file_room)}").headers["set-cookie"]

    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"{}", "application/json", id="json"),
        pytest.param(b"a=" + b"x" * 5000, "application/x-www-form-urlencoded", id="too-long"),
        pytest.param(b"a=%ff", "application/x-www-form-urlencoded", id="not-utf8"),
        pytest.param(b"&".join([b"a=1"] * 99), "application/x-www-form-urlencoded", id="many"),
        pytest.param(b"x", "multipart/form-data; boundary=x", id="multipart"),
    ],
)
def test_what_is_no_form_of_ours_is_refused(
    file_board: BoardRoom, file_room: Room, body: bytes, kind: str
) -> None:
    before = file_board.everything()

    answer = file_board.visitor.send(f"/case/{code_of(file_room)}/in-hand", body, content_type=kind)

    assert answer.status == 400
    assert file_board.everything() == before


def test_nothing_is_changed_by_opening_the_address_of_a_form(board: BoardRoom, room: Room) -> None:
    for deed in SENT:
        assert board.visitor.get(f"/case/{code_of(room)}/{deed}").status == 405


def test_a_case_that_is_over_meanwhile_is_said_to_be_over(board: BoardRoom, room: Room) -> None:
    page = f"/case/{code_of(room)}"
    hidden = board.visitor.get(page)
    come(room, a_receipt("2026-06-15T11:50:00Z", REFERENCE))

    hold = board.visitor.post(f"{page}/in-hand", hidden.form(f"{page}/in-hand") | HOLD)
    receipt = board.visitor.post(f"{page}/receipt", hidden.form(f"{page}/receipt") | RECEIPT)

    assert "does not wait any more" in hold.text
    assert "own system told of" in receipt.text
    assert room.rows(entered) == []


def test_a_code_that_no_case_has_can_be_posted_to_in_vain(board: BoardRoom) -> None:
    assert board.visitor.post("/case/K7M-4QXR/in-hand", HOLD).status == 404
    assert board.visitor.post("/case/x/in-hand", HOLD).status == 404


@pytest.mark.parametrize("deed", ["in-hand", "give-up"])
def test_what_somebody_else_has_taken_in_hand_since_is_not_replaced_unread(
    board: BoardRoom, room: Room, deed: str
) -> None:
    page = f"/case/{code_of(room)}"
    send(board, room, "in-hand", HOLD)
    as_first_read = board.visitor.get(page).form(f"{page}/{deed}")
    board.now += timedelta(minutes=5)
    send(board, room, "in-hand", HOLD | {"name": "C. Brown, MASH"})

    answer = board.visitor.post(f"{page}/{deed}", as_first_read | HOLD)

    assert answer.status == 422
    assert "by somebody else meanwhile. Nothing was changed." in answer.text
    assert "In hand: C. Brown, MASH" in board.visitor.get(page).text
