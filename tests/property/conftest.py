"""One database of each kind, shared by all examples of a property and emptied between them."""

from collections.abc import Iterator

import pytest

from tests.replays.both import a_database, emptied
from tests.replays.live import Live


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    """A monitor with an empty database."""
    a_database(database_url).close()
    live = Live(database_url)
    emptied(live.database)
    yield live
    live.database.close()
