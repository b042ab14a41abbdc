"""Whether a feed can be trusted to tell of a child who waits: silence is never green. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.feeds import POLICE, UNHEARD, Feed

OWN_SOURCES = "/danm/"
"""How the sources of the monitor itself begin: its canary, and what people enter by hand."""

EXPECTED_WITHIN = timedelta(days=1)
"""A source that sent a heartbeat so long before its last message is expected to go on.

Source: contract section 3, "Feeds".
"""

SILENT_AFTER_HEARTBEAT = timedelta(hours=1)
"""How long a source that sends heartbeats may say nothing. Source: contract section 3, "Feeds"."""

SILENT_AFTER = timedelta(hours=24)
"""How long any other source may say nothing, with under 4 weeks of history.

Source: contract section 3, "Feeds".
"""

BEHIND_AFTER = timedelta(hours=24)
"""How far a source may lag behind by its own word. Source: assumption, to agree with the force."""


def is_trusted(feed: Feed | None, now: datetime) -> bool:
    """Whether a feed speaks and is not far behind; None is a feed that was never heard.

    One whose every message was refused was not heard either. From the last message on a
    feed is trusted for an hour where it sends heartbeats, else for 24 hours: the limit of the
    contract with under 4 weeks of history, which stands here for any history. One with a schedule
    is trusted until its next delivery is overdue.
    """
    if feed is None or feed.side == UNHEARD or now >= _silent_from(feed):
        return False
    return not _is_behind(feed)


def is_force_trusted(feeds: Iterable[Feed], force: str, now: datetime) -> bool:
    """Whether every police feed that speaks for a force is trusted, and at least one was heard.

    One that goes silent is enough to say nothing: its incidents are missing from every count.
    """
    police = [feed for feed in feeds if feed.side == POLICE and feed.force == force]
    trusted = [is_trusted(feed, now) for feed in police if not is_own(feed)]
    return bool(trusted) and all(trusted)


def is_own(feed: Feed) -> bool:
    """Whether a feed is the monitor's own, which vouches for no partner."""
    return feed.source.startswith(OWN_SOURCES)


def _silent_from(feed: Feed) -> datetime:
    return feed.quiet_until or feed.last_message_at + _longest_silence(feed)


def _longest_silence(feed: Feed) -> timedelta:
    beat = feed.heartbeat_at
    if beat is not None and beat >= feed.last_message_at - EXPECTED_WITHIN:
        return SILENT_AFTER_HEARTBEAT
    return SILENT_AFTER


def _is_behind(feed: Feed) -> bool:
    """Whether its last heartbeat came long after the instant up to which it has sent everything."""
    if feed.heartbeat_at is None or feed.complete_to is None:
        return False
    return feed.heartbeat_at - feed.complete_to > BEHIND_AFTER
