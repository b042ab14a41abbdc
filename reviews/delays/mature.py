"""Which weeks of report are mature: whatever they still become, their figures hardly move. Pure.

Of a young week only the fast ones have been told. Where the police tell of every case the slow ones
count as still waiting, and a week is mature once its last case has been watched for longer than
every limit. Where only receipts exist nobody sees them, and a week is mature only once what has not
come by then never will.
"""

from datetime import date, datetime, timedelta

from reviews.delays.triangle import MOST_DAYS
from schemas.moments import local_midnight

WATCHED = timedelta(hours=72)
"""How long every case of a mature week was watched. Source: contract section 3, the ceiling."""

WATCHED_BY_RECEIPTS = timedelta(days=MOST_DAYS)
"""The same where only receipts exist. Source: as `MOST_DAYS`."""


def is_mature(week: date, as_of: datetime, *, has_police_feed: bool = True) -> bool:
    """Return whether a week, by its Monday, is mature at an instant."""
    over = local_midnight(week + timedelta(weeks=1))
    return over + (WATCHED if has_police_feed else WATCHED_BY_RECEIPTS) <= as_of
