"""Four weeks of the made-up county, and short ways to read them."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from consumer.sources.synthetic import CloudEvent, history
from schemas.moments import parse_instant, parse_moment

SEED = 7
END = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
POLICE = "/made-up/police/niche"
STOKE_DOOR = "/made-up/council/stoke/liquidlogic"
COUNTY_DOOR = "/made-up/council/staffordshire/mosaic"
STOKE, COUNTY = "E06000021", "E10000028"
HOUR = timedelta(hours=1)

MESSAGES = history(SEED, END)


def data_of(message: CloudEvent) -> dict[str, Any]:
    return cast("dict[str, Any]", message["data"])


def told(kind: str, messages: list[CloudEvent] = MESSAGES) -> list[CloudEvent]:
    return [message for message in messages if message["type"] == f"danm.{kind}.v1"]


def sent_at(message: CloudEvent) -> datetime:
    return parse_instant(str(message["time"]))


def incidents() -> dict[str, dict[str, Any]]:
    """The last report of each incident."""
    return {str(message["subject"]): data_of(message) for message in told("incident.reported")}


def received() -> dict[str, datetime]:
    """The earliest receipt of each incident that was not taken back later."""
    taken_back = {
        str(message["subject"]): sent_at(message)
        for message in told("incident.corrected")
        if data_of(message)["at"] is None
    }
    receipts: dict[str, datetime] = {}
    for message in told("notification.received"):
        ref = str(message["subject"])
        if ref not in taken_back or sent_at(message) > taken_back[ref]:
            receipts.setdefault(ref, parse_moment(data_of(message)["at"]).earliest)
    return receipts


def dispositions() -> dict[str, dict[str, Any]]:
    return {str(message["subject"]): data_of(message) for message in told("incident.closed")}


def wait(ref: str) -> timedelta:
    return received()[ref] - parse_instant(incidents()[ref]["reported"])
