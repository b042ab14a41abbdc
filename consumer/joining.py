"""Duplicates: which case takes what another reference told. Pure. Source: contract section 2."""

from collections.abc import Mapping

from consumer.lifecycle import Account, latest_bands, start_of_wait
from consumer.receipts_told import ToldReceipt
from schemas.moments import Moment, earliest_of
from schemas.words import ChildrenKnown, Milestone


def joined_to(told: Mapping[str, Account]) -> dict[str, str]:
    """Return for each case that is a standing duplicate the case it is joined to.

    It is joined only if the case it names is another one we hold that is not, directly or through
    others, a duplicate of this one: in a circle of duplicates every child goes on waiting.
    """
    named = {key: one.duplicate_of for key, one in told.items()}
    return {
        key: of
        for key, of in named.items()
        if of is not None and of in told and not _leads_back(key, of, named)
    }


def _leads_back(key: str, of: str, named: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    place: str | None = of
    while place is not None and place not in seen:
        if place == key:
            return True
        seen.add(place)
        place = named.get(place)
    return False


def take(key: str, told: Mapping[str, Account], joined: Mapping[str, str]) -> Account:
    """Return what a case tells together with all duplicates that lead to it.

    It takes their children, grades and earliest milestones. What else is said of it (disposition,
    force, council, household, whether police reported it) is its own.
    """
    own = told[key]
    others = [take(other, told, joined) for other, of in sorted(joined.items()) if of == key]
    if not others:
        return own
    every = [own, *others]
    received = _received(every)
    milestones = _earliest(every)
    armed_from = start_of_wait(milestones) or min(
        (one.armed_from for one in every if one.armed_from), default=None
    )
    return Account(
        milestones=milestones,
        receipts=tuple(at for one in received for at in one.receipts),
        notices=frozenset[ToldReceipt]().union(*(one.notices for one in received)),
        is_received_by_hand=bool(received) and received[0].is_received_by_hand,
        contacts=tuple(at for one in every for at in one.contacts),
        grades=tuple(grade for one in every for grade in one.grades),
        children=latest_bands(told for one in every for told in one.children.items()),
        children_known=_children_known(every),
        household=own.household,
        force=own.force,
        local_authority=own.local_authority,
        closing=own.closing,
        armed_from=armed_from,
        first_heard=min(one.first_heard for one in every),
        is_reported=own.is_reported,
        is_graded_only=all(one.is_graded_only for one in every),
        is_with_council=any(one.is_with_council for one in every),
    )


def _received(every: list[Account]) -> list[Account]:
    """Return those whose receipts count: those that feeds tell of, else those entered by hand."""
    received = [one for one in every if one.receipts]
    return [one for one in received if not one.is_received_by_hand] or received


def _earliest(every: list[Account]) -> dict[Milestone, Moment]:
    given = {
        name: earliest_of(one.milestones[name] for one in every if name in one.milestones)
        for name in Milestone
    }
    return {name: at for name, at in given.items() if at is not None}


def _children_known(every: list[Account]) -> ChildrenKnown:
    """Return yes where any says so, else not yet where any does: a child is never argued away."""
    said = {one.children_known for one in every}
    order = (ChildrenKnown.YES, ChildrenKnown.NOT_YET, ChildrenKnown.NONE)
    return next(word for word in order if word in said)
