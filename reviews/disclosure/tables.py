"""Tables of counts with their margins, exact and as they may be shown. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviews.cohorts import ALL

Key = tuple[str, ...]
"""A cell by its place in every dimension; ``all`` stands for the margin of one."""


class Reason(StrEnum):
    """Why a cell is withheld. For the analyst: printed beside a cell, PRIMARY says it is 1-4."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALIKE = "alike"


class TableDoesNotAdd(ValueError):
    """A total is not the sum of its parts, so that nothing can be said of what they give away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A total and the parts that add up to it."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        """The total, then its parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Counts by place, with margins. Tables that share a total are one table.

    The same cases by risk and by week have the places (risk, all), (all, week) and (all, all).
    Whatever can be subtracted belongs in it: beside all and those still open also those closed.

    Raises:
        TableDoesNotAdd: A total is not the sum of its parts, or a count is negative.
    """

    counts: Mapping[Key, int]

    def __post_init__(self) -> None:
        """Refuse counts that do not add up."""
        if any(count < 0 for count in self.counts.values()):
            raise TableDoesNotAdd("a count is negative")
        for line in self.lines():
            if self.counts[line.total] != sum(self.counts[part] for part in line.parts):
                raise TableDoesNotAdd(f"the parts do not add up to {line.total}")

    def lines(self) -> Iterator[Line]:
        """Yield every sum in the table, in the order of the places."""
        parts: dict[tuple[int, Key], list[Key]] = defaultdict(list)
        for key in sorted(self.counts):
            for place, name in enumerate(key):
                total = (*key[:place], ALL, *key[place + 1 :])
                if name != ALL and total in self.counts:
                    parts[place, total].append(key)
        for (_, total), keys in sorted(parts.items()):
            yield Line(total=total, parts=tuple(keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A count as it may be shown: rounded to 5, or None and why it is withheld.

    Every withheld cell is printed by the same sign, whatever the reason.
    """

    shown: int | None
    withheld: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedTable:
    """The cells of a table, in the order of their places."""

    cells: Mapping[Key, Cell]
