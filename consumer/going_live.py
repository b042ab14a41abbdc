"""When this installation goes live: what was due before rings nothing, so the day must be near."""

from datetime import datetime, timedelta

from schemas.moments import zulu
from schemas.trouble import Trouble

FURTHEST_AHEAD = timedelta(days=14)
"""How far ahead the day may lie. Source: assumption, to agree with the data manager.

Until then no wait rings: a mistyped year would be a silence of that length.
"""


def going_live(live_since: datetime | None, now: datetime) -> str | None:
    """Return what to know of the day in a sentence; None where nothing here is history.

    Raises:
        Trouble: It lies so far ahead that it must be mistyped.
    """
    if live_since is None:
        return None
    if live_since > now + FURTHEST_AHEAD:
        raise Trouble(
            f"live_since is {zulu(live_since)}: until then no wait would ring",
            f"give the day on which this goes live, at most {FURTHEST_AHEAD.days} days ahead",
        )
    if live_since > now:
        return f"goes live at {zulu(live_since)}; what is due before then rings nothing"
    return f"live since {zulu(live_since)}; what was due before then rang nothing"
