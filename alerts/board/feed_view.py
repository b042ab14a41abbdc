"""How it stands with each feed: good, bad, or nobody can tell; and why. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.board.feed_owners import is_front_door, unheard_front_doors
from alerts.board.people import Person
from alerts.board.scope import councils_of, forces_seen
from alerts.feeds import BEHIND_AFTER, is_own, is_trusted
from alerts.list_phrases import at_words
from alerts.plain_words import duration_words
from schemas.feeds import POLICE, UNHEARD, Feed
from schemas.policy import Council, Policy

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
class FeedView:
    """One feed in words."""

    name: str
    side: str
    whose: str
    standing: Standing
    why: str
    complete_to: str
    last_message: str


def feed_views(
    every: Collection[Feed], person: Person, policy: Policy, now: datetime
) -> tuple[FeedView, ...]:
    """Return every feed of a partner that somebody may see, and those that were never heard.

    Each force has a police feed, each council a front door's.
    """
    partners = [feed for feed in every if not is_own(feed)]
    police = {feed.force for feed in partners if feed.side == POLICE}
    forces = forces_seen(person, policy).items()
    councils = councils_of(person, policy)
    unheard = [one for one in unheard_front_doors(every, policy) if one.code in councils]
    is_unsaid = any(is_front_door(feed) and feed.local_authority is None for feed in partners)
    return (
        *(_heard(feed, policy, now) for feed in partners if _is_theirs(feed, person)),
        *(_no_police(force.name) for code, force in forces if code not in police),
        *(_no_front_door(council, is_unsaid=is_unsaid) for council in unheard),
    )


def _is_theirs(feed: Feed, person: Person) -> bool:
    """Whether somebody may see a feed: not of a council or force that they do not see.

    One that named none may be anybody's.
    """
    return _sees(feed.local_authority, person.councils) and _sees(feed.force, person.forces)


def _sees(code: str | None, theirs: frozenset[str] | None) -> bool:
    return theirs is None or code is None or code in theirs


def _heard(feed: Feed, policy: Policy, now: datetime) -> FeedView:
    standing, why = standing_of(feed, now)
    return FeedView(
        name=feed.source,
        side={POLICE: "Police", UNHEARD: "Not known"}.get(feed.side, "Front door"),
        whose=_whose(feed, policy),
        standing=standing,
        why=why,
        complete_to=_at(feed.complete_to, now, "it does not say"),
        last_message=_at(feed.last_message_at, now, "none"),
    )


def _no_police(force: str) -> FeedView:
    return _never(f"police feed of {force}", "Police", NO_POLICE)


def _no_front_door(council: Council, *, is_unsaid: bool) -> FeedView:
    name = f"feed of {council.front_door_name}, {council.name}"
    return _never(name, "Front door", UNSAID_FRONT_DOOR if is_unsaid else NO_FRONT_DOOR)


def _never(name: str, side: str, why: str) -> FeedView:
    return FeedView(
        name=name,
        side=side,
        whose="",
        standing=Standing.CANNOT_TELL,
        why=why,
        complete_to="not known",
        last_message="none",
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


def _whose(feed: Feed, policy: Policy) -> str:
    force = policy.forces.get(feed.force or "")
    council = policy.councils.get(feed.local_authority or "")
    return ", ".join(one.name for one in (force, council) if one is not None)


def _at(at: datetime | None, now: datetime, otherwise: str) -> str:
    return otherwise if at is None else at_words(at, now)
