"""From a request to its answer: what every page has in common, whatever it shows."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from alerts.board.board import Board
from alerts.board.pages import Page, answer
from schemas.database import DatabaseTrouble
from schemas.policy import UnknownVersion

LARGEST_FORM = 4096
"""Bytes of a form. Source: assumption; the largest of ours, all fields full, has under 2,000."""

MOST_FIELDS = 16

FORM_TYPE = "application/x-www-form-urlencoded"

Made = Callable[[Request, datetime], Response]
Done = Callable[[Request, Mapping[str, str], datetime], Response]
"""Does what a form asks for; the fields are as they were typed."""


def guarded(board: Board, made: Made) -> Callable[[Request], Response]:
    """Return an endpoint; where the figures cannot be read it says so, and shows no figure."""

    def endpoint(request: Request) -> Response:
        try:
            return made(request, board.now())
        except (SQLAlchemyError, DatabaseTrouble):
            return _trouble(board, "The database does not answer.", 503)
        except UnknownVersion:
            words = (
                "A case keeps a version of the policy that is not loaded. Tell the data manager."
            )
            return _trouble(board, words, 500)

    return endpoint


def posted(board: Board, done: Done) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that takes a form, small and plain, and does what it asks for."""

    async def endpoint(request: Request) -> Response:
        fields = await _fields(request)
        if fields is None:
            words = "That was no form of this board, or it was too long. Nothing was changed."
            return _trouble(board, words, 400)

        def do(request: Request, now: datetime) -> Response:
            return done(request, fields, now)

        return await run_in_threadpool(guarded(board, do), request)

    return endpoint


async def _fields(request: Request) -> Mapping[str, str] | None:
    """Return the fields of a form; None where it is none, or larger than any of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
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


def _trouble(board: Board, words: str, status: int) -> Response:
    page = Page(
        template="trouble.html", title="Cannot tell", status=status, values={"words": words}
    )
    return answer(board, page, None)
