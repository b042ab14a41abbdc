"""Whether two packs, laid side by side, show one case. Pure."""

from collections.abc import Mapping

from reviews.disclosure.tables import Key


def differ_by_one(before: Mapping[Key, int], after: Mapping[Key, int]) -> tuple[Key, ...]:
    """Return the places whose exact counts differ by one case; a missing place holds none.

    For packs of the same cases or of periods that overlap: whoever subtracts one from the other
    is left with a single family. Two weeks that have nothing in common may differ by one.
    """
    places = sorted(before.keys() | after.keys())
    return tuple(key for key in places if abs(before.get(key, 0) - after.get(key, 0)) == 1)
