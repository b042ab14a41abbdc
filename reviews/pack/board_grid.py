"""Which counts a board pack stands on: the cells of its one table, by name. Pure.

Whatever adds up to something else in the pack is a cell of it. What is divided finer than a board
can be shown is no cell at all, since each small one takes others with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reviews.cohorts import ALL
from reviews.delays import Result
from reviews.disclosure.tables import Key
from reviews.pack.parts import Period
from schemas.words import Clock, Disposition, Risk

YES, NO = "yes", "no"
OVER, OPEN = "over", "open"
IN_TIME, LATE, NOT_YET = Result.IN_TIME.value, Result.LATE.value, "not_yet"
"""How police knew to front door told came out; not yet: within the limit, or nobody can tell."""

RESULTS = (IN_TIME, LATE, NOT_YET)
OTHERWISE = "otherwise"
"""Late or not yet: a month is not divided finer."""

REASONS = tuple(one.value for one in Disposition if one is not Disposition.REOPENED)
OTHER_CLOCKS = tuple(clock for clock in Clock if clock is not Clock.DUTY)

Named = dict[str, str]
"""Some places of a key by name; all others are taken together."""

GRADES: tuple[Named, ...] = ({}, *({"risk": risk.value} for risk in Risk))

TIMED: Named = {"timed": YES}
"""Those of which it can be said how long the front door was not told."""

_PLACES = (
    *("force", "council", "risk", "month", "timed", "result", "state", "closed", "repeat"),
    *("arrived", "what", "apart"),
)
"""``apart`` marks ``what`` is no part of the notifications: clocks and legs, of which each may have
several, children, and the force's own count.
"""


def key_of(named: Named) -> Key:
    """Return the cell with these names."""
    return tuple(named.get(place, ALL) for place in _PLACES)


def names_of(key: Key) -> Named:
    """Return the names of a cell."""
    return {place: name for place, name in zip(_PLACES, key, strict=True) if name != ALL}


def of_clock(clock: Clock) -> Named:
    """Return the names of those of which a clock is timed."""
    return TIMED if clock is Clock.DUTY else _apart(clock)


def of_leg(leg: str) -> Named:
    """Return the names of those that had a leg."""
    return _apart(leg)


def _apart(what: str) -> Named:
    return {"what": what, "apart": YES}


CHILDREN = _apart("children")
"""Children whose number is known, of notifications that are timed."""

FORCE_COUNT = _apart("force_count")
"""Incidents that the force counted by itself, on the days of which it told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What the cells are named after. ``councils`` are force and council of each that told."""

    councils: tuple[tuple[str, str], ...]
    months: tuple[str, ...]
    legs: tuple[str, ...]

    def area(self, force: str, council: str) -> Named:
        """Return the names of an area.

        With one force, "that force" and "all" are the same cases: two cells would only repeat.
        """
        forces = {one for one, _ in self.councils}
        named = {"force": force} if len(forces) > 1 and force != ALL else {}
        is_one_of_many = len(self.councils) > 1 and council != ALL
        return named | ({"council": council} if is_one_of_many else {})

    def areas_of(self, force: str, council: str) -> list[Named]:
        """Return every area that a council lies in: all, its force, itself."""
        named = (self.area(*one) for one in ((ALL, ALL), (force, ALL), (force, council)))
        return _once(named)

    @property
    def areas(self) -> list[Named]:
        """Every area there is, all together among them."""
        return _once(area for one in self.councils for area in self.areas_of(*one)) or [{}]

    def groups(self) -> Iterator[Named]:
        """Yield every group of which the share told in time is asked."""
        for area in self.areas:
            yield from (area | grade for grade in GRADES)
            yield from (area | {"month": month} for month in self.months)

    def cells(self) -> Iterator[Named]:
        """Yield every cell."""
        for area in self.areas:
            yield from (area | TIMED | one for one in (*_of_duty(), *self._by_month()))
            yield from _apart_in(area)
        yield from _of_all()
        yield from map(of_leg, self.legs)

    def _by_month(self) -> Iterator[Named]:
        for month in self.months:
            yield {"month": month}
            yield from ({"month": month, "result": one} for one in (IN_TIME, OTHERWISE))


def months_of(period: Period) -> tuple[str, ...]:
    """Return the months that have a day in the period, such as 2026-11; none where it is one."""
    first = period.first.year * 12 + period.first.month - 1
    last = period.last.year * 12 + period.last.month - 1
    months = range(first, last + 1) if last > first else ()
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)


def _once(areas: Iterator[Named]) -> list[Named]:
    return [dict(one) for one in dict.fromkeys(tuple(area.items()) for area in areas)]


def _of_duty() -> Iterator[Named]:
    for grade in GRADES:
        yield grade
        yield from (grade | {"result": result} for result in RESULTS)
    yield from ({"state": one} for one in (OVER, OPEN))


def _apart_in(area: Named) -> Iterator[Named]:
    yield from (area | of_clock(clock) for clock in OTHER_CLOCKS)
    yield from (area | CHILDREN | one for one in ({}, {"state": OVER}, {"state": OPEN}))
    yield from (area | FORCE_COUNT | one for one in ({}, {"arrived": YES}, {"arrived": NO}))


def _of_all() -> Iterator[Named]:
    yield {}
    yield {"timed": NO}
    yield from ({"closed": why} for why in (*REASONS, NO))
    yield from ({"repeat": one} for one in (YES, NO))
