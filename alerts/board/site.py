"""The whole site: every file of pages names its routes here, with a door before them all."""

from collections.abc import Iterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from alerts.board import (
    about_pages,
    alert_pages,
    case_pages,
    feed_pages,
    late_pages,
    policy_pages,
    quarantine_pages,
    waiting_pages,
)
from alerts.board.asking import Route, add_route
from alerts.board.board import HOME, Board
from alerts.board.door import Door
from alerts.board.pages import SHIPPED, see_other, shipped
from alerts.board.sign_in_pages import add_sign_in
from alerts.board.strays import add_strays

PAGES = (
    waiting_pages,
    late_pages,
    case_pages,
    feed_pages,
    alert_pages,
    quarantine_pages,
    policy_pages,
    about_pages,
)
"""Files of pages; each has its ``ROUTES``."""


def mount(app: FastAPI, board: Board) -> None:
    """Add the board to the web app, with its door before it."""
    app.add_api_route("/", _home, methods=["GET", "HEAD"])
    for path in SHIPPED:
        app.add_api_route(path, _shipped, methods=["GET", "HEAD"])
    for route in routes():
        add_route(app, board, route)
    if board.sign_in is not None:
        add_sign_in(app, board, board.sign_in)
    add_strays(app, board)
    app.add_middleware(Door, board=board)


def routes() -> Iterator[Route]:
    """Yield every page and every form, each with who may."""
    for pages in PAGES:
        yield from pages.ROUTES


def _home() -> Response:
    return see_other(HOME)


def _shipped(request: Request) -> Response:
    return shipped(request.url.path)
