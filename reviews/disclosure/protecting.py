"""Which cells of a table are shown, rounded or withheld. Pure.

Withheld are counts of 1-4, and then as many more, the smallest first, until another table that
would be printed the same is known for each of them: no sum gives a withheld count back.
"""

from collections.abc import Iterator

from reviews.disclosure.otherwise import Changes, Net, Printed, could_be, net_of
from reviews.disclosure.shares import FEW, may_show_share, readings, rounded
from reviews.disclosure.tables import Cell, CountTable, Key, Line, ProtectedTable, Reason


def protect(table: CountTable) -> ProtectedTable:
    """Return the table as a board may see it.

    Of a withheld cell a reader who subtracts cannot tell the count, nor even that it is 1-4, nor,
    where he guesses that it is, which of the four.
    """
    net = net_of(table)
    withheld = _at_first(net)
    shown = {key: readings(table.counts[key]) for key in net.by_cell if key not in withheld}
    printed = Printed(shown=shown, agrees=_with_nothing_beside)
    open_ended = list(withheld)
    for key in open_ended:
        while not is_safe(net, key, printed):
            further = _further(net, key, shown)
            if further is None:
                break
            withheld[further] = Reason.SECONDARY
            del shown[further]
            open_ended.append(further)
    return ProtectedTable(
        cells={key: _cell(table.counts[key], withheld.get(key)) for key in net.by_cell}
    )


def _with_nothing_beside(_: Changes) -> bool:
    return True


def _cell(count: int, reason: Reason | None) -> Cell:
    return Cell(shown=None if reason else rounded(count), withheld=reason)


def _at_first(net: Net) -> dict[Key, Reason]:
    counts = net.table.counts
    alike = {key for line in net.table.lines() for key in _alike(net, line)}
    few = {key: Reason.PRIMARY for key in net.by_cell if counts[key] in FEW}
    return few | dict.fromkeys(sorted(alike), Reason.ALIKE)


def _alike(net: Net, line: Line) -> Iterator[Key]:
    """Yield the zeros that say: all of these few cases are of one sort.

    That is a share of 100 %, and so not for a total under 20.
    """
    counts = net.table.counts
    filled = [part for part in line.parts if counts[part]]
    if len(filled) == 1 and not may_show_share(counts[line.total]):
        yield from (part for part in line.parts if not counts[part])


def is_safe(net: Net, key: Key, printed: Printed) -> bool:
    """Return whether another count, and of 1-4 also another of 1-4, could stand there."""
    value = net.table.counts[key]
    near = [other for other in (value - 1, value + 1) if other >= 0]
    if value not in FEW:
        return any(could_be(net, key, other, printed) for other in near)
    few = [other for other in near if other in FEW]
    return all(
        any(could_be(net, key, other, printed) for other in others)
        for others in (few, (FEW.stop, FEW.start - 1))
    )


def _further(net: Net, key: Key, shown: dict[Key, range]) -> Key | None:
    """Return the next cell to withhold: near the one to hide, a part before a total, the smallest.

    A zero comes last: who knows the field may know that it must be none.
    """
    reached, edge = {key}, [key]
    while edge:
        lines = [line for one in edge for line in net.by_cell[one]]
        near = {cell: cell == line.total for line in lines for cell in line.cells if cell in shown}
        if near:
            counts = net.table.counts
            return min(near, key=lambda cell: (not counts[cell], near[cell], counts[cell], cell))
        cells = sorted({cell for line in lines for cell in line.cells} - reached)
        reached.update(cells)
        edge = cells
    return None
