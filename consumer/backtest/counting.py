"""What would have rung under one policy, counted: by role, rung and hour, and by shift. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from consumer.backtest.playing import Rang
from consumer.backtest.shifts import Interruptions, teams_of
from schemas.moments import LONDON
from schemas.words import RUNG_ORDER, Clock, Kind, Role, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of alarm: on which clock, of which kind, at which rung."""

    clock: Clock
    kind: Kind
    rung: Rung

    @property
    def order(self) -> tuple[str, int, int]:
        """Its place among others: by clock, rung (ladder order, notice last) and kind."""
        return self.clock, RUNG_ORDER[self.rung], _KINDS[self.kind]


_KINDS = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A sort of alarm as one role is told of it at one hour of the day, 0 to 23, in London."""

    role: Role
    sort: Sort
    hour: int


@dataclass(slots=True, kw_only=True)
class Tally:
    """The alarms of one policy in the period. ``shifts`` counts the interruptions again, by team.

    An alarm counts once in ``alarms``, and in the cells once for each role that is told of it.
    """

    shifts: Interruptions
    alarms: Counter[Sort] = field(default_factory=Counter)
    at_once: Counter[Sort] = field(default_factory=Counter)
    """Those alarms that interrupt somebody."""
    told: Counter[Cell] = field(default_factory=Counter)
    interrupted: Counter[Cell] = field(default_factory=Counter)

    def add(self, rang: Rang) -> None:
        """Count one alarm."""
        alert = rang.alert
        sort = sort_of(rang)
        self.alarms[sort] += 1
        hour = alert.raised_at.astimezone(LONDON).hour
        at_once = alert.told_at_once
        self.at_once[sort] += bool(at_once)
        for role in alert.recipients:
            cell = Cell(role=role, sort=sort, hour=hour)
            self.told[cell] += 1
            if role in at_once:
                self.interrupted[cell] += 1
                teams = teams_of(role, alert.local_authority, rang.policy)
                self.shifts.add(teams, alert.raised_at)

    def cells(self) -> Iterator[tuple[Cell, int, int]]:
        """Yield every cell that is not empty with its alarms and interruptions, in fixed order."""
        roles = list(Role)
        for cell in sorted(self.told, key=lambda c: (roles.index(c.role), c.sort.order, c.hour)):
            yield cell, self.told[cell], self.interrupted[cell]


def sort_of(rang: Rang) -> Sort:
    """Return what sort an alarm is of."""
    alert = rang.alert
    return Sort(clock=alert.clock or Clock.DUTY, kind=alert.kind, rung=alert.rung)


def by_role(cells: Counter[Cell]) -> Counter[Role]:
    """Return cells added up by role."""
    found: Counter[Role] = Counter()
    for cell, number in cells.items():
        found[cell.role] += number
    return found


def by_hour(cells: Counter[Cell]) -> Counter[int]:
    """Return cells added up by the hour of the day in London."""
    found: Counter[int] = Counter()
    for cell, number in cells.items():
        found[cell.hour] += number
    return found
