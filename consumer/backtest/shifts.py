"""How often people are interrupted: which team, in which shift, and how often woken. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from schemas.moments import LONDON
from schemas.policy import Policy
from schemas.telling import POLICE_ROLES
from schemas.words import Role

DAY_BEGINS, DAY_ENDS = time(8, 30), time(17)
"""A day shift, every day of the week; the night shift is all between, and belongs to the day on
which it begins. Source: assumption, after the hours of Stoke-on-Trent's front door; both partners
must agree.
"""

ASLEEP_FROM, ASLEEP_UNTIL = time(23), time(7)
"""When whoever is interrupted is woken, or would be at home. Source: assumption, as for silence."""

DAY_SHIFT_LIMIT = 6
"""Interruptions of one team in one day shift above which `policy check` warns. Source: assumption,
to be agreed by both partners: the council's front door and the force.
"""

EDT_NIGHT_LIMIT = 1
"""The same in one night of the emergency duty team, where one worker covers a whole area. Source:
assumption, to be agreed by both partners.
"""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One shift, by the local day on which it begins."""

    day: date
    is_night: bool


@dataclass(frozen=True, slots=True, order=True)
class Team:
    """Those who do one role for one council or, where they are the police's, for one force."""

    role: Role
    area: str
    """The code of the council or the force; empty where the policy has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How often one team was interrupted in its day shifts, or in its nights."""

    total: int
    per_shift: float
    most: int
    above: int
    """Shifts with more interruptions than the limit; 0 where there is none."""


def shift_of(at: datetime) -> Shift:
    """Return the shift in which an instant falls, by the clock on the wall in Europe/London."""
    local = at.astimezone(LONDON)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return Shift(local.date(), is_night=False)
    began = local.date() if local.time() >= DAY_ENDS else local.date() - timedelta(days=1)
    return Shift(began, is_night=True)


def is_asleep(at: datetime) -> bool:
    """Whether people sleep at an instant, by the clock on the wall in Europe/London."""
    local = at.astimezone(LONDON).time()
    return local >= ASLEEP_FROM or local < ASLEEP_UNTIL


def limit_of(role: Role, *, is_night: bool) -> int | None:
    """Return how many interruptions a shift may bring; None where nobody has set a number."""
    if not is_night:
        return DAY_SHIFT_LIMIT
    return EDT_NIGHT_LIMIT if role is Role.EDT else None


def teams_of(role: Role, council: str | None, policy: Policy) -> Iterator[Team]:
    """Yield who is meant by a role about one council; about no single one, those of each."""
    councils = [council] if council in policy.councils else list(policy.councils)
    if role not in POLICE_ROLES:
        yield from (Team(role, code or "") for code in councils)
        return
    forces = [one.code for one in policy.forces.values() if {*one.councils} & {*councils}]
    yield from (Team(role, code) for code in forces or [""])


def team_order(team: Team) -> tuple[int, str]:
    """Return a team's place among others: roles as they are always named, then whose it is."""
    return _ROLES[team.role], team.area


_ROLES = {role: place for place, role in enumerate(Role)}


@dataclass(slots=True, kw_only=True)
class Interruptions:
    """How often each team was interrupted in a period of so many days."""

    days: float
    _shifts: Counter[tuple[Team, Shift]] = field(default_factory=Counter)
    _woken: Counter[Team] = field(default_factory=Counter)

    def add(self, teams: Iterable[Team], at: datetime) -> None:
        """Note that these teams were interrupted once, at an instant."""
        shift = shift_of(at)
        for team in teams:
            self._shifts[team, shift] += 1
            self._woken[team] += is_asleep(at)

    @property
    def teams(self) -> list[Team]:
        """The teams that were interrupted at all, in the order of the roles."""
        return sorted({team for team, _ in self._shifts}, key=team_order)

    def load(self, team: Team, *, is_night: bool) -> Load:
        """Return how often a team was interrupted in its day shifts, or in its nights."""
        numbers = [
            number
            for (other, shift), number in self._shifts.items()
            if other == team and shift.is_night is is_night
        ]
        limit = limit_of(team.role, is_night=is_night)
        return Load(
            total=sum(numbers),
            per_shift=sum(numbers) / self.days if self.days else 0.0,
            most=max(numbers, default=0),
            above=0 if limit is None else sum(number > limit for number in numbers),
        )

    def woken(self, team: Team) -> int:
        """Return how often a team was interrupted while people sleep."""
        return self._woken[team]

    @property
    def all_woken(self) -> int:
        """How often anyone was interrupted while people sleep."""
        return self._woken.total()

    @property
    def total(self) -> int:
        """How often anyone was interrupted."""
        return self._shifts.total()
