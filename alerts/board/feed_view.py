"""How it stands with each feed: good, bad, or nobody can tell; and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.feeds import BEHIND_AFTER, is_own, is_trusted
from alerts.list_phrases import at_words
from alerts.plain_words import duration_words
from schemas.feeds import POLICE, UNHEARD, Feed
from schemas.policy import Policy


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


def feed_views(heard: Iterable[Feed], policy: Policy, now: datetime) -> tuple[FeedView, ...]:
    """Return every feed of a partner, and each force of which no police feed was ever heard."""
    partners = [feed for feed in heard if not is_own(feed)]
    spoken_for = {feed.force for feed in partners if feed.side == POLICE}
    never = [force for code, force in policy.forces.items() if code not in spoken_for]
    return tuple(
        [_heard(feed, policy, now) for feed in partners]
        + [_never(f"police feed of {force.name}") for force in never]
    )


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


def _never(name: str) -> FeedView:
    return FeedView(
        name=name,
        side="Police",
        whose="",
        standing=Standing.CANNOT_TELL,
        why="Nothing was ever heard. Who waits there is not known.",
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
