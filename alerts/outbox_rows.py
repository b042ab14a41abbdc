"""The row of the outbox by which something is sent one way. Pure."""

from datetime import datetime
from typing import Any

from alerts.routing import SECOND_AFTER, Way


def outbox_row(
    alert_id: str, way: Way, now: datetime, second_for: int | None = None
) -> dict[str, Any]:
    """Return the row by which an alert is sent one way, from now on.

    ``second_for`` is the row in whose place it is sent, None for those of the first hour.
    """
    return {
        "alert_id": alert_id,
        "channel": way.channel,
        "attempts": 0,
        "next_attempt_at": now,
        "route": way.route,
        "roles": " ".join(sorted(way.roles)),
        "instead": way.instead,
        "failures": 0,
        "second_at": now + SECOND_AFTER if way.second else None,
        "second_for": second_for,
    }
