"""When alarms come so fast that nobody can read them one by one, and go together. Pure."""

from datetime import datetime, timedelta

STORM_WITHIN = timedelta(minutes=5)
"""In which time alarms that interrupt one role about one council count as one storm.

Source: issue 5 (over 10 in 5 minutes), an assumption; the front door and EDT must agree it.
"""

MOST_ALONE = 10
"""So many alarms within that time interrupt a role one by one. Source: as `STORM_WITHIN`."""

GATHERED_FOR = timedelta(seconds=30)
"""How long a digest gathers after its first alarm.

Source: assumption; under the 60 s in which 10,000 deadlines must be handed over (design, Numbers).
"""

DIGEST_EVERY = timedelta(minutes=5)
"""The least time between two digests while a storm lasts. Source: assumption, as `STORM_WITHIN`."""


def goes_on_a_digest(earlier: int) -> bool:
    """Whether an alarm does, where so many interrupted the same role about the same council."""
    return earlier >= MOST_ALONE


def storm_digest_due(opened_at: datetime, last_due_at: datetime | None) -> datetime:
    """Return when a digest goes out that is opened now; ``last_due_at`` was the one before's.

    Within `DIGEST_EVERY` in any case: one before that lies ahead is of a clock that has gone back.
    """
    soon = opened_at + GATHERED_FOR
    if last_due_at is None:
        return soon
    return min(max(soon, last_due_at + DIGEST_EVERY), opened_at + DIGEST_EVERY)
