"""How it stands with each feed, in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.board.feed_lines import FeedLine, Standing
from alerts.list_phrases import at_words
from schemas.feeds import POLICE, UNHEARD
from schemas.policy import Policy


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


def feed_views(lines: Iterable[FeedLine], policy: Policy, now: datetime) -> tuple[FeedView, ...]:
    """Return the feeds in words, in the order given."""
    return tuple(_view(line, policy, now) for line in lines)


def _view(line: FeedLine, policy: Policy, now: datetime) -> FeedView:
    is_heard = line.source is not None
    return FeedView(
        name=line.source or _expected(line, policy),
        side={POLICE: "Police", UNHEARD: "Not known"}.get(line.side, "Front door"),
        whose=_whose(line, policy) if is_heard else "",
        standing=line.standing,
        why=line.why,
        complete_to=_at(line.complete_to, now, "it does not say" if is_heard else "not known"),
        last_message=_at(line.last_message_at, now, "none"),
    )


def _expected(line: FeedLine, policy: Policy) -> str:
    """Return what a feed is called that was never heard."""
    if line.side == POLICE:
        return f"police feed of {policy.forces[line.force or ''].name}"
    council = policy.councils[line.local_authority or ""]
    return f"feed of {council.front_door_name}, {council.name}"


def _whose(line: FeedLine, policy: Policy) -> str:
    force = policy.forces.get(line.force or "")
    council = policy.councils.get(line.local_authority or "")
    return ", ".join(one.name for one in (force, council) if one is not None)


def _at(at: datetime | None, now: datetime, otherwise: str) -> str:
    return otherwise if at is None else at_words(at, now)
