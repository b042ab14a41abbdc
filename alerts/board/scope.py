"""Whose children somebody sees: those of their councils and forces, and those nobody said whose."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, false, or_, true

from alerts.board.people import Person
from alerts.list_scene import forces_of, of_council
from schemas.policy import Council, Force, Policy
from schemas.records import Case
from schemas.tables import cases


def forces_seen(person: Person, policy: Policy) -> Mapping[str, Force]:
    """Return the forces of the policy whose incidents somebody may see, by code."""
    if person.forces is None:
        return policy.forces
    return {code: one for code, one in policy.forces.items() if code in person.forces}


def councils_of(person: Person, policy: Policy) -> Mapping[str, Council]:
    """Return the councils of the policy that somebody may see, by code."""
    every = policy.councils if person.forces is None else _served(person, policy)
    return {
        code: policy.councils[code]
        for code in every
        if person.councils is None or code in person.councils
    }


def in_scope(person: Person, policy: Policy) -> ColumnElement[bool]:
    """Return the condition that somebody may see a case."""
    return and_(_of_their_councils(person, policy), _of_their_forces(person, policy))


def of_councils(person: Person, council: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Return the condition that what bears the code of a council, or of none, is for somebody."""
    if person.councils is None:
        return true()
    return or_(council.is_(None), council.in_(sorted(person.councils)))


def sees(person: Person, case: Case, policy: Policy) -> bool:
    """Whether somebody may see a case: the same condition, on one that was read. Pure."""
    return _is_of_their_councils(person, case, policy) and _is_of_their_forces(person, case, policy)


def _of_their_councils(person: Person, policy: Policy) -> ColumnElement[bool]:
    if person.councils is None:
        return true()
    # Sorted, so that the statement is the same and its plan too.
    codes = sorted(person.councils)
    return or_(false(), *(of_council(code, forces_of(policy, code)) for code in codes))


def _of_their_forces(person: Person, policy: Policy) -> ColumnElement[bool]:
    if person.forces is None:
        return true()
    council = cases.c.local_authority
    may_be = or_(council.is_(None), council.in_(_served(person, policy)))
    return or_(cases.c.force.in_(sorted(person.forces)), and_(cases.c.force.is_(None), may_be))


def _is_of_their_councils(person: Person, case: Case, policy: Policy) -> bool:
    if person.councils is None:
        return True
    if case.local_authority is not None:
        return case.local_authority in person.councils
    forces = {force.code for code in person.councils for force in forces_of(policy, code)}
    return case.force is None or case.force in forces


def _is_of_their_forces(person: Person, case: Case, policy: Policy) -> bool:
    if person.forces is None:
        return True
    if case.force is not None:
        return case.force in person.forces
    return case.local_authority is None or case.local_authority in _served(person, policy)


def _served(person: Person, policy: Policy) -> list[str]:
    """Return the councils of the policy to which somebody's forces send, sorted."""
    served = {code for force in forces_seen(person, policy).values() for code in force.councils}
    return sorted(served & policy.councils.keys())
