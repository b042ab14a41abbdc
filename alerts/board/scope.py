"""Whose children somebody sees: those of their councils, and those of whom nobody said whose."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, false, or_, true

from alerts.board.people import Person
from alerts.list_scene import forces_of, of_council
from schemas.policy import Council, Policy
from schemas.records import Case


def councils_of(person: Person, policy: Policy) -> Mapping[str, Council]:
    """Return the councils of the policy that somebody may see, by code."""
    if person.councils is None:
        return policy.councils
    return {code: one for code, one in policy.councils.items() if code in person.councils}


def in_scope(person: Person, policy: Policy) -> ColumnElement[bool]:
    """Return the condition that somebody may see a case."""
    if person.councils is None:
        return true()
    # Sorted, so that the statement is the same and its plan too.
    codes = sorted(person.councils)
    return or_(false(), *(of_council(code, forces_of(policy, code)) for code in codes))


def of_councils(person: Person, council: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Return the condition that what bears the code of a council, or of none, is for somebody."""
    if person.councils is None:
        return true()
    return or_(council.is_(None), council.in_(sorted(person.councils)))


def sees(person: Person, case: Case, policy: Policy) -> bool:
    """Whether somebody may see a case: the same condition, on one that was read. Pure."""
    if person.councils is None:
        return True
    if case.local_authority is not None:
        return case.local_authority in person.councils
    forces = {force.code for code in person.councils for force in forces_of(policy, code)}
    return case.force is None or case.force in forces
