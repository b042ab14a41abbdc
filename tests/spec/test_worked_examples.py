import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from schemas.database import open_database
from schemas.tables import metadata
from tests.replays.both import FEED_KINDS
from tests.replays.ours import replay_ours

EXAMPLES = Path(__file__).parents[1] / "examples"
UNTIL = {
    "saturday-night": "2026-06-15T09:00:00Z",
    "seven-o-clock-file": "2026-06-17T12:00:00Z",
    "regrade-and-correction": "2026-06-19T09:00:00Z",
    "date-only-council": "2026-06-20T12:00:00Z",
    "one-feed-council": "2026-06-20T18:00:00Z",
    "any-order": "2026-06-23T12:00:00Z",
}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_example_has_its_instant() -> None:
    assert set(UNTIL) == {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()}


@pytest.mark.parametrize("name", sorted(UNTIL))
def test_an_example_gives_exactly_what_must_come_out(name: str, database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as connection:
        metadata.create_all(connection)
    folder = EXAMPLES / name

    told = replay_ours(database, lines(folder / "in.ndjson"), UNTIL[name])

    about_cases = [alert for alert in told.alerts if alert["kind"] not in FEED_KINDS]
    assert about_cases == lines(folder / "alerts.ndjson")
    assert from_json(to_json(told.incidents)) == lines(folder / "incidents.ndjson")
    database.close()
