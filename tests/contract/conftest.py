"""What contract tests of several files share."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from schemas.database import open_database
from schemas.migrating import prepared
from tests.contract.post_room import Post, Recorder, routed_house
from tests.inboxes import NIGHT, POLICE_MAPPING, BoxOf, Inboxes, an_inbox


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
