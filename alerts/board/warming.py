"""The first page, made before anybody asks for it: whoever looks first waits no longer than others.

What it takes most of its time for is kept: the rows of those who wait, and the templates.
"""

from contextlib import suppress

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from alerts.board.board import HOME, Board
from alerts.board.people import SOMEBODY_HERE
from alerts.board.visit import Visit
from alerts.board.waiting_pages import waiting
from alerts.list_waits import WAITS
from schemas.database import DatabaseTrouble
from schemas.policy import UnknownVersion
from schemas.tables import cases

MOST_WARMED = 50_000
"""Waiting cases beyond which nothing is made before it is asked for.

Source: assumption; five times what the pages are measured at. A start must not fill the memory.
"""


def warm(board: Board, most: int = MOST_WARMED) -> None:
    """Make the page of who waits once, for nobody; what goes wrong is for the page itself to say.

    Where more than ``most`` wait nothing is made.
    """
    if not board.is_open:
        return
    with suppress(SQLAlchemyError, DatabaseTrouble, UnknownVersion):
        with board.database.read() as connection:
            are_few = _are_at_most(connection, most)
        if are_few:
            waiting(_nobodys_visit(board))


def _are_at_most(connection: Connection, most: int) -> bool:
    some = select(cases.c.risk).where(WAITS).limit(most + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() <= most


def _nobodys_visit(board: Board) -> Visit:
    asked = {"type": "http", "method": "GET", "path": HOME, "query_string": b"", "headers": []}
    return Visit(
        request=Request(asked), board=board, person=SOMEBODY_HERE, now=board.now(), cookie=""
    )
