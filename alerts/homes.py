"""Who of one home waits: the later case is named while an earlier one still does. Pure.

Source: contract section 3, `repeat`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from schemas.entries import Entry
from schemas.records import Case

Place = tuple[datetime, str]
"""When a case began and, on the same start, its reference: the order of the cases of a home."""


def with_repeats(
    due: Iterable[Entry],
    relatives: Callable[[Entry], Iterable[Entry]],
    place: Callable[[Entry], Place],
) -> dict[bytes, tuple[Entry, Entry | None]]:
    """Return what to look at, each with the earlier case of its home that still waits.

    A change is looked at from both ends: this case may be the later one, or the earlier.
    """
    looked_at = list(due)
    found: dict[bytes, tuple[Entry, Entry | None]] = {e.key: (e, None) for e in looked_at}
    for entry in (e for e in looked_at if e.marks.is_changed):
        for other in relatives(entry):
            earlier, later = sorted((entry, other), key=place)
            if _repeats(earlier.picture, later.picture):
                known = found.get(later.key, (later, None))[1]
                first = min((e for e in (known, earlier) if e), key=place)
                found[later.key] = (later, first)
    return found


def _repeats(earlier: Case, later: Case) -> bool:
    """Whether the later case happened in a home where the earlier one still waits.

    Joined cases never repeat each other: all but one of them are closed.
    """
    return earlier.is_waiting and not later.is_closed and not earlier.kin.isdisjoint(later.kin)
