"""The board of a running monitor: what its pages are made from, and by which clock."""

from datetime import datetime
from typing import TYPE_CHECKING

from consumer.arrivals import Reader
from consumer.loops import Now
from consumer.taking_in import not_before_last_work
from consumer.web import AddPages
from schemas.database import Database
from schemas.house import House

if TYPE_CHECKING:
    from fastapi import FastAPI


def board_pages(
    database: Database, house: House, clock: Now, host: str, reader: Reader | None = None
) -> AddPages:
    """Return what adds the board to the web app that listens on ``host``.

    Its time is that of the database, which a replay may have left ahead of the wall. Where no
    ``reader`` is given, messages that could not be read are shown and cannot be dealt with.
    """

    def now() -> datetime:
        return not_before_last_work(database, clock())

    def add(app: "FastAPI") -> None:
        from alerts.board.board import Board
        from alerts.board.site import mount
        from consumer.quarantine_board import BoardDesk

        desk = None if reader is None else BoardDesk(database=database, reader=reader)
        mount(app, Board(database=database, house=house, now=now, host=host, desk=desk))

    return add
