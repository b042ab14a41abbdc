"""Duplicates: which case takes what another reference told. Pure. Source: contract section 2."""

from collections.abc import Iterable, Mapping

from consumer.lifecycle import Account, in_force_order, start_of_wait
from schemas.moments import Moment, earliest_of
from schemas.words import AgeBand, ChildrenKnown, Milestone


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

    It takes their children, grades and earliest milestones; what it says of itself (disposition,
    council, household) stays its own where it has said anything.
    """
    own = told[key]
    others = [take(other, told, joined) for other, of in sorted(joined.items()) if of == key]
    if not others:
        return own
    every = [own, *others]
    milestones = _earliest(every)
    return Account(
        milestones=milestones,
        receipts=tuple(at for one in every for at in one.receipts),
        contacts=tuple(at for one in every for at in one.contacts),
        grades=in_force_order(grade for one in every for grade in one.grades),
        children=_union(every),
        children_known=_children_known(every),
        household=_first(one.household for one in every),
        force=_first(one.force for one in every),
        local_authority=_first(one.local_authority for one in every),
        closing=own.closing,
        armed_from=start_of_wait(milestones)
        or min((one.armed_from for one in every if one.armed_from), default=None),
        first_heard=min(one.first_heard for one in every),
        is_reported=any(one.is_reported for one in every),
        is_with_council=any(one.is_with_council for one in every),
    )


def _earliest(every: list[Account]) -> dict[Milestone, Moment]:
    given = {
        name: earliest_of(one.milestones[name] for one in every if name in one.milestones)
        for name in Milestone
    }
    return {name: at for name, at in given.items() if at is not None}


def _union(every: list[Account]) -> dict[str, AgeBand]:
    """Return all children; the case's own word on a band counts, a known one over `unknown`."""
    bands: dict[str, AgeBand] = {}
    for one in every:
        for child, band in one.children.items():
            if bands.get(child, AgeBand.UNKNOWN) is AgeBand.UNKNOWN:
                bands[child] = band
    return bands


def _children_known(every: list[Account]) -> ChildrenKnown:
    """Return yes where any of them names a child, else the case's own word."""
    return ChildrenKnown.YES if any(one.children for one in every) else every[0].children_known


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
