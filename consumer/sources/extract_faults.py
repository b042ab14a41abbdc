"""What is told of a row that could not be read: where, why, and since when a child may wait."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from consumer.sources.extract_fields import Reading
from consumer.sources.extract_recipes import recipes_of
from consumer.sources.extract_rows import BadRow, Row
from consumer.sources.extract_times import Unreadable
from consumer.sources.mapping import CouncilMapping, PoliceMapping
from consumer.sources.mapping_parts import TimeColumn
from schemas.told import EARLIEST, EARLIEST_OCCURRED

AnyMapping = PoliceMapping | CouncilMapping


def bad_row(
    row: Row, fault: Unreadable, mapping: AnyMapping, reference: str | None = None
) -> BadRow:
    """Return what a person is told of a row, with everything that could still be read of it."""
    return BadRow(
        line_number=row.line_number,
        reason=fault.reason,
        column=fault.column,
        reference=reference,
        clock_from=clock_from(row, mapping),
        raw=row.raw,
    )


def clock_from(row: Row, mapping: AnyMapping) -> datetime | None:
    """Return since when a child of this row may be waiting, UTC; None where no time is readable.

    When it was reported, else when it occurred, else the earliest other time of the row.
    """
    reading = Reading(row=row, habits=mapping.file)
    reported, occurred = _starts(mapping)
    for column, since in ((reported, EARLIEST), (occurred, EARLIEST_OCCURRED)):
        told = reading.time_if_told(column, since=since)
        if told is not None:
            return told.moment.earliest
    return min(_other_times(reading, mapping), default=None)


def _starts(mapping: AnyMapping) -> tuple[TimeColumn | None, TimeColumn | None]:
    if isinstance(mapping, PoliceMapping):
        return mapping.reported.at, mapping.reported.occurred
    block = mapping.received.incident if mapping.received is not None else None
    return (block.reported, block.occurred) if block is not None else (None, None)


def _other_times(reading: Reading, mapping: AnyMapping) -> Iterator[datetime]:
    for recipe in recipes_of(mapping):
        with suppress(Unreadable):
            told = reading.time(recipe.rules.at)
            if told is not None:
                yield told.moment.earliest
