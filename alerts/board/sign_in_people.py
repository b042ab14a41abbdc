"""What the identity provider's groups make of somebody on the board. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.board.people import BoardRole, Person

LONGEST_SUBJECT, LONGEST_NAME = 255, 128
"""Signs. Source: OpenID Connect Core, section 2, for the subject; a column for the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What being in one group of the provider gives.

    ``councils`` are ONS codes, ``forces`` those of the policy; None for all.
    """

    name: str
    roles: frozenset[BoardRole]
    councils: frozenset[str] | None
    forces: frozenset[str] | None = None

    @property
    def scope(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """Whose children its members see."""
        return self.councils, self.forces


def person_of_claims(
    claims: Mapping[str, object], groups_claim: str, groups: Sequence[Group]
) -> Person | None:
    """Return who somebody is on the board; None where no group of theirs gives a role.

    The first group in the settings that they are in says which councils and forces; the roles of
    others count with it only where those give the very same. Else a viewer of all councils who
    works in the front door of one would be let into the front door of all.
    """
    named = _texts(claims.get(groups_claim))
    held = [group for group in groups if group.name in named]
    subject = claims.get("sub")
    if not held or not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        return None
    first = held[0]
    roles = [group.roles for group in held if group.scope == first.scope]
    return Person(
        subject=subject,
        name=_name(claims) or subject[:LONGEST_NAME],
        roles=frozenset[BoardRole]().union(*roles),
        councils=first.councils,
        forces=first.forces,
    )


def _name(claims: Mapping[str, object]) -> str:
    told = (claims.get(key) for key in ("name", "preferred_username", "email"))
    return next((one[:LONGEST_NAME] for one in told if isinstance(one, str) and one), "")


def _texts(value: object) -> frozenset[str]:
    """Return the texts of a claim; some providers send a single one without a list."""
    many = value if isinstance(value, list) else [value]
    return frozenset(one for one in many if isinstance(one, str))
