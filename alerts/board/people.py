"""Who looks at the board: what they are there, and whose children they may see. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class BoardRole(StrEnum):
    """What somebody is on the board. Not who is told: that is `schemas.words.Role`."""

    VIEWER = "viewer"
    MASH = "mash"
    EDT = "edt"
    POLICE = "police"
    DATA_MANAGER = "data_manager"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody before the board.

    ``subject`` is the identity provider's own name for them, ``name`` what people call them; both
    are empty where nobody signs in. ``councils`` are those whose children they see, ``forces``
    those whose incidents; None for all.
    """

    subject: str = ""
    name: str = ""
    roles: frozenset[BoardRole]
    councils: frozenset[str] | None = None
    forces: frozenset[str] | None = None

    @property
    def is_known(self) -> bool:
        """Whether somebody signed in."""
        return bool(self.subject)

    @property
    def actor(self) -> str:
        """What the audit calls them: never a name, which could not be erased there."""
        return f"board:{self.subject}" if self.is_known else "board"

    @property
    def is_only_police(self) -> bool:
        """Whether they see the police's side alone: never the council's own notes."""
        return self.roles == {BoardRole.POLICE}


SOMEBODY_HERE = Person(roles=frozenset(BoardRole))
"""Whoever sits at this machine where there is no sign-in: the door lets nobody else in."""
