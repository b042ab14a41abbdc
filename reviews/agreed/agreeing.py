"""Changes and actions, limits of single legs, goals: dated, and agreed by roles. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schemas.words import Role


class Moved(StrEnum):
    """Which figure a change should move."""

    TOLD_IN_TIME = "told_in_time"
    HALF_WITHIN = "half_within"
    """Within how many hours half were told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that holds from a day on, so that figures may differ before and after it.

    ``concerns`` is the code of a force or of a council. ``rebase`` is the reason for which charts
    by week begin anew on that day; None where nobody gave one.
    """

    since: date
    what: str
    agreed_by: tuple[Role, ...]
    concerns: str
    figure: Moved
    rebase: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a role is to do by a day; ``done_on`` is None while it is open."""

    agreed_on: date
    what: str
    agreed_by: tuple[Role, ...]
    owner: Role
    concerns: str
    figure: Moved
    by: date
    done_on: date | None = None
    rebase: str | None = None

    def change(self) -> Change | None:
        """Return the change that it made; None while it is open."""
        if self.done_on is None:
            return None
        return Change(
            since=self.done_on,
            what=self.what,
            agreed_by=self.agreed_by,
            concerns=self.concerns,
            figure=self.figure,
            rebase=self.rebase,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLimit:
    """How long the way from one milestone to another may take, elapsed."""

    leg: str
    length: timedelta
    agreed_by: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Which share of a council's notifications is to be told in time, week by week.

    ``concerns`` is the code of a council; None for every council.
    """

    share: float
    agreed_by: tuple[Role, ...]
    concerns: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """All that was agreed, in the order of the file."""

    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()
    limits: tuple[LegLimit, ...] = ()
    goals: tuple[Goal, ...] = ()

    @property
    def happened(self) -> tuple[Change, ...]:
        """The changes, and those that actions made, by day."""
        made = (change for one in self.actions if (change := one.change()) is not None)
        return tuple(sorted((*self.changes, *made), key=lambda one: one.since))

    def breaks_for(self, places: Collection[str]) -> dict[date, str]:
        """Return from which days charts of these forces and councils begin anew, and why."""
        return {
            one.since: one.rebase
            for one in self.happened
            if one.rebase is not None and one.concerns in places
        }

    def goal_of(self, council: str) -> float | None:
        """Return the goal of a council, its own before that of all; None where none is agreed."""
        by_place = {one.concerns: one.share for one in self.goals}
        return by_place.get(council, by_place.get(None))
