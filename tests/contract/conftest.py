"""What contract tests of several files share."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from schemas.database import Database, open_database
from schemas.migrating import prepared
from tests.contract.a_weekend import MONDAY, WEEKEND
from tests.contract.old_years import YEARS_LATER, OldYears, heartbeat, old_years
from tests.contract.post_room import Post, Recorder, routed_house
from tests.inboxes import NIGHT, POLICE_MAPPING, BoxOf, Inboxes, an_inbox
from tests.model.sentences import utc
from tests.quarantine_room import Room
from tests.replays.ours import replay_ours


@pytest.fixture
def box_of(database_url: str, tmp_path: Path) -> Iterator[BoxOf]:
    """Make a police inbox on a fresh database of each kind."""
    with ExitStack() as open_boxes:

        def made(now: str = NIGHT, **options: Any) -> Inboxes:
            box = an_inbox(database_url, tmp_path, POLICE_MAPPING, now, **options)
            return open_boxes.enter_context(closing(box))

        yield made


@pytest.fixture
def mail() -> Recorder:
    return Recorder("mail")


@pytest.fixture
def hook() -> Recorder:
    return Recorder("hook")


@pytest.fixture
def post(database_url: str, mail: Recorder, hook: Recorder) -> Iterator[Post]:
    database = prepared(open_database(database_url))
    yield Post(database=database, house=routed_house(), channels=[mail, hook])
    database.close()


@pytest.fixture
def weekend(database: Database) -> Database:
    """A database that has lived through a weekend, up to Monday morning."""
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return database


@pytest.fixture
def room(database: Database) -> Room:
    """A room of each kind of database, with nothing in quarantine yet."""
    return Room(database)


@pytest.fixture
def years(database: Database) -> OldYears:
    """A database with cases of long ago, some of which must stay."""
    return old_years(database)


@pytest.fixture
def later(years: OldYears) -> OldYears:
    """Two years on, with a monitor that has run all the time."""
    years.come([heartbeat(YEARS_LATER)], YEARS_LATER)
    return years
