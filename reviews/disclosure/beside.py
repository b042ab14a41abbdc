"""Shares printed beside protected counts, so that together they still give nothing away. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviews.disclosure.otherwise import Changes, Printed, net_of
from reviews.disclosure.protecting import is_safe
from reviews.disclosure.shares import board_share, readings
from reviews.disclosure.tables import CountTable, Key, ProtectedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share (0 to 1) of the cases in a cell, those in another cell, exact.

    It lies anywhere between ``met`` and ``met`` with all that are undecided: open waits count in
    part. ``undecided_at`` is their cell where they have one.
    """

    n: Key
    met: Key
    value: float
    undecided: int
    undecided_at: Key | None = None


def protect_shares(
    table: CountTable, safe: ProtectedTable, shares: Sequence[Share]
) -> Mapping[Key, float]:
    """Return the shares that may stand beside the shown counts, by the cell they are shares of.

    Of a withheld count there is none. One after the other, that of the most cases first, is kept
    if for every withheld cell another table is known that would be printed the same, shares too.
    """
    net = net_of(table)
    shown = {
        key: readings(table.counts[key]) for key, cell in safe.cells.items() if not cell.withheld
    }
    kept: list[tuple[Share, float]] = []

    def agrees(changes: Changes) -> bool:
        return all(_agrees(table.counts, changes, *one) for one in kept)

    printed = Printed(shown=shown, agrees=agrees)
    for share in sorted(shares, key=lambda one: (-table.counts[one.n], one.n)):
        coarse = board_share(share.value, table.counts[share.n])
        if coarse is not None and share.n in shown:
            kept.append((share, coarse))
            if not all(is_safe(net, key, printed) for key in safe.cells if key not in shown):
                kept.pop()
    return {share.n: coarse for share, coarse in kept}


def _agrees(counts: Mapping[Key, int], changes: Changes, share: Share, coarse: float) -> bool:
    """Return whether the changed counts would be printed with the same share."""
    if changes.keys().isdisjoint((share.n, share.met, share.undecided_at)):
        return True
    n = counts[share.n] + changes.get(share.n, 0)
    met = counts[share.met] + changes.get(share.met, 0)
    at = share.undecided_at
    undecided = share.undecided + (0 if at is None else changes.get(at, 0))
    if not 0 <= met <= met + undecided <= n:
        return False
    nearest = min(max(coarse, met / n), (met + undecided) / n)
    return board_share(nearest, n) == coarse
