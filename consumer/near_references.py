"""References that differ by a slip of the hand: which report a receipt may belong to. Pure."""

from collections.abc import Iterable, Mapping

SLIPS = 2
"""How many characters may be wrong, missing, too many, or changed places.

Source: assumption; two digits that changed places count as two.
"""

SHORTEST = 6
"""Shorter references are alike by chance. Source: assumption."""

_SEPARATORS = str.maketrans("", "", "-/._: ")


def near(reference: str, others: Mapping[str, str]) -> list[str]:
    """Return the case codes, by their references, that may be the same; the nearest first."""
    wanted = reference.translate(_SEPARATORS)
    if len(wanted) < SHORTEST:
        return []
    apart = {code: slips(wanted, other.translate(_SEPARATORS)) for code, other in others.items()}
    alike = ((number, code) for code, number in apart.items() if number <= SLIPS)
    return [code for _, code in sorted(alike)]


def slips(one: str, other: str) -> int:
    """Return how many single characters must change to turn one text into the other.

    Texts whose lengths differ too much are told as too far apart, without counting.
    """
    if abs(len(one) - len(other)) > SLIPS:
        return SLIPS + 1
    row: Iterable[int] = range(len(other) + 1)
    for place, letter in enumerate(one, start=1):
        row = _next_row(list(row), place, letter, other)
    return list(row)[-1]


def _next_row(above: list[int], place: int, letter: str, other: str) -> list[int]:
    row = [place]
    for column, facing in enumerate(other, start=1):
        changed = above[column - 1] + (letter != facing)
        row.append(min(changed, above[column] + 1, row[-1] + 1))
    return row
