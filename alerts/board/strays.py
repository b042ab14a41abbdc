"""What stands where no page is, or a page is asked for in a way it does not answer: plain words."""

from typing import cast

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.board.board import Board
from alerts.board.door import is_page
from alerts.board.pages import Page, bare_answer


def add_strays(app: FastAPI, board: Board) -> None:
    """Let the board answer in words below its own addresses; all else answers as before."""

    async def answered(request: Request, error: Exception) -> Response:
        told = cast("HTTPException", error)
        if not is_page(request.url.path):
            return await http_exception_handler(request, told)
        title = "No such page"
        return bare_answer(board, Page(template="stray.html", title=title, status=told.status_code))

    app.add_exception_handler(HTTPException, answered)
