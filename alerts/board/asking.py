"""From a request to its answer: what every page has in common, whatever it shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from alerts.board.board import SIGN_IN, Board
from alerts.board.pages import Page, answer, bare_answer, see_other
from alerts.board.people import SOMEBODY_HERE, Person
from alerts.board.rate import address_of
from alerts.board.rights import Right
from alerts.board.sessions import SESSION_COOKIE, signed_in
from alerts.board.tokens import COOKIE
from alerts.board.visit import Visit
from schemas.database import DatabaseTrouble
from schemas.policy import UnknownVersion

LARGEST_FORM = 4096
"""Bytes of a form that names no other limit. Source: assumption; all fields full, under 2,000."""

MOST_FIELDS = 16

FORM_TYPE = "application/x-www-form-urlencoded"

Made = Callable[[Visit], Response]
Done = Callable[[Visit, Mapping[str, str]], Response]
"""Does what a form asks for; the fields are as they were typed."""


@dataclass(frozen=True, slots=True)
class Reads:
    """A page that is opened, and who may: it changes nothing."""

    path: str
    right: Right
    made: Made


@dataclass(frozen=True, slots=True)
class Posts:
    """A form that is sent, and who may send it."""

    path: str
    right: Right
    done: Done
    largest: int = LARGEST_FORM
    """Bytes of the form at most."""


Route = Reads | Posts
"""What a file of pages gives to the site."""


def add_route(app: FastAPI, board: Board, route: Route) -> None:
    """Add one page or one form to the web app."""
    match route:
        case Reads(path, right, made):
            app.add_api_route(path, guarded(board, right, made), methods=["GET", "HEAD"])
        case Posts(path):
            app.add_api_route(path, posted(board, route), methods=["POST"])


def guarded(board: Board, right: Right, made: Made) -> Callable[[Request], Response]:
    """Return an endpoint for whoever has the right; everybody else is sent to sign in, or told.

    Where the figures cannot be read it says so, and shows no figure.
    """

    def endpoint(request: Request) -> Response:
        try:
            now = board.now()
            person = person_of(board, request, now)
            if person is None:
                return see_other(sign_in_path(request))
            cookie = request.cookies.get(COOKIE) or board.tokens.new_cookie()
            visit = Visit(request=request, board=board, person=person, now=now, cookie=cookie)
            return made(visit) if visit.may(right) else refused(visit, right)
        except (SQLAlchemyError, DatabaseTrouble):
            return trouble(board, "The database does not answer.", 503)
        except UnknownVersion:
            words = (
                "A case keeps a version of the policy that is not loaded. Tell the data manager."
            )
            return trouble(board, words, 500)

    return endpoint


def posted(board: Board, form: Posts) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that takes a form, small and plain, and does what it asks for."""

    async def endpoint(request: Request) -> Response:
        fields = await _fields(request, form.largest)
        if fields is None:
            words = "That was no form of this board, or it was too long. Nothing was changed."
            return trouble(board, words, 400)

        def paced(visit: Visit) -> Response:
            sender = visit.person.subject or address_of(request)
            may_send = board.rate.takes(f"form {sender}")
            return form.done(visit, fields) if may_send else too_many(board)

        return await run_in_threadpool(guarded(board, form.right, paced), request)

    return endpoint


def person_of(board: Board, request: Request, now: datetime) -> Person | None:
    """Return who asks; None where somebody has to sign in first."""
    if not board.has_sign_in:
        return SOMEBODY_HERE
    held = request.cookies.get(SESSION_COOKIE, "")
    if not held:
        return None
    with board.database.read() as connection:
        return signed_in(connection, held, now)


def sign_in_path(request: Request) -> str:
    """Return where somebody signs in, and comes back from to the page they wanted to see."""
    if request.method == "POST":
        return SIGN_IN
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{SIGN_IN}?{urlencode({'next': f'{request.url.path}{query}'})}"


def refused(visit: Visit, right: Right) -> Response:
    """Say that somebody's role does not allow something."""
    words = f"Your role on this board does not let you {right.value}. Nothing was changed."
    page = Page(
        template="trouble.html", title="Not for your role", status=403, values={"words": words}
    )
    return answer(visit, page)


def too_many(board: Board) -> Response:
    """Say that no person sends so many forms in a minute."""
    words = "Too many forms came from you in one minute. Wait a minute. Nothing was changed."
    return trouble(board, words, 429)


async def _fields(request: Request, largest: int) -> Mapping[str, str] | None:
    """Return the fields of a form; None where it is none, or has more bytes than it may have."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > largest:
            return None
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        return None
    return dict(pairs)


def trouble(board: Board, words: str, status: int) -> Response:
    """Return a page that says why nothing is shown, to whoever asked."""
    values = {"words": words}
    return bare_answer(
        board, Page(template="trouble.html", title="Cannot tell", status=status, values=values)
    )
