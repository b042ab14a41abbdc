"""Who may see a message that could not be read."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, true

from alerts.board.people import Person
from schemas.owners import Owner
from schemas.policy import Policy
from schemas.tables import quarantine


def unread_of(person: Person, owners: Mapping[str, Owner], policy: Policy) -> ColumnElement[bool]:
    """Return the condition that somebody may see a message that could not be read.

    Nobody knows whose child it may be about. What is of a feed that the configuration names as of
    another council, or of a force that does not send to theirs, is not for them; all else is.
    Source: proposal; both partners must agree, see deploy/board.md.
    """
    others = [source for source, owner in owners.items() if not _is_for(person, owner, policy)]
    return quarantine.c.source.not_in(sorted(others)) if others else true()


def surely_of(person: Person, owners: Mapping[str, Owner], policy: Policy) -> ColumnElement[bool]:
    """Return the condition that a message is surely of somebody's feeds: for a program, no more.

    What nobody knows whose it is goes to people who look for the child.
    """
    if person.councils is None:
        return true()
    known = (name for name, owner in owners.items() if _councils(owner, policy) & person.councils)
    return quarantine.c.source.in_(sorted(known))


def _is_for(person: Person, owner: Owner, policy: Policy) -> bool:
    councils = _councils(owner, policy)
    return person.councils is None or not councils or not councils.isdisjoint(person.councils)


def _councils(owner: Owner, policy: Policy) -> frozenset[str]:
    """Return the councils that a feed may tell of; none where that is not known."""
    if owner.local_authority in policy.councils:
        return frozenset({str(owner.local_authority)})
    force = policy.forces.get(owner.force or "")
    return frozenset() if force is None else frozenset(force.councils)
