"""The exact counts that a board pack is made from. Pure. They belong in no file of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviews.delays import Observation
from reviews.disclosure import CountTable
from reviews.disclosure.tables import Key
from reviews.pack.board_grid import (
    CHILDREN,
    FORCE_COUNT,
    IN_TIME,
    LATE,
    NO,
    NOT_YET,
    OPEN,
    OTHER_CLOCKS,
    OTHERWISE,
    OVER,
    TIMED,
    YES,
    Grid,
    Named,
    key_of,
    months_of,
    of_clock,
    of_leg,
)
from reviews.pack.cases import repeats
from reviews.pack.parts import Period
from reviews.pack.reconciliation import DayHeld
from reviews.pack.seen import Seen
from schemas.words import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCounts:
    """What is counted, and how many."""

    grid: Grid
    table: CountTable


def board_counts(seen: Sequence[Seen], days: Sequence[DayHeld], period: Period) -> BoardCounts:
    """Return the exact counts of all that a board pack tells of."""
    of_seen = {(one.force, one.local_authority) for one in seen}
    of_days = {(day.total.force, day.total.local_authority) for day in days}
    grid = Grid(
        councils=tuple(sorted(of_seen | of_days)),
        months=months_of(period),
        legs=tuple(sorted({leg.name for one in seen for leg in one.legs})),
    )
    counts = Counter(dict.fromkeys(map(key_of, grid.cells()), 0))
    later = {again.code for _, again in repeats(seen)}
    alike = Counter(_place(one, is_repeat=one.code in later) for one in seen)
    for place, number in alike.items():
        for named in place.cells(grid):
            counts[key_of(named)] += number
    _add_children(counts, grid, seen)
    _add_days(counts, grid, days)
    return BoardCounts(grid=grid, table=CountTable(counts=counts))


def _add_children(counts: Counter[Key], grid: Grid, seen: Sequence[Seen]) -> None:
    for one in seen:
        if one.duty is not None and one.children is not None:
            state = {"state": OPEN if one.duty.is_open else OVER}
            for area in grid.areas_of(one.force, one.local_authority):
                counts[key_of(area | CHILDREN)] += one.children
                counts[key_of(area | CHILDREN | state)] += one.children


def _add_days(counts: Counter[Key], grid: Grid, days: Sequence[DayHeld]) -> None:
    for day in days:
        total = day.total
        counted = total.incidents_with_children
        arrived = min(counted, day.held)
        for area in grid.areas_of(total.force, total.local_authority):
            counts[key_of(area | FORCE_COUNT)] += counted
            counts[key_of(area | FORCE_COUNT | {"arrived": YES})] += arrived
            counts[key_of(area | FORCE_COUNT | {"arrived": NO})] += counted - arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a notification counts; many have the same one, and are counted together."""

    force: str
    council: str
    month: str
    closed: str
    repeat: str
    duty: tuple[str, str, str] | None
    """Grade, result, whether it is over; None where nothing can be said."""
    clocks: tuple[Clock, ...]
    legs: frozenset[str]

    def cells(self, grid: Grid) -> Iterator[Named]:
        """Yield every cell it counts in."""
        yield {}
        yield {"closed": self.closed}
        yield {"repeat": self.repeat}
        yield from map(of_leg, self.legs)
        if self.duty is None:
            yield {"timed": NO}
        for area in grid.areas_of(self.force, self.council):
            yield from (area | of_clock(clock) for clock in self.clocks)
            yield from (area | TIMED | one for one in self._of_duty(bool(grid.months)))

    def _of_duty(self, has_months: bool) -> Iterator[Named]:
        if self.duty is None:
            return
        risk, result, state = self.duty
        yield from ({}, {"risk": risk}, {"result": result}, {"risk": risk, "result": result})
        yield {"state": state}
        if has_months:
            yield {"month": self.month}
            coarse = IN_TIME if result == IN_TIME else OTHERWISE
            yield {"month": self.month, "result": coarse}


def _place(one: Seen, *, is_repeat: bool) -> _Place:
    duty = one.duty
    return _Place(
        force=one.force,
        council=one.local_authority,
        month=f"{one.day:%Y-%m}",
        closed=one.disposition.value if one.disposition else NO,
        repeat=YES if is_repeat else NO,
        duty=None if duty is None else _of_duty(duty),
        clocks=tuple(clock for clock in OTHER_CLOCKS if isinstance(one.clocks[clock], Observation)),
        legs=frozenset(leg.name for leg in one.legs),
    )


def _of_duty(duty: Observation) -> tuple[str, str, str]:
    result = duty.result.value if duty.result.value in (IN_TIME, LATE) else NOT_YET
    return duty.risk.value, result, OPEN if duty.is_open else OVER
