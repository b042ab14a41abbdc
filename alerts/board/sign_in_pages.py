"""Signing in and out. A page leads to the provider: no form does, which browsers would stop.

What the browser is to hold of a session is SameSite=Lax: a link in a mail opens a case without a
second sign-in, and the first page after the provider's is one. No page changes anything by being
opened; a form that another site sends comes without it, and without the form's own token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from alerts.board.asking import Posts, add_route
from alerts.board.board import HOME, SIGN_IN, SIGN_OUT, Board
from alerts.board.door import is_page
from alerts.board.pages import Page, bare_answer, keep_cookie, see_other
from alerts.board.rate import address_of
from alerts.board.rights import Right
from alerts.board.sessions import SESSION_COOKIE, end_session, start_session
from alerts.board.sign_in import CALLBACK, GOOD_FOR_SECONDS, Begun, SignIn
from alerts.board.sign_in_provider import NotBelieved, NotReached
from alerts.board.visit import Visit
from schemas.database import DatabaseTrouble

START = f"{SIGN_IN}/start"

STATE_COOKIE = "danm_sign_in"

LONGEST_NEXT = 512

SIGN_IN_FIRST = "You sign in where your organisation's own account is. Then this board opens."
NOT_REACHED = "The sign-in service of your organisation does not answer. Try again in a minute."
NO_DATABASE = "The database does not answer, so nobody can be signed in. Try again in a minute."
NOT_HELD = "This sign-in was not begun in this browser, or too long ago. Begin again."
NOT_BELIEVED = "What the sign-in service said of you could not be verified. Begin again."
NOT_LET = (
    "The sign-in service did not let you in. Begin again, or ask whoever gave you the account."
)
NO_ROLE = (
    "You are known to the sign-in service, and none of your groups has a role on this board. "
    "Ask your manager which group you should be in; the data manager says which groups have one."
)
TOO_MANY = "That was too often in one minute. Wait a minute, and try again."
SIGNED_OUT = (
    "You are signed out of this board. You may still be signed in to your organisation's account: "
    "on a shared computer sign out there too."
)


def add_sign_in(app: FastAPI, board: Board, sign_in: SignIn) -> None:
    """Add the pages by which people come in; signing out is a form like any other."""
    steps = _Steps(board, sign_in)
    for path, step in ((SIGN_IN, steps.page), (START, steps.start), (CALLBACK, steps.back)):
        app.add_api_route(path, step, methods=["GET"])
    # A right that every role has: whoever is in may leave.
    add_route(app, board, Posts(SIGN_OUT, Right.SEE_POLICY, sign_out))


def sign_out(visit: Visit, values: Mapping[str, str]) -> Response:
    """End the session of whoever asks for it on a page of ours."""
    board = visit.board
    if not visit.is_ours(values, SIGN_OUT):
        return said(board, "Not signed out", "That did not come from a page of this board.", 403)
    with board.database.write() as connection:
        end_session(connection, visit.request.cookies.get(SESSION_COOKIE, ""))
    response = said(board, "Signed out", SIGNED_OUT, 200)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def own_path(text: str) -> str:
    """Return a page of ours that was wanted; the first page for whatever else stands there."""
    try:
        parts = urlsplit(text if text.isascii() and text.isprintable() else "")
    except ValueError:  # such as half an address of a machine
        return HOME
    is_ours = not parts.scheme and not parts.netloc and "\\" not in text
    is_wanted = is_page(parts.path) and not parts.path.startswith((SIGN_IN, SIGN_OUT))
    return text if is_ours and is_wanted and len(text) <= LONGEST_NEXT else HOME


def said(board: Board, title: str, words: str, status: int, wanted: str = HOME) -> Response:
    """Say how it stands, with a way to sign in."""
    values = {"words": words, "start": f"{START}?{urlencode({'next': wanted})}"}
    return bare_answer(
        board, Page(template="sign_in.html", title=title, status=status, values=values)
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """The three steps of coming in."""

    board: Board
    sign_in: SignIn

    def page(self, request: Request) -> Response:
        """Say that somebody has to sign in."""
        wanted = own_path(request.query_params.get("next", ""))
        return said(self.board, "Sign in", SIGN_IN_FIRST, 200, wanted)

    def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        # Not counted: at the change of a shift many begin at one address, and it costs nobody much.
        begun = self.sign_in.begin(own_path(request.query_params.get("next", "")))
        try:
            there = self.sign_in.provider.sign_in_url(begun.asked, self.sign_in.redirect_uri)
        except NotReached:
            return self._no(NOT_REACHED, 503)
        response = see_other(there)
        response.set_cookie(
            STATE_COOKIE,
            self.sign_in.held(begun),
            max_age=GOOD_FOR_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self.sign_in.is_encrypted,
            path=SIGN_IN,
        )
        return response

    def back(self, request: Request) -> Response:
        """Take in whoever comes back from the provider."""
        response = self._answered(request)
        # Before the session's own, and whatever came of it: it is good for one answer.
        response.raw_headers.insert(0, (b"set-cookie", self._forgotten()))
        return response

    def _answered(self, request: Request) -> Response:
        told = request.query_params
        held = request.cookies.get(STATE_COOKIE, "")
        begun = self.sign_in.begun(held, told.get("state", ""))
        if begun is None:
            # Only what we did not begin: or a stranger at the same address could shut the door.
            is_quick = not self.board.rate.takes(address_of(request))
            return self._no(TOO_MANY, 429) if is_quick else self._no(NOT_HELD, 400)
        if "code" not in told:
            return self._no(NOT_LET, 403, begun.wanted)
        return self._taken_in(request, begun, told["code"])

    def _taken_in(self, request: Request, begun: Begun, code: str) -> Response:
        sign_in = self.sign_in
        try:
            claims = sign_in.provider.claims(code, begun.asked, sign_in.redirect_uri)
            person = sign_in.person(claims)
            if person is None:
                return self._no(NO_ROLE, 403, begun.wanted)
            with self.board.database.write() as connection:
                end_session(connection, request.cookies.get(SESSION_COOKIE, ""))
                held = start_session(connection, person, self.board.now())
        except NotReached:
            return self._no(NOT_REACHED, 503, begun.wanted)
        except NotBelieved:
            return self._no(NOT_BELIEVED, 403, begun.wanted)
        except (SQLAlchemyError, DatabaseTrouble):
            return self._no(NO_DATABASE, 503, begun.wanted)
        response = see_other(begun.wanted)
        keep_cookie(response, self.board, SESSION_COOKIE, held)
        return response

    def _no(self, words: str, status: int, wanted: str = HOME) -> Response:
        return said(self.board, "Not signed in", words, status, wanted)

    def _forgotten(self) -> bytes:
        response = Response()
        response.delete_cookie(STATE_COOKIE, path=SIGN_IN)
        return response.headers["set-cookie"].encode("latin-1")
