"""People who are signed in to a board of tests, with or without a provider behind it."""

from pathlib import Path

from alerts.board.people import BoardRole, Person
from alerts.board.sessions import SESSION_COOKIE, start_session
from alerts.board.sign_in import SignIn
from consumer.board_settings import Board as BoardSettings
from consumer.boarding import sign_in_of
from tests.browser.board_room import NAME, BoardRoom

STOKE, ELSEWHERE = "E06000021", "E10000028"
THEIR_FORCE, OTHER_FORCE = frozenset({"staffordshire"}), frozenset({"west-mercia"})
NOBODY = "https://provider.example.gov.uk"
"""An issuer that no test calls: who is let in by :func:`let_in` has been there already."""


def sign_in(folder: Path, issuer: str = NOBODY, url: str = f"https://{NAME}") -> SignIn:
    """A sign-in of the board's settings, where one group holds Stoke's EDT."""
    secret = folder / "client_secret"
    secret.write_text("a secret of the board\n")
    secret.chmod(0o600)
    settings = BoardSettings.model_validate(
        {
            "public_url": url,
            "issuer": issuer,
            "client_id": "danm-board",
            "client_secret_file": secret,
            "people": [{"group": "edt-stoke", "roles": ["edt"], "councils": [STOKE]}],
        }
    )
    made = sign_in_of(settings)
    assert made is not None
    return made


def let_in(
    board: BoardRoom,
    *roles: BoardRole,
    councils: frozenset[str] | None = None,
    forces: frozenset[str] | None = None,
) -> None:
    """Sign somebody in, in the room's own browser."""
    person = Person(
        subject="u-9", name="C. Brown", roles=frozenset(roles), councils=councils, forces=forces
    )
    with board.database.write() as connection:
        held = start_session(connection, person, board.now)
    board.visitor.host = board.name
    board.visitor.cookies[SESSION_COOKIE] = held
