"""What each force counted of the last days, and what we hold of them, by council."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from alerts.board.people import Person
from alerts.board.scope import councils_of
from schemas.control_totals import ControlTotal, control_total_of
from schemas.moments import local_day, local_midnight
from schemas.policy import Policy
from schemas.reported_hours import Place, ReportedHours
from schemas.tables import control_totals

DAYS = 14
"""How many days are shown. Source: assumption: two of each day of the week, to agree by both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDay:
    """One day in London of one force and council. ``total`` is None where none came."""

    day: date
    total: ControlTotal | None
    held: int
    """Incidents with children that we hold as reported on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPlace:
    """The last days of one force and council, today first."""

    place: Place
    days: tuple[CountedDay, ...]


def counted_places(
    connection: Connection, person: Person, policy: Policy, now: datetime
) -> tuple[CountedPlace, ...]:
    """Return the last days of each force and council that somebody may see.

    Those of the policy come first, in its order, also where nothing was ever counted.
    """
    days = [local_day(now) - timedelta(days=back) for back in range(DAYS)]
    totals = _totals(connection, days[-1])
    held = _held(connection, days[-1])
    named = [Place(one.code, code) for one in policy.forces.values() for code in one.councils]
    told = {*(place for place, _ in totals), *(place for place, _ in held)}
    every = dict.fromkeys([*named, *sorted(told)])
    return tuple(
        CountedPlace(place=place, days=tuple(_days(place, days, totals, held)))
        for place in every
        if _is_theirs(place, person, policy)
    )


def _is_theirs(place: Place, person: Person, policy: Policy) -> bool:
    """Whether somebody may see it; one that is in no policy only who sees every council."""
    if person.forces is not None and place.force not in person.forces:
        return False
    return person.councils is None or place.local_authority in councils_of(person, policy)


def _days(
    place: Place,
    days: Iterable[date],
    totals: Mapping[tuple[Place, date], ControlTotal],
    held: Mapping[tuple[Place, date], int],
) -> Iterable[CountedDay]:
    for day in days:
        yield CountedDay(day=day, total=totals.get((place, day)), held=held.get((place, day), 0))


def _totals(connection: Connection, first: date) -> Mapping[tuple[Place, date], ControlTotal]:
    since = select(control_totals).where(control_totals.c.day >= first.isoformat())
    told = (control_total_of(row) for row in connection.execute(since))
    return {(Place(one.force, one.local_authority), one.day): one for one in told}


def _held(connection: Connection, first: date) -> Mapping[tuple[Place, date], int]:
    """Return the incidents with children we hold by place and day: what the alarm compares."""
    held: dict[tuple[Place, date], int] = defaultdict(int)
    since = local_midnight(first)
    for place, hours in ReportedHours(connection, "").since(since).items():
        for hour in hours:
            held[place, local_day(hour.reported_hour)] += hour.with_children
    return held
