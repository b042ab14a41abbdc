"""Who may open and send what, about whose children: the whole table, written out by hand.

It repeats what the board's own matrix says, so that nobody changes a right by a slip of the hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from alerts.board.asking import Posts, Reads
from alerts.board.people import BoardRole
from alerts.board.site import routes
from consumer.boarding import Fittings
from tests.browser.board_room import BoardRoom
from tests.browser.case_deeds import CORRECTION
from tests.browser.signing_in import ELSEWHERE, OTHER_FORCE, STOKE, THEIR_FORCE, let_in, sign_in
from tests.browser.test_board_forms import HOLD, RECEIPT
from tests.browser.visiting import Answer
from tests.contract.hand_room import KNEW, NOON, REFERENCE, code_of
from tests.quarantine_room import Room
from tests.spec.metered import a_report
from tests.wire import wire, with_data

pytestmark = pytest.mark.integration

EVERYBODY = frozenset(BoardRole)
NOT_POLICE = frozenset(set(BoardRole) - {BoardRole.POLICE})
COUNCIL = frozenset({BoardRole.MASH, BoardRole.EDT})
READS_REFUSED = frozenset({BoardRole.MASH, BoardRole.EDT, BoardRole.DATA_MANAGER})
READ_ONLY = frozenset({BoardRole.VIEWER, BoardRole.REVIEWER})
CORRECTS = frozenset({BoardRole.MASH, BoardRole.DATA_MANAGER})
MENDS = frozenset({BoardRole.DATA_MANAGER})


@dataclass(frozen=True)
class Expected:
    """Who may, what answers them, and what answers somebody of another council."""

    who: frozenset[BoardRole]
    theirs: int
    others: int


TABLE = {
    "GET /board": Expected(EVERYBODY, 200, 200),
    "GET /board/late": Expected(EVERYBODY, 200, 200),
    "GET /case": Expected(EVERYBODY, 200, 200),
    "POST /case": Expected(EVERYBODY, 303, 303),
    "GET /case/{code}": Expected(EVERYBODY, 200, 404),
    "GET /board/feeds": Expected(EVERYBODY, 200, 200),
    "GET /board/alerts": Expected(NOT_POLICE, 200, 200),
    "GET /board/quarantine": Expected(READS_REFUSED, 200, 200),
    # The emergency duty team sees how many there are.
    "GET /board/quarantine/{id}": Expected(READS_REFUSED - {BoardRole.EDT}, 200, 200),
    "GET /board/policy": Expected(EVERYBODY, 200, 200),
    # None was kept.
    "GET /board/policy/back-test.svg": Expected(CORRECTS | {BoardRole.REVIEWER}, 404, 404),
    "GET /board/about": Expected(EVERYBODY, 200, 200),
    "GET /board/accessibility": Expected(EVERYBODY, 200, 200),
    "POST /case/{code}/in-hand": Expected(COUNCIL, 303, 404),
    "POST /case/{code}/give-up": Expected(COUNCIL, 303, 404),
    "POST /case/{code}/receipt": Expected(COUNCIL, 303, 404),
    "POST /case/{code}/reference": Expected(EVERYBODY - READ_ONLY, 200, 404),
    # The case is not closed, so that its page has no such form: whoever may is told so.
    "POST /case/{code}/open-again": Expected(CORRECTS, 422, 404),
    "POST /case/{code}/correct": Expected(CORRECTS, 303, 404),
    "POST /board/quarantine/{id}/take": Expected(MENDS, 303, 303),
    "POST /board/quarantine/{id}/show": Expected(MENDS, 200, 200),
    "POST /board/quarantine/{id}/mend": Expected(MENDS, 303, 303),
    "POST /board/quarantine/{id}/dismiss": Expected(MENDS, 303, 303),
    # It still cannot be read: the form comes back and says so.
    "POST /board/quarantine/{id}/retry": Expected(MENDS, 422, 422),
}
"""What could not be read has no council yet: whoever may deal with it may deal with all of it."""

FILLED: Mapping[str, Mapping[str, str]] = {
    "case": {"code": "K7M-4QXR"},
    "in-hand": HOLD,
    "give-up": {},
    "receipt": RECEIPT,
    "reference": {"why": "ring_police_desk"},
    "open-again": {},
    "correct": CORRECTION,
    "take": {"name": "A. Smith"},
    "retry": {},
    "mend": {"message": wire(a_report(KNEW, "STF-26-0000009")).decode()},
    "dismiss": {"why": "sent_again"},
    "show": {"shown_for": "mend_message"},
}
SCOPES = {
    "own-council": frozenset({STOKE}),
    "other-council": frozenset({ELSEWHERE}),
    "no-council": frozenset[str](),
    "all-councils": None,
}
SEES_STOKE = ("own-council", "all-councils")
FORCES = {"own-force": THEIR_FORCE, "other-force": OTHER_FORCE, "no-force": frozenset[str]()}
WHO_SEES_WHOM = [
    *((role, scope, "all-forces") for role in BoardRole for scope in SCOPES),
    *((BoardRole.POLICE, scope, force) for scope in SEES_STOKE for force in FORCES),
]
"""Only police are of a force: whoever else has one is kept to it in the same way."""


def named(route: Reads | Posts) -> str:
    return f"{'POST' if isinstance(route, Posts) else 'GET'} {route.path}"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On a file alone."""
    return sqlite_url


@pytest.fixture
def board(room: Room, tmp_path: Path) -> BoardRoom:
    fittings = Fittings(sign_in=sign_in(tmp_path), reader=room.reader)
    return BoardRoom(room.database, NOON, host="10.0.0.7", fittings=fittings)


@dataclass
class Asked:
    """A route with a case and refused messages to ask it about, and the forms of our own pages."""

    board: BoardRoom
    paths: Mapping[str, str]
    hidden: Mapping[str, Mapping[str, str]]

    def answer(self, name: str) -> Answer:
        path = self.paths[name]
        if name.startswith("GET"):
            return self.board.visitor.get(path)
        return self.board.visitor.post(
            path, {**self.hidden.get(name, {}), **FILLED[path.rpartition("/")[2]]}
        )


@pytest.fixture
def asked(board: BoardRoom, room: Room) -> Asked:
    """Every form comes with a good token of this browser: only the right and the council count."""
    spoilt = (wire(with_data(surname=f"Doe-{name}")) for name in FILLED)
    room.come(*spoilt, at=NOON)
    code, held = code_of(room), iter(room.ids)
    paths = {
        name: name.partition(" ")[2]
        .replace("{code}", code)
        .replace("{id}", next(held) if "{id}" in name else "")
        for name in TABLE
    }
    let_in(board, *BoardRole)
    board.visitor.post(
        paths["POST /case/{code}/in-hand"],
        board.visitor.get(f"/case/{code}").form(f"/case/{code}/in-hand") | HOLD,
    )
    hidden = {
        name: board.visitor.get(path.rpartition("/")[0] or "/case").form(path)
        for name, path in paths.items()
        if name.startswith("POST") and not name.endswith("/open-again")
    }
    return Asked(board, paths, hidden)


def test_the_table_names_every_page_and_every_form() -> None:
    assert {named(route) for route in routes()} == set(TABLE)


@pytest.mark.parametrize(("role", "scope", "force"), WHO_SEES_WHOM)
def test_each_role_opens_and_sends_what_the_table_says_about_whose_children_it_says(
    asked: Asked, role: BoardRole, scope: str, force: str
) -> None:
    let_in(asked.board, role, councils=SCOPES[scope], forces=FORCES.get(force))
    sees_it = scope in SEES_STOKE and force in {"own-force", "all-forces"}

    for name, one in TABLE.items():
        before = asked.board.everything()
        got = asked.answer(name)

        allowed = one.theirs if sees_it else one.others
        assert got.status == (allowed if role in one.who else 403), name
        # Only where it is asked for, and audited.
        assert REFERENCE not in got.body or (
            name.endswith(("/show", "/reference")) and got.status == 200
        ), name
        if got.status in {403, 404}:
            assert asked.board.everything() == before, name
