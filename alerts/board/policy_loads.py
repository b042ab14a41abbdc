"""How often each team was really interrupted, as the page of the policy shows it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.board.people import Person
from alerts.board.scope import councils_of
from alerts.list_scene import forces_of
from alerts.plain_words import begun, london_words
from schemas.policy import Policy
from schemas.policy_words import ROLE_WORDS
from schemas.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLoad:
    """Interruptions in each day shift or night of one team; ``agreed``: None without a number."""

    average: float
    most: int
    agreed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """One team: a role, and the code of its council or force, empty where the policy has none."""

    role: Role
    area: str
    by_day: ShiftLoad
    by_night: ShiftLoad
    woken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """How often teams were interrupted between two instants."""

    since: datetime
    until: datetime
    teams: Sequence[TeamLoad] | None
    """None where there is too much to count for a page."""


CountLoads = Callable[[datetime], Loads | None]
"""Counts those of the last four weeks, by the rows that are held; None before the first message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """One row of the table."""

    who: str
    by_day: str
    by_night: str
    agreed: str
    woken: str
    is_above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadView:
    """The whole table, and the sentence that stands where there is none."""

    period: str
    rows: tuple[LoadRow, ...]
    instead: str


def load_view(loads: Loads | None, person: Person, policy: Policy) -> LoadView:
    """Return the table of the teams whose children somebody sees."""
    if loads is None:
        return LoadView(period="", rows=(), instead="Nothing has happened here yet.")
    period = f"{london_words(loads.since)} to {london_words(loads.until)} (UK time)"
    if loads.teams is None:
        words = "Too many to count on a page; danm policy check counts them."
        return LoadView(period=period, rows=(), instead=words)
    areas = _areas_of(person, policy)
    teams = [one for one in loads.teams if person.councils is None or one.area in areas]
    instead = "" if teams else "Nobody was interrupted."
    return LoadView(period=period, rows=tuple(_row(one, policy) for one in teams), instead=instead)


def _areas_of(person: Person, policy: Policy) -> set[str]:
    councils = councils_of(person, policy)
    return {*councils, *(force.code for code in councils for force in forces_of(policy, code))}


def _row(team: TeamLoad, policy: Policy) -> LoadRow:
    agreed = [
        f"{one.agreed} {shift}"
        for one, shift in ((team.by_day, "by day"), (team.by_night, "by night"))
        if one.agreed is not None
    ]
    return LoadRow(
        who=_who(team, policy),
        by_day=_numbers(team.by_day),
        by_night=_numbers(team.by_night),
        agreed=", ".join(agreed),
        woken=str(team.woken),
        is_above=any(
            one.agreed is not None and one.most > one.agreed for one in (team.by_day, team.by_night)
        ),
    )


def _who(team: TeamLoad, policy: Policy) -> str:
    role = begun(ROLE_WORDS[team.role])
    area = policy.councils.get(team.area) or policy.forces.get(team.area)
    return f"{role}, {area.name if area else team.area}" if team.area else role


def _numbers(load: ShiftLoad) -> str:
    return f"{load.average:.1f} ({load.most} at most)"
