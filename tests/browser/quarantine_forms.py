"""The page of a message that could not be read: what stands in it, and its forms as sent."""

from schemas.references import ReferenceRules
from schemas.tables import audit
from tests.browser.board_room import BoardRoom
from tests.browser.visiting import Answer
from tests.quarantine_room import Room
from tests.wire import POLICE, a_message, wire, with_data

LIST = "/board/quarantine"
SPOILT = wire(with_data(surname="Doe"))
MENDED = wire(a_message()).decode()
SPACED = wire(a_message(subject="STF 26 0012345"))
SPACES_STAY = {POLICE: ReferenceRules(remove_spaces=False)}
DEEDS = ("take", "retry", "mend", "dismiss", "show")
VALUES = ("Doe", "surname", "STF-26", "STF26")
"""What stands in the messages, and nowhere else."""


def path_of(room: Room) -> str:
    """The page of the last message that came."""
    return f"{LIST}/{room.held()[-1].quarantine_id}"


def send(board: BoardRoom, path: str, deed: str, values: dict[str, str] | None = None) -> Answer:
    """Open the page of a message, fill one of its forms, and send it."""
    hidden = board.visitor.get(path).form(f"{path}/{deed}")
    return board.visitor.post(f"{path}/{deed}", hidden | (values or {}))


def forms_on(answer: Answer) -> set[str]:
    """The deeds for which a page has a form."""
    actions = (str(form.get("action")) for form in answer.markup.every("form"))
    return {action.rpartition("/")[2] for action in actions if action.startswith(f"{LIST}/")}


def told(room: Room, action: str) -> list[str]:
    return [row.detail for row in room.rows(audit) if row.action == action]


def assert_audit_holds_no_value(room: Room) -> None:
    rows = [str(tuple(row)) for row in room.rows(audit)]
    assert not [row for row in rows if any(value in row for value in VALUES)]
