"""Databases with something in them, what their metrics say, and messages to fill them with."""

import json
from pathlib import Path
from typing import Any

from consumer.metrics import exposition
from schemas.database import Database
from schemas.moments import parse_instant
from tests.replays.ours import HOUSE
from tests.scraped import Scraped, scraped
from tests.wire import COUNCIL, HEARTBEAT, RECEIVED, TOTAL, Json, a_message

EXAMPLES = Path(__file__).parents[1] / "examples"
STOKE = {"force": "staffordshire", "local_authority": "E06000021"}


def example(name: str) -> list[dict[str, Any]]:
    """Return the messages of a worked example."""
    text = (EXAMPLES / name / "in.ndjson").read_text()
    return [json.loads(line) for line in text.splitlines()]


def told(database: Database, as_of: str | None = None) -> Scraped:
    """Return what the metrics say, by default as of the last message or sweep."""
    at = None if as_of is None else parse_instant(as_of)
    return scraped(exposition(database, HOUSE, at))


def a_report(at: str, reference: str = "STF-1", **changed: Any) -> Json:
    """Return a report of one child at medium risk, sent when the police knew."""
    data = a_message()["data"] | {"reported": at} | changed
    return a_message(id=f"r-{reference}-{at}", time=at, subject=reference, data=data)


def a_receipt(at: str, reference: str = "STF-1") -> Json:
    """Return the front door's word that it was told, sent at once."""
    data = a_message(RECEIVED)["data"] | {"at": at}
    return a_message(RECEIVED, source=COUNCIL, id=f"n-{at}", time=at, subject=reference, data=data)


def a_heartbeat(at: str, **data: str) -> Json:
    """Return a heartbeat of the police feed."""
    return a_message(HEARTBEAT, id=f"h-{at}", time=at, data={"force": "staffordshire"} | data)


def a_total(at: str, **data: Any) -> Json:
    """Return the force's own count of a day."""
    changed = a_message(TOTAL)["data"] | data
    return a_message(TOTAL, id=f"t-{changed['date']}", time=at, data=changed)
