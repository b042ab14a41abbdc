"""Another table that would be printed just the same: the proof that a cell cannot be told. Pure.

It starts from the true table with one count changed, and mends line after line, each by one other
count that what is printed leaves open, until all adds up again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from reviews.disclosure.tables import CountTable, Key, Line

_LOOKS = 200
"""Half-mended tables looked at before giving up; whoever gives up withholds more, never less."""

Changes = Mapping[Key, int]

Agrees = Callable[[Changes], bool]
"""Whether all else that is printed would be the same of the changed table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A table with its lines by cell."""

    table: CountTable
    by_cell: Mapping[Key, tuple[Line, ...]]


def net_of(table: CountTable) -> Net:
    """Return the table with its lines by cell."""
    by_cell: dict[Key, list[Line]] = {key: [] for key in sorted(table.counts)}
    for line in table.lines():
        for key in line.cells:
            by_cell[key].append(line)
    return Net(table=table, by_cell={key: tuple(lines) for key, lines in by_cell.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a reader has: ``shown`` holds what each shown count may stand for, others are withheld.

    ``agrees`` answers for whatever is printed beside the counts, ``found`` holds the tables found
    so far: as a rule one still does when more is printed.
    """

    shown: Mapping[Key, range]
    agrees: Agrees
    found: dict[tuple[Key, int], Changes] = field(default_factory=dict)


def could_be(net: Net, key: Key, value: int, printed: Printed) -> bool:
    """Return whether another table has this value there and is printed the same.

    False also where no such table was found soon enough.
    """
    known = printed.found.get((key, value))
    if known is not None and printed.agrees(known):
        return True
    order = count()
    start: Changes = {key: value - net.table.counts[key]}
    heap = [(0, next(order), start)]
    for _ in range(_LOOKS):
        if not heap:
            return False
        _, _, changes = heappop(heap)
        off = _off(net, changes)
        if not off and printed.agrees(changes):
            printed.found[key, value] = changes
            return True
        ways = (list(_mended(net, line, changes, printed.shown)) for line in off)
        for mended in min(ways, key=len, default=[]):
            heappush(heap, (len(mended) + 2 * len(_off(net, mended)), next(order), mended))
    return False


def _off(net: Net, changes: Changes) -> list[Line]:
    lines = dict.fromkeys(
        ((line.total, line.parts), line) for k in changes for line in net.by_cell[k]
    )
    return [line for _, line in lines if _missing(line, changes)]


def _missing(line: Line, changes: Changes) -> int:
    return sum(changes.get(part, 0) for part in line.parts) - changes.get(line.total, 0)


def _mended(
    net: Net, line: Line, changes: Changes, shown: Mapping[Key, range]
) -> Iterator[Changes]:
    missing = _missing(line, changes)
    for key in line.cells:
        change = missing if key == line.total else -missing
        value = net.table.counts[key] + change
        if key not in changes and value >= 0 and (key not in shown or value in shown[key]):
            yield {**changes, key: change}
