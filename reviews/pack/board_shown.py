"""The figures of a board pack as they may be shown, found by name. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from reviews.delays import Result, told_in_time
from reviews.disclosure import Cell, ProtectedTable, Share, protect, protect_shares, step_of
from reviews.disclosure.tables import Key
from reviews.pack.board_counts import BoardCounts
from reviews.pack.board_grid import IN_TIME, NOT_YET, TIMED, Grid, Named, key_of
from reviews.pack.seen import Seen

NOT_SHOWN = "not shown"
"""The words for a withheld count; in tables it is an empty cell. All look alike."""

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What may be printed, and nothing else."""

    grid: Grid
    cells: Mapping[Key, Cell]
    shares: Mapping[Key, float]

    def count(self, named: Named) -> int | None:
        """Return a count to the nearest 5; None where it is withheld."""
        return self.cells[key_of(named)].shown

    def share(self, named: Named) -> float | None:
        """Return the share told in time of those that are timed there, where it may be said."""
        return self.shares.get(key_of(named | TIMED))

    def interval(self, named: Named) -> tuple[float, float] | None:
        """Return its 95 % interval (Wilson), worked out from what is printed and so no finer."""
        share, n = self.share(named), self.count(named | TIMED)
        if share is None or not n:
            return None
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * (share * (1 - share) / n + _Z**2 / (4 * n**2)) ** 0.5
        coarse = 0.0 if share in (0, 1) else step_of(n) / 2
        low, high = max(middle - half - coarse, 0.0), min(middle + half + coarse, 1.0)
        return round(low, 2), round(high, 2)

    def about_or_why(self, named: Named) -> str:
        """Return the same, or why it is not shown."""
        why = f"how many is {NOT_SHOWN}, so that no family can be found"
        return why if self.count(named) is None else self.about(named)

    def about(self, named: Named) -> str:
        """Return "about 215", "0", or that it is not shown."""
        shown = self.count(named)
        if shown is None:
            return f"a number that is {NOT_SHOWN}"
        return f"about {shown:,}" if shown else "0"


def shown_of(counts: BoardCounts, seen: Sequence[Seen]) -> Shown:
    """Return the counts and shares as they may be shown together."""
    safe: ProtectedTable = protect(counts.table)
    shares = protect_shares(counts.table, safe, list(_shares(counts, seen)))
    return Shown(grid=counts.grid, cells=safe.cells, shares=shares)


def grouped(seen: Sequence[Seen], grid: Grid) -> Mapping[Key, Sequence[Seen]]:
    """Return the notifications of every group of which a share or a length is told."""
    groups: dict[Key, list[Seen]] = {key_of(named): [] for named in grid.groups()}
    of_place: dict[tuple[str, ...], list[Key]] = {}
    for one in seen:
        risk = (one.risk if one.duty is None else one.duty.risk).value
        place = (one.force, one.local_authority, risk, f"{one.day:%Y-%m}")
        if place not in of_place:
            of_place[place] = _groups_of(grid, *place)
        for key in of_place[place]:
            groups[key].append(one)
    return groups


def _groups_of(grid: Grid, force: str, council: str, risk: str, month: str) -> list[Key]:
    own: list[Named] = [{}, {"risk": risk}, *([{"month": month}] if grid.months else [])]
    return [key_of(area | one) for area in grid.areas_of(force, council) for one in own]


def _shares(counts: BoardCounts, seen: Sequence[Seen]) -> Iterator[Share]:
    groups = grouped(seen, counts.grid)
    for named in counts.grid.groups():
        duty = [one.duty for one in groups[key_of(named)] if one.duty is not None]
        said = told_in_time(duty)
        if said.value is not None:
            has_own = "month" not in named
            undecided = sum(one.is_open and one.result is not Result.LATE for one in duty)
            yield Share(
                n=key_of(named | TIMED),
                met=key_of(named | TIMED | {"result": IN_TIME}),
                value=said.value,
                undecided=undecided,
                undecided_at=key_of(named | TIMED | {"result": NOT_YET}) if has_own else None,
            )
