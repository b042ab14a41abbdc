"""Messages to measure with: incidents of one day, three messages each, as two feeds send them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import to_json

from schemas.moments import zulu

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
TOPICS = ("police.da-incidents.v1", "frontdoor.contacts.v1")
POLICE, COUNCIL = "/police/staffordshire/niche", "/council/stoke/liquidlogic"


def traffic(incidents: int, seed: int = 1) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield topic, key and message, by the time at which each was sent."""
    rnd = random.Random(seed)  # noqa: S311 - made-up traffic, not a secret
    told = [message for number in range(incidents) for message in _incident(number, rnd)]
    told.sort(key=lambda message: message[0])
    for _, topic, message in told:
        yield topic, str(message["subject"]).encode(), to_json(message)


def _incident(number: int, rnd: random.Random) -> list[tuple[datetime, str, dict[str, Any]]]:
    reported = NOW - timedelta(seconds=rnd.randrange(3_600, 72_000))
    sent, received = reported + timedelta(minutes=30), reported + timedelta(minutes=50)
    reference = f"STF-26-{number:07d}"
    home = {
        "force": "staffordshire",
        "local_authority": "E06000021",
        "reported": zulu(reported),
        "risk": rnd.choice(("standard", "medium", "high")),
        "children": [{"ref": f"{reference}-c0", "age_band": "4-7"}],
        "household": f"H{number}",
    }
    told = (
        (reported, POLICE, "incident.reported", home),
        (sent, POLICE, "incident.milestone", {"milestone": "sent", "at": zulu(sent)}),
        (received, COUNCIL, "notification.received", _receipt(received)),
    )
    return [
        (at, TOPICS[source == COUNCIL], _envelope(reference, number, kind, source, at, data))
        for at, source, kind, data in told
    ]


def _receipt(at: datetime) -> dict[str, Any]:
    return {"at": zulu(at), "notice": "first", "channel": "mailbox", "received_by": "mash"}


def _envelope(
    reference: str, number: int, kind: str, source: str, at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{kind}-{number}",
        "source": source,
        "type": f"danm.{kind}.v1",
        "time": zulu(at),
        "subject": reference,
        "datacontenttype": "application/json",
        "data": data,
    }
