"""A case of Monday 15 June 2026 that waits, boards on it, and a real browser."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from consumer.boarding import Fittings
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import sign_in
from tests.contract.hand_room import KNEW, NOON, REFERENCE, come
from tests.quarantine_room import Room
from tests.servers.required import require_package, require_program
from tests.spec.metered import a_report


@contextmanager
def reported(url: str) -> Iterator[Room]:
    room = Room.at(url)
    with closing(room.database):
        come(room, a_report(KNEW, REFERENCE))
        yield room


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    """On each database in turn; on a file alone where a module says so by ``database_url``."""
    with reported(database_url) as room:
        yield room


@pytest.fixture
def file_room(sqlite_url: str) -> Iterator[Room]:
    """On a file alone: for what is refused before any database is asked."""
    with reported(sqlite_url) as room:
        yield room


@pytest.fixture
def closed(room: Room, tmp_path: Path) -> BoardRoom:
    """A board that people sign in to."""
    fitted = Fittings(reader=room.reader, sign_in=sign_in(tmp_path))
    return BoardRoom(room.database, NOON, fittings=fitted)


@pytest.fixture
def chromium() -> Iterator[Any]:
    playwright = require_package("playwright.sync_api", group="browser")
    program = str(require_program("chromium", debian_package="chromium"))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
