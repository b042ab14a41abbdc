"""What else is known of a notification: whom it is about, and how the front door was told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from sys import intern

from alerts.flat.subjects import last_word
from reviews.delays import Looked
from schemas.facts import Fact, in_order
from schemas.policy import UnknownVersion
from schemas.records import Case
from schemas.words import AgeBand, Channel, Flag, MessageType, Milestone, Prior


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What messages told beside times and grades; None is what none of them told."""

    youngest: AgeBand = AgeBand.UNKNOWN
    area: str | None = None
    prior: Prior | None = None
    is_door_open: bool | None = None
    """Whether the front door was open when the police knew; None where no time is exact."""
    channel: Channel | None = None
    """By which way the receipt came that counts."""
    is_by_hand: bool = False
    """Whether somebody entered that receipt by hand, here or in the council's own system."""


UNTOLD = Background()
"""Nothing was told."""


def background_of(case: Case, facts: Sequence[Fact], looked: Looked) -> Background:
    """Return what the messages about a case told beside times and grades."""
    ordered = in_order(facts)
    receipt = _receipt(ordered, looked.as_of)
    area, prior = last_word(ordered, "area"), last_word(ordered, "prior_12m")
    channel = None if receipt is None else receipt.words.get("channel")
    return _alike(
        Background(
            youngest=case.youngest,
            area=None if area is None else intern(area),
            prior=None if prior is None else Prior(prior),
            is_door_open=_is_door_open(case, looked),
            channel=None if channel is None else Channel(channel),
            is_by_hand=_is_by_hand(case, receipt, looked.as_of),
        )
    )


@cache
def _alike(told: Background) -> Background:
    """Return the one that stands for all equal ones: there are few, and very many cases."""
    return told


def _receipt(ordered: Sequence[Fact], as_of: datetime) -> Fact | None:
    """Return the earliest receipt; what was entered here counts only where no feed tells of one.

    None while none had come at the instant that is looked from.
    """
    told = [f for f in ordered if f.type is MessageType.NOTIFICATION_RECEIVED and f.at is not None]
    of_feeds = [fact for fact in told if not fact.stands_in]
    first = min(of_feeds or told, key=_when, default=None)
    return None if first is None or _when(first) > as_of else first


def _when(receipt: Fact) -> datetime:
    assert receipt.at is not None  # noqa: S101 - those without a time were left out
    return receipt.at.earliest


def _is_by_hand(case: Case, receipt: Fact | None, as_of: datetime) -> bool:
    if receipt is not None and receipt.by_hand:
        return True
    # A receipt may have come by another reference that is joined to this case.
    received = case.received
    is_told = received is not None and received.earliest <= as_of
    return is_told and Flag.ENTERED_BY_HAND in case.flags


def _is_door_open(case: Case, looked: Looked) -> bool | None:
    reported = case.milestones.get(Milestone.REPORTED)
    if reported is None or not reported.is_exact:
        return None
    try:
        policy = looked.policies.by_version(case.policy)
    except UnknownVersion:
        return None
    return policy.hours(case.local_authority).is_open(reported.earliest)
