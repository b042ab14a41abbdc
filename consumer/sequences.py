"""Which numbered messages of a feed are missing. Pure.

Messages may come in any order, so a hole is an alarm only after it has stood for a while.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.feeds import Gap

GAP_PATIENCE = timedelta(minutes=10)
"""How long a number may be missing before someone is told. Source: contract section 3, `gap`."""


def note_sequence(
    highest: int | None, missing: Sequence[Gap], number: int, source: str, now: datetime
) -> tuple[int, list[Gap]]:
    """Return the highest number heard, and the runs still missing, after one more came."""
    if highest is None:
        return number, list(missing)
    if number <= highest:
        return highest, [part for gap in missing for part in _without(gap, number)]
    if number == highest + 1:
        return number, list(missing)
    hole = Gap(
        source=source,
        first_missing=highest + 1,
        last_missing=number - 1,
        due_at=now + GAP_PATIENCE,
    )
    return number, [*missing, hole]


def _without(gap: Gap, number: int) -> Iterator[Gap]:
    """Yield what is left of a run once one of its numbers has come."""
    if not gap.first_missing <= number <= gap.last_missing:
        yield gap
        return
    if gap.first_missing < number:
        yield replace(gap, last_missing=number - 1)
    if number < gap.last_missing:
        yield replace(gap, first_missing=number + 1)
