"""A board on a database of tests, and a browser before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from consumer.boarding import Fittings, board_pages
from consumer.metrics import Metrics
from consumer.web import Readiness, web_app
from schemas.database import Database
from schemas.house import House
from schemas.tables import metadata
from tests.browser.visiting import Visitor
from tests.replays.ours import HOUSE

NAME = "board.example.gov.uk"
"""Under which name a board answers where people sign in."""


@dataclass
class BoardRoom:
    """The whole web app of a process that serves, at an instant that a test may set."""

    database: Database
    now: datetime
    house: House = HOUSE
    host: str = "127.0.0.1"
    fittings: Fittings | None = None
    name: str = NAME
    visitor: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.app())

    def app(self) -> FastAPI:
        pages = board_pages(self.database, self.house, lambda: self.now, self.host, self.fittings)
        figures = Metrics(self.database, self.house, lambda: self.now)
        return web_app(self.database, figures, Readiness, add_pages=pages)

    def everything(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.database.read() as connection:
            return {
                table.name: sorted(
                    (tuple(row) for row in connection.execute(select(table))), key=repr
                )
                for table in metadata.sorted_tables
            }
