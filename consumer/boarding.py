"""The board of a running monitor: what its pages are made from, and by which clock."""

from datetime import datetime
from typing import TYPE_CHECKING

from consumer.loops import Now
from consumer.taking_in import not_before_last_work
from consumer.web import AddPages
from schemas.database import Database
from schemas.house import House

if TYPE_CHECKING:
    from fastapi import FastAPI


def board_pages(database: Database, house: House, clock: Now, host: str) -> AddPages:
    """Return what adds the board to the web app that listens on ``host``.

    Its time is that of the database, which a replay may have left ahead of the wall.
    """

    def now() -> datetime:
        return not_before_last_work(database, clock())

    def add(app: "FastAPI") -> None:
        from alerts.board.board import Board
        from alerts.board.site import mount

        mount(app, Board(database=database, house=house, now=now, host=host))

    return add
