"""How it stands with each feed: good, bad, or nobody can tell; and why. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.board.feed_owners import is_front_door, unheard_front_doors
from alerts.board.people import Person
from alerts.board.scope import councils_of, forces_seen
from alerts.feeds import BEHIND_AFTER, is_own, is_trusted
from alerts.list_phrases import at_words
from alerts.plain_words import duration_words
from schemas.feeds import COUNCIL, POLICE, UNHEARD, Feed
from schemas.policy import Policy

SIDES = {POLICE: "the police", COUNCIL: "a front door"}

NO_POLICE = "Never heard: nothing came yet. Who waits there is not known."
NO_FRONT_DOOR = (
    "Never heard: nothing came yet. Whether the front door was told, and whether in time, is known "
    "from people alone."
)
UNSAID_FRONT_DOOR = (
    "Never heard under its name. A front door's feed that does not say whose it is, in a heartbeat "
    "or in the settings, may be its own."
)


class Standing(StrEnum):
    """Whether a feed can be relied on; the words that stand on the page."""

    GOOD = "Good"
    BAD = "Bad"
    CANNOT_TELL = "Cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed, or one that the policy lets expect and that was never heard.

    ``side`` is one of `schemas.feeds`, empty where nothing of it could be read.
    """

    source: str | None
    """What it calls itself; None where it was never heard."""
    side: str
    force: str | None
    local_authority: str | None
    standing: Standing
    why: str
    complete_to: datetime | None = None
    last_message_at: datetime | None = None


def feed_lines(
    every: Collection[Feed], person: Person, policy: Policy, now: datetime
) -> Iterator[FeedLine]:
    """Yield every feed of a partner that somebody may see, and those that were never heard.

    Each force has a police feed, each council a front door's.
    """
    partners = [feed for feed in every if not is_own(feed)]
    for feed in partners:
        if _is_theirs(feed, person):
            yield _heard(feed, now)
    police = {feed.force for feed in partners if feed.side == POLICE}
    for code in forces_seen(person, policy):
        if code not in police:
            yield _never(POLICE, NO_POLICE, force=code)
    councils = councils_of(person, policy)
    is_unsaid = any(is_front_door(feed) and feed.local_authority is None for feed in partners)
    for council in unheard_front_doors(every, policy):
        if council.code in councils:
            why = UNSAID_FRONT_DOOR if is_unsaid else NO_FRONT_DOOR
            yield _never(COUNCIL, why, council=council.code)


def _is_theirs(feed: Feed, person: Person) -> bool:
    """Whether somebody may see a feed: not of a council or force that they do not see.

    One that named none may be anybody's.
    """
    return _sees(feed.local_authority, person.councils) and _sees(feed.force, person.forces)


def _sees(code: str | None, theirs: frozenset[str] | None) -> bool:
    return theirs is None or code is None or code in theirs


def _heard(feed: Feed, now: datetime) -> FeedLine:
    standing, why = standing_of(feed, now)
    return FeedLine(
        source=feed.source,
        side=feed.side,
        force=feed.force,
        local_authority=feed.local_authority,
        standing=standing,
        why=why,
        complete_to=feed.complete_to,
        last_message_at=feed.last_message_at,
    )


def _never(
    side: str, why: str, *, force: str | None = None, council: str | None = None
) -> FeedLine:
    return FeedLine(
        source=None,
        side=side,
        force=force,
        local_authority=council,
        standing=Standing.CANNOT_TELL,
        why=why,
    )


def standing_of(feed: Feed, now: datetime) -> tuple[Standing, str]:
    """Return whether a feed can be relied on, and why, in a sentence.

    The rule of trust is that of the metrics and the lists (`alerts.feeds.is_trusted`).
    """
    until = feed.quiet_until or feed.silent_at
    if feed.side == UNHEARD:
        return Standing.CANNOT_TELL, "Every message so far was refused: see quarantine."
    if until is not None and until <= now:
        return Standing.BAD, f"Silent: something was due by {at_words(until, now)}."
    if is_trusted(feed, now) and until is not None:
        return Standing.GOOD, f"It speaks. The next message is due by {at_words(until, now)}."
    if until is not None:
        behind = duration_words(BEHIND_AFTER)
        return Standing.BAD, f"Behind: by its own word it is complete only to over {behind} ago."
    return Standing.CANNOT_TELL, "Nobody has looked yet how long it may be silent."
