"""Which notifications stand together: those reported in the same days, at the same place. Pure.

Days are those of Europe/London, weeks begin on Monday. A notification belongs to the day on which
the police knew; where nobody told that, to the earliest day on which we know of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from reviews.delays import NoticeLeg, Observation, Taker
from schemas.words import Clock

WINDOWS: Mapping[str, int] = MappingProxyType({"7d": 7, "28d": 28, "91d": 91})
"""Days up to and with today. Source: contract section 5."""

WEEKS = 26
"""How many weeks are shown, this one among them. Source: assumption; half a year."""

ALL = "all"
"""Stands for every risk, and for every council of a force."""

Group = tuple[str, str, str]
"""Force, council and risk; the last two may be `ALL`."""


Timed = Clock | NoticeLeg | Taker
"""A clock, a stretch between notices or, for a team that took the receipt, the time until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one notification tells about one thing that is timed, and where it belongs."""

    clock: Timed
    force: str
    local_authority: str
    day: date
    observation: Observation

    @property
    def week(self) -> date:
        """The Monday of its week."""
        return week_of(self.day)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group it counts in: its own grade and all, its council and the whole force."""
        risk = self.observation.risk.value
        return tuple(
            (self.force, council, grade)
            for council in (self.local_authority, ALL)
            for grade in (risk, ALL)
        )


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def last_weeks(today: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks that are shown, rising; the last is that of this week."""
    this = week_of(today)
    return tuple(this - timedelta(weeks=ago) for ago in reversed(range(WEEKS)))


def within(told: Iterable[Told], today: date, days: int) -> list[Told]:
    """Return those of the last so many days, today among them."""
    after = today - timedelta(days=days)
    return [one for one in told if one.day > after]


def by_week(told: Iterable[Told], weeks: Iterable[date]) -> Mapping[date, Sequence[Told]]:
    """Return those of each of these weeks that has any, in the order of the weeks."""
    found: dict[date, list[Told]] = {week: [] for week in weeks}
    for one in told:
        if (week := one.week) in found:
            found[week].append(one)
    return {week: those for week, those in found.items() if those}


def grouped(told: Iterable[Told]) -> Mapping[Group, Sequence[Observation]]:
    """Return the observations of every group, in the order of the groups' names."""
    groups: dict[Group, list[Observation]] = defaultdict(list)
    for one in told:
        for group in one.groups:
            groups[group].append(one.observation)
    return dict(sorted(groups.items()))
