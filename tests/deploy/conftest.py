"""An installation at work, and an empty place beside it, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.installation import Installation


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Installation:
    return Installation(folder=tmp_path / "site", url=database_url)


@pytest.fixture
def new_place(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A second, empty database of the same sort."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'restored.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    url = server.fresh_database()
    yield url
    server.drop(url)
