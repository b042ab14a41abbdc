"""What could not be read is dealt with on its own page: the same on both databases."""

from datetime import timedelta

import pytest

from consumer.boarding import Fittings
from consumer.quarantined import Standing
from schemas.refusals import Reason
from schemas.tables import audit, quarantine
from tests.browser.board_room import BoardRoom
from tests.browser.quarantine_forms import (
    DEEDS,
    LIST,
    MENDED,
    SPACED,
    SPACES_STAY,
    SPOILT,
    assert_audit_holds_no_value,
    forms_on,
    path_of,
    send,
    told,
)
from tests.quarantine_room import MORNING, Room
from tests.wire import a_message, wire, with_data


def test_the_list_leads_to_the_page_of_each_message(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT)

    answer = board.visitor.get(LIST)

    assert path_of(room) in answer.links()
    assert forms_on(answer) == set()
    assert forms_on(board.visitor.get(path_of(room))) == set(DEEDS)


def test_a_refused_message_is_mended_and_the_case_appears(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT)
    path = path_of(room)

    answer = send(board, path, "mend", {"message": f"\r\n{MENDED}\r\n"})
    room.take_entered()

    assert answer.status == 303
    page = board.visitor.get(answer.headers["location"])
    assert "Done. It was entered." in page.text
    assert forms_on(page) == set()
    assert [one.reference for one in room.cases()] == ["STF-26-0012345"]
    assert [one.state for one in room.held()] == [Standing.RETRIED]
    assert "No message waits in quarantine." in board.visitor.get(LIST).text
    assert len(told(room, "quarantine mended")) == 1
    assert_audit_holds_no_value(room)


def test_what_was_mended_badly_is_said_and_what_was_typed_stays(
    board: BoardRoom, room: Room
) -> None:
    room.come(wire(a_message(subject=None)))
    typed = SPOILT.decode()

    answer = send(board, path_of(room), "mend", {"message": typed})

    assert answer.status == 422
    assert "It still cannot be read: it holds a field that the contract does not have" in (
        answer.text
    )
    assert "surname" in answer.text
    assert [one.state for one in room.held()] == [Standing.OPEN]
    assert_audit_holds_no_value(room)


def test_a_message_is_tried_again_with_the_settings_of_today(room: Room) -> None:
    room.rules = SPACES_STAY
    room.come(SPACED)
    room.rules = {}
    board = BoardRoom(room.database, MORNING, fittings=Fittings(reader=room.reader))

    answer = send(board, path_of(room), "retry")
    room.take_entered()

    assert answer.status == 303
    assert "It can be read now." in board.visitor.get(answer.headers["location"]).text
    assert [one.reference for one in room.cases()] == ["STF260012345"]


def test_what_still_cannot_be_read_says_why_and_stays_open(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT)

    answer = send(board, path_of(room), "retry")

    assert answer.status == 422
    assert "It still cannot be read" in answer.text
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_a_conflict_cannot_be_tried_again_since_the_first_counts(
    board: BoardRoom, room: Room
) -> None:
    room.come(wire(a_message()), wire(with_data(risk="high")))
    path = path_of(room)

    page = board.visitor.get(path)

    assert room.held()[-1].reason is Reason.CONFLICT
    assert forms_on(page) == {"take", "show", "dismiss"}
    assert "cannot be tried again" in page.text
    for deed in ("retry", "mend"):
        forced = board.visitor.post(f"{path}/{deed}", page.form(f"{path}/dismiss"))
        assert forced.status == 422
    assert [one.state for one in room.held()] == [Standing.OPEN]


def test_one_whose_id_another_message_took_since_is_refused_in_words(room: Room) -> None:
    room.rules = SPACES_STAY
    room.come(SPACED)
    path = path_of(room)
    room.rules = {}
    room.come(wire(a_message(subject="STF-2")))
    board = BoardRoom(room.database, MORNING, fittings=Fittings(reader=room.reader))

    answer = send(board, path, "retry")

    assert answer.status == 422
    assert "Another message of the same id has come since, and the first counts." in answer.text


def test_who_deals_with_it_is_shown_with_for_how_long(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT)
    path = path_of(room)

    answer = send(board, path, "take", {"name": " A. Smith, data team "})
    board.now += timedelta(minutes=20)

    assert answer.status == 303
    assert "Dealt with by A. Smith, data team, for 20 min." in board.visitor.get(path).text
    assert "A. Smith, data team, for 20 min" in board.visitor.get(LIST).text
    (row,) = room.rows(quarantine)
    assert (row.taken_by, row.taken_at) == ("A. Smith, data team", MORNING)
    assert told(room, "quarantine taken") == [row.quarantine_id]
    assert "Smith" not in str(room.rows(audit))


def test_nothing_more_is_needed_with_a_reason(board: BoardRoom, room: Room) -> None:
    room.come(SPOILT)
    path = path_of(room)

    answer = send(board, path, "dismiss", {"why": "sent_again"})

    assert answer.status == 303
    assert [one.state for one in room.held()] == [Standing.DISMISSED]
    assert told(room, "quarantine dismissed") == [f"{room.ids[0]}: sent_again"]
    # Dismissing the wrong one must not hide a child for good.
    assert forms_on(board.visitor.get(path)) == {"retry", "mend", "show"}


@pytest.mark.parametrize(
    ("deed", "typed", "said"),
    [
        pytest.param("take", {"name": " "}, "Type your name.", id="nameless"),
        pytest.param("take", {"name": "A\u202eB"}, "signs that cannot be seen", id="hidden-sign"),
        pytest.param("take", {"name": "a" * 129}, "the name has 129 signs", id="too-long"),
        pytest.param("mend", {"message": " \n"}, "Put in the mended message.", id="no-message"),
        pytest.param("dismiss", {}, "Choose why.", id="no-reason"),
        pytest.param("show", {}, "Choose why you need to read it.", id="shown-for-nothing"),
        pytest.param("show", {"shown_for": "x"}, "Choose why you need", id="shown-for-fun"),
        pytest.param("dismiss", {"why": "for fun"}, "Choose why.", id="no-such-reason"),
    ],
)
def test_a_mistake_comes_back_in_words_and_changes_nothing(
    board: BoardRoom, room: Room, deed: str, typed: dict[str, str], said: str
) -> None:
    room.come(SPOILT)
    before = board.everything()

    answer = send(board, path_of(room), deed, typed)

    assert answer.status == 422
    assert said.lower() in answer.text.lower()
    assert board.everything() == before


def test_the_message_is_shown_only_on_purpose_and_that_is_audited_first(
    board: BoardRoom, room: Room
) -> None:
    room.come(SPOILT)
    path = path_of(room)
    assert "surname" not in board.visitor.get(path).body

    answer = send(board, path, "show", {"shown_for": "mend_message"})

    assert answer.status == 200
    assert "surname" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert told(room, "quarantine shown") == [f"{room.ids[0]}: mend_message"]
    assert_audit_holds_no_value(room)
    assert "surname" not in board.visitor.get(path).body


def test_a_message_that_is_no_text_is_shown_too(board: BoardRoom, room: Room) -> None:
    room.come(b'{"id": "\xff</textarea><b>"}')

    answer = send(board, path_of(room), "show", {"shown_for": "ring_police_desk"})

    assert answer.status == 200
    assert r"\xff</textarea><b>" in answer.text
    assert not list(answer.markup.every("b"))
