"""Which notices of one reference the front door took, and which of its teams took them. Pure.

Which receipt counts, and that any notice is one, is settled in `consumer.times_told` (contract
section 2); this keeps beside each time of a receipt what its message says of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from schemas.facts import Fact
from schemas.moments import Moment, earliest_of
from schemas.words import MessageType, Milestone, Notice, ReceivedBy

KEPT_APART = (Notice.FIRST, Notice.FULL)
"""Notices of which the earliest is kept for itself. Source: contract section 2, on `sent`.

A resend and an amendment are receipts too, but the front door learns from neither for the first
time, so they belong to neither.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReceipt:
    """One notice that the front door took; None where its message does not say."""

    at: Moment
    notice: Notice | None
    received_by: ReceivedBy | None


def receipts_told(facts: Sequence[Fact]) -> frozenset[ToldReceipt]:
    """Return the receipts of one reference that count.

    What people entered here counts only where no feed tells of a receipt, and what was taken back
    does not count. A correction of the receipt speaks of the notice that was told as the earliest
    and moves that; any other that would then have come before the receipt is not believed. Where
    nobody told of a notice a correction says nothing of one.
    """
    told = [f for f in facts if f.type is MessageType.NOTIFICATION_RECEIVED and f.at is not None]
    correction = _last_correction(facts) if told else None
    if correction is not None and correction.at is None:
        told = [fact for fact in told if fact.time > correction.time]
    counted = [fact for fact in told if not fact.stands_in] or told
    receipts = [_receipt(fact, fact.at) for fact in counted if fact.at is not None]
    if correction is not None and correction.at is not None:
        receipts = _moved(receipts, correction.at)
    return frozenset(receipts)


def _last_correction(facts: Sequence[Fact]) -> Fact | None:
    said = (f for f in facts if f.type is MessageType.INCIDENT_CORRECTED)
    of_receipt = (f for f in said if f.milestone is Milestone.RECEIVED)
    return max(of_receipt, key=attrgetter("place"), default=None)


def _receipt(fact: Fact, at: Moment) -> ToldReceipt:
    team = fact.words.get("received_by")
    return ToldReceipt(
        at=at, notice=fact.notice, received_by=None if team is None else ReceivedBy(team)
    )


def _moved(receipts: Collection[ToldReceipt], to: Moment) -> list[ToldReceipt]:
    """Return receipts with the earliest of them at another time, and none that lies before it."""
    first = min((one.at for one in receipts), key=attrgetter("earliest", "latest"), default=to)
    moved = (replace(one, at=to) if one.at == first else one for one in receipts)
    return [one for one in moved if one.at.latest >= to.earliest]


def by_notice(receipts: Collection[ToldReceipt]) -> Mapping[Notice, Moment]:
    """Return when the earliest first and the earliest full notice came, each where one did."""
    came = {
        notice: earliest_of(one.at for one in receipts if one.notice is notice)
        for notice in KEPT_APART
    }
    return {notice: at for notice, at in came.items() if at is not None}


def received_by(receipts: Collection[ToldReceipt]) -> ReceivedBy | None:
    """Return which team took the earliest notice, None where that cannot be said.

    Where times are known only to the day, or are the same, several may be the earliest: then it is
    known only if all of these name one team.
    """
    earliest = earliest_of(one.at for one in receipts)
    if earliest is None:
        return None
    teams = {one.received_by for one in receipts if one.at.earliest <= earliest.latest}
    return teams.pop() if len(teams) == 1 else None
