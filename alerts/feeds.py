"""Whether a feed can be trusted to tell of a child who waits: silence is never green. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas import own_sources
from schemas.feeds import POLICE, UNHEARD, Feed

BEHIND_AFTER = timedelta(hours=24)
"""How far a source may lag behind by its own word. Source: assumption, to agree with the force."""


def is_trusted(feed: Feed | None, now: datetime) -> bool:
    """Whether a feed speaks and is not far behind; None is a feed that was never heard.

    One whose every message was refused was not heard either. It speaks until the instant at which
    it is silent, by the rule of the alarm (`alerts.silence`); one with a schedule until its next
    delivery is overdue. Where nobody has looked yet whether it may be silent longer, it does not.
    """
    if feed is None or feed.side == UNHEARD:
        return False
    until = feed.quiet_until or feed.silent_at
    return until is not None and now < until and not _is_behind(feed)


def is_force_trusted(feeds: Iterable[Feed], force: str, now: datetime) -> bool:
    """Whether every police feed that speaks for a force is trusted, and at least one was heard.

    One that goes silent is enough to say nothing: its incidents are missing from every count.
    """
    police = [feed for feed in feeds if feed.side == POLICE and feed.force == force]
    trusted = [is_trusted(feed, now) for feed in police if not is_own(feed)]
    return bool(trusted) and all(trusted)


def is_own(feed: Feed) -> bool:
    """Whether a feed is the monitor's own, which vouches for no partner."""
    return own_sources.is_own(feed.source)


def _is_behind(feed: Feed) -> bool:
    """Whether its last heartbeat came long after the instant up to which it has sent everything."""
    if feed.heartbeat_at is None or feed.complete_to is None:
        return False
    return feed.heartbeat_at - feed.complete_to > BEHIND_AFTER
