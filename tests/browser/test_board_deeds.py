"""A police reference shown on purpose, and a closed case opened again: on the page of the case."""

import pytest
from sqlalchemy import update

from alerts.board.people import BoardRole
from schemas.moments import parse_instant
from schemas.tables import audit, cases
from schemas.words import MessageType, Milestone, State
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import let_in
from tests.browser.test_board_forms import send
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of, come, the_case
from tests.quarantine_room import Room
from tests.spec.metered import a_receipt, a_report
from tests.wire import Json

WITHDRAWN = "2026-06-15T09:00:00Z"
AGAIN = {"name": "A. Smith, MASH", "opened_for": "closed_by_mistake"}
CORRECTION = {
    "name": "A. Smith, MASH",
    "milestone": "Police knew",
    "right": "at",
    "day": "2026-06-15",
    "time": "07:30",
    "wrong_for": "data_entry",
}


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, NOON)


def audited(room: Room, action: str) -> list[tuple[str, str, str]]:
    return [(one.actor, one.handle, one.detail) for one in room.rows(audit) if one.action == action]


def a_closing(disposition: str = "withdrawn", at: str = WITHDRAWN, **more: str) -> Json:
    return {**a_report(at, REFERENCE), "type": MessageType.INCIDENT_CLOSED.value} | {
        "id": f"closing-{at}",
        "data": {"disposition": disposition, "at": at} | more,
    }


def a_correction(sent_at: str) -> Json:
    return {**a_report(sent_at, REFERENCE), "type": MessageType.INCIDENT_CORRECTED.value} | {
        "id": f"correction-{sent_at}",
        "data": {"milestone": "reported", "at": "2026-06-15T05:00:00Z", "reason": "clock_error"},
    }


def test_the_reference_is_shown_once_for_a_reason_that_the_audit_keeps(
    board: BoardRoom, room: Room
) -> None:
    answer = send(board, room, "reference", {"why": "ring_police_desk"})

    assert answer.status == 200
    assert f"Police reference: {REFERENCE}" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert audited(room, "reference shown") == [("board", code_of(room), "ring_police_desk")]
    assert REFERENCE not in board.visitor.get(f"/case/{code_of(room)}").body
    assert REFERENCE not in str(room.rows(audit))


@pytest.mark.parametrize("why", ["", "curious"])
def test_without_a_reason_nothing_is_shown(board: BoardRoom, room: Room, why: str) -> None:
    answer = send(board, room, "reference", {"why": why})

    assert (answer.status, REFERENCE in answer.body) == (422, False)
    assert "Choose why you need the reference." in answer.text
    assert audited(room, "reference shown") == []


def test_a_case_whose_reference_is_gone_says_so_and_offers_no_form_that_needs_it(
    board: BoardRoom, room: Room
) -> None:
    code = code_of(room)
    with room.database.write() as connection:
        connection.execute(update(cases).values(sealed_ref=b""))

    page = board.visitor.get(f"/case/{code}")

    assert page.status == 200
    assert "The police reference is no longer kept." in page.text
    offered = {str(one["action"]).rpartition("/")[2] for one in page.markup.every("form")}
    assert offered.isdisjoint({"reference", "correct", "open-again", "receipt"})
    assert "in-hand" in offered


def test_no_address_leads_to_the_reference(board: BoardRoom, room: Room) -> None:
    path = f"/case/{code_of(room)}/reference"

    assert board.visitor.get(path).status in (404, 405)
    assert board.visitor.post(path, {"why": "other"}).status == 422
    assert audited(room, "reference shown") == []


@pytest.mark.parametrize("role", [BoardRole.VIEWER, BoardRole.REVIEWER])
def test_who_only_reads_sees_no_reference(closed: BoardRoom, room: Room, role: BoardRole) -> None:
    let_in(closed, role)
    path = f"/case/{code_of(room)}"

    assert "Show the police reference" not in closed.visitor.get(path).text
    assert closed.visitor.post(f"{path}/reference", {"why": "other"}).status == 403
    assert audited(room, "reference shown") == []


def test_a_closed_case_is_opened_again_and_the_wait_goes_on(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())
    assert not the_case(room).case.is_waiting

    answer = send(board, room, "open-again", AGAIN)
    room.take_entered(NOON)

    assert answer.status == 303
    assert "Done. The case is opened again" in board.visitor.get(answer.headers["location"]).text
    case = the_case(room).case
    assert (case.is_waiting, case.state) == (True, State.WAITING)
    ((actor, code, detail),) = audited(room, "case opened again")
    assert (actor, code) == ("board", code_of(room))
    assert detail.startswith("closed_by_mistake")
    assert "Smith" not in str(room.rows(audit))


def test_a_case_that_was_not_closed_offers_no_opening_again(board: BoardRoom, room: Room) -> None:
    page = f"/case/{code_of(room)}"
    assert "Open the case again" not in board.visitor.get(page).text

    come(room, a_closing())
    hidden = board.visitor.get(page).form(f"{page}/open-again")
    come(room, a_closing("reopened", "2026-06-15T10:00:00Z"))
    answer = board.visitor.post(f"{page}/open-again", hidden | AGAIN)

    assert answer.status == 422
    assert "was not closed: its wait goes on" in answer.text


@pytest.mark.parametrize(
    "until",
    [
        pytest.param("2026-06-15T20:00:00Z", id="this-evening"),
        pytest.param("2026-06-16", id="a-day-to-come"),
    ],
)
def test_a_closing_dated_later_is_not_undone_by_a_word_of_now(
    board: BoardRoom, room: Room, until: str
) -> None:
    come(room, a_closing() | {"data": {"disposition": "withdrawn", "at": until}})

    answer = send(board, room, "open-again", AGAIN)

    assert answer.status == 422
    assert "is dated later than now" in answer.text
    assert "would still stand" in answer.text
    assert "Nothing was changed." in answer.text
    assert audited(room, "case opened again") == []


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(a_closing("duplicate", of="STF-26-0000001"), id="duplicate-of-one-not-held"),
        pytest.param(a_closing("open_case"), id="open-case-that-was-not-sent"),
        pytest.param(
            a_report(WITHDRAWN, REFERENCE, reported=KNEW, children=[], children_known="none"),
            id="no-children",
        ),
    ],
)
def test_a_closing_that_ended_no_wait_is_not_offered_to_be_opened_again(
    board: BoardRoom, room: Room, told: Json
) -> None:
    come(room, told)

    assert "Open the case again" not in board.visitor.get(f"/case/{code_of(room)}").text


@pytest.mark.parametrize("at", ["2026-06-15", "2026-06-15T12:00:00Z"])
def test_a_closing_of_today_is_undone(board: BoardRoom, room: Room, at: str) -> None:
    come(room, a_closing() | {"data": {"disposition": "withdrawn", "at": at}})

    answer = send(board, room, "open-again", AGAIN)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.is_waiting


def test_a_case_whose_front_door_was_told_is_not_opened_again(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())
    page = f"/case/{code_of(room)}"
    hidden = board.visitor.get(page).form(f"{page}/open-again")
    come(room, a_closing("reopened", "2026-06-15T10:00:00Z"))
    come(room, a_receipt("2026-06-15T10:30:00Z", REFERENCE))

    answer = board.visitor.post(f"{page}/open-again", hidden | AGAIN)

    assert answer.status == 422
    assert "the front door was told of it" in answer.text


def test_opening_again_wants_a_name_and_a_reason(board: BoardRoom, room: Room) -> None:
    come(room, a_closing())

    answer = send(board, room, "open-again", {})

    assert answer.status == 422
    assert "Type your name." in answer.text
    assert "Choose why the case is opened again." in answer.text
    assert audited(room, "case opened again") == []


def test_a_time_is_corrected_and_the_result_follows(board: BoardRoom, room: Room) -> None:
    answer = send(board, room, "correct", CORRECTION)
    room.take_entered(NOON)

    assert answer.status == 303
    assert "Done. The correction was entered." in board.visitor.get(answer.headers["location"]).text
    assert str(the_case(room).case.milestones[Milestone.REPORTED].earliest) == (
        "2026-06-15 06:30:00+00:00"
    )
    ((actor, code, detail),) = audited(room, "time corrected")
    assert (actor, code) == ("board", code_of(room))
    assert detail.startswith("reported, data_entry")


def test_a_correction_dated_later_is_not_outdone_by_a_word_of_now(
    board: BoardRoom, room: Room
) -> None:
    come(room, a_correction(sent_at="2026-06-15T15:00:00Z"))

    answer = send(board, room, "correct", CORRECTION)

    assert answer.status == 422
    assert "Another correction of that time is dated later than now" in answer.text
    assert audited(room, "time corrected") == []


def test_a_correction_of_before_is_outdone(board: BoardRoom, room: Room) -> None:
    come(room, a_correction(sent_at="2026-06-15T11:00:00Z"))

    answer = send(board, room, "correct", CORRECTION)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.milestones[Milestone.REPORTED].earliest == parse_instant(
        "2026-06-15T06:30:00Z"
    )


def test_a_receipt_that_never_was_is_taken_back_and_the_wait_goes_on(
    board: BoardRoom, room: Room
) -> None:
    come(room, a_receipt("2026-06-15T10:30:00Z", REFERENCE))
    assert not the_case(room).case.is_waiting
    wrong = {"milestone": "Front door told", "right": "not_at_all", "wrong_for": "wrong_incident"}

    answer = send(board, room, "correct", CORRECTION | wrong)
    room.take_entered(NOON)

    assert answer.status == 303
    assert the_case(room).case.is_waiting


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        pytest.param({"day": ""}, "Give the day on which it happened", id="no-day"),
        pytest.param({"day": "2026-06-16"}, "lies in the future", id="to-come"),
        pytest.param({"day": "1999-06-16"}, "lies too long ago", id="long-ago"),
        pytest.param({"milestone": ""}, "Choose which time is wrong.", id="which"),
        pytest.param({"right": ""}, "Choose what is right.", id="what"),
        pytest.param({"wrong_for": ""}, "Choose why it was wrong.", id="why"),
        pytest.param({"name": ""}, "Type your name.", id="nobody"),
        pytest.param(
            {"milestone": "Triaged", "right": "not_at_all"}, "Nobody told such a time", id="none"
        ),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(
    board: BoardRoom, room: Room, wrong: dict[str, str], words: str
) -> None:
    answer = send(board, room, "correct", CORRECTION | wrong)

    assert answer.status == 422
    assert words in answer.text
    assert audited(room, "time corrected") == []


@pytest.mark.parametrize("deed", ["receipt", "open-again", "correct", "in-hand"])
def test_each_mistake_leads_to_a_field_of_its_own_form(
    board: BoardRoom, room: Room, deed: str
) -> None:
    come(room, *([a_closing()] if deed == "open-again" else []))

    page = send(board, room, deed, {"day": ""}).markup

    ids = {one["id"] for one in page.every("input", "select", "fieldset") if one.get("id")}
    leads = [str(one["href"]) for one in page.every("a") if str(one["href"]).startswith("#")]
    asked = [lead[1:] for lead in leads if lead != "#main"]
    assert asked
    assert set(asked) <= ids
    named = [one["id"] for one in page.every("input") if one.get("aria-invalid")]
    assert set(map(str, named)) <= set(asked)
