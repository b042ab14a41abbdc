"""What contract tests of several files share."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.inboxes import NIGHT, POLICE_MAPPING, BoxOf, Inboxes, an_inbox


@pytest.fixture
def box_of(database_url: str, tmp_path: Path) -> Iterator[BoxOf]:
    """Make a police inbox on a fresh database of each kind."""
    with ExitStack() as open_boxes:

        def made(now: str = NIGHT, **options: Any) -> Inboxes:
            box = an_inbox(database_url, tmp_path, POLICE_MAPPING, now, **options)
            return open_boxes.enter_context(closing(box))

        yield made
