"""A database to which messages come that cannot be read, and the board on it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from consumer.boarding import Fittings
from tests.browser.board_room import BoardRoom
from tests.quarantine_room import MORNING, Room


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room.at(database_url)
    with closing(room.database):
        yield room


@pytest.fixture
def board(room: Room) -> BoardRoom:
    return BoardRoom(room.database, MORNING, fittings=Fittings(reader=room.reader))
