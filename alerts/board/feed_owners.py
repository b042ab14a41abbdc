"""Whose a feed is: what it says of itself, else what the configuration says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from alerts.feeds import is_own
from alerts.heard_feeds import heard_feeds
from schemas.feeds import COUNCIL, Feed
from schemas.owners import Owner
from schemas.policy import Council, Policy

NOBODY = Owner()


def owned_feeds(connection: Connection, owners: Mapping[str, Owner]) -> list[Feed]:
    """Return the feeds that were heard, each with whose it is where that is known at all."""
    return [_owned(feed, owners.get(feed.source, NOBODY)) for feed in heard_feeds(connection)]


def _owned(feed: Feed, owner: Owner) -> Feed:
    return replace(
        feed,
        force=feed.force or owner.force,
        local_authority=feed.local_authority or owner.local_authority,
    )


def unheard_front_doors(heard: Iterable[Feed], policy: Policy) -> tuple[Council, ...]:
    """Return the councils of the policy whose front door's feed was never heard. Pure.

    One that never said whose it is may be that of any council, but of one alone: only where there
    are as many such feeds as councils without one does nobody need to doubt.
    """
    fronts = [feed.local_authority for feed in heard if is_front_door(feed)]
    without = [one for code, one in policy.councils.items() if code not in fronts]
    return () if len(without) <= fronts.count(None) else tuple(without)


def is_front_door(feed: Feed) -> bool:
    """Whether a feed is a front door's, and not the monitor's own."""
    return feed.side == COUNCIL and not is_own(feed)
