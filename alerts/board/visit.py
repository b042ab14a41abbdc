"""One request, by whom and when: what a page or a deed is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import Request

from alerts.board.board import Board
from alerts.board.people import Person
from alerts.board.rights import Right, may
from schemas.auditing import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of a person who may make it.

    ``cookie`` is the random word of their browser, by which its forms are known to be ours.
    """

    request: Request
    board: Board
    person: Person
    now: datetime
    cookie: str

    @property
    def signature(self) -> Signature:
        """Return who does something now, as the audit calls them."""
        return Signature(actor=self.person.actor, at=self.now)

    def may(self, right: Right) -> bool:
        """Whether the person may do it."""
        return may(self.person, right)

    def token(self, purpose: str) -> str:
        """Return the token of a form; ``purpose`` names what it does to what."""
        return self.board.tokens.token(self.cookie, purpose)

    def is_ours(self, values: Mapping[str, str], purpose: str) -> bool:
        """Whether a form that was posted came from our own page in this browser."""
        token = values.get("token", "")
        return _is_same_origin(self.request) and self.board.tokens.is_ours(
            token, self.cookie, purpose
        )


def _is_same_origin(request: Request) -> bool:
    """Whether the browser says so; one that says nothing is judged by cookie and token alone.

    Our own forms have the origin "null": their pages tell nobody where they were, not even us.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin", "null")
    try:
        return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # no browser sends half an address
        return False
