"""Which numbered messages of a feed are missing. Pure.

Messages may come in any order, so a hole is an alarm only after it has stood for a while.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.feeds import Gap, Numbers

GAP_PATIENCE = timedelta(minutes=10)
"""How long a number may be missing before someone is told. Source: contract section 3, `gap`."""

Hole = tuple[int, int]
"""The first and the last number of a run that is missing."""


def note_number(numbers: Numbers, number: int) -> tuple[Numbers, list[Hole]]:
    """Return between which numbers messages lie now, and which run one more shows to be missing."""
    lowest, highest = numbers
    if lowest is None or highest is None:
        return Numbers(number, number), []
    if number > highest:
        return Numbers(lowest, number), _hole(highest + 1, number - 1)
    if number < lowest:
        return Numbers(number, highest), _hole(number + 1, lowest - 1)
    return numbers, []


def _hole(first: int, last: int) -> list[Hole]:
    return [(first, last)] if first <= last else []


def new_gap(source: str, hole: Hole, now: datetime) -> Gap:
    """Return the gap that becomes an alarm if it still stands after ten minutes."""
    first, last = hole
    return Gap(source=source, first_missing=first, last_missing=last, due_at=now + GAP_PATIENCE)


def without(missing: Iterable[Gap], number: int) -> list[Gap]:
    """Return what is still missing once one number has come."""
    return [part for gap in missing for part in _parts(gap, number)]


def _parts(gap: Gap, number: int) -> Iterator[Gap]:
    if not gap.first_missing <= number <= gap.last_missing:
        yield gap
        return
    if gap.first_missing < number:
        yield replace(gap, last_missing=number - 1)
    if number < gap.last_missing:
        yield replace(gap, first_missing=number + 1)
