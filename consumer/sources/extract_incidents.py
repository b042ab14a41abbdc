"""Rows gathered by incident, and those left aside that the mapping does not want."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from consumer.sources.extract_faults import AnyMapping, bad_row
from consumer.sources.extract_fields import is_reference
from consumer.sources.extract_recipes import Incident
from consumer.sources.extract_rows import BadRow, Row, Tally
from consumer.sources.extract_times import Unreadable

LONGEST_REFERENCE = 60
"""Leaves room for a child's `-c29` behind it. Source: contract section 1 (64 characters)."""

Group = list[Row] | BadRow


def incidents_of(
    rows: Iterable[Row | BadRow], mapping: AnyMapping, tally: Tally
) -> Iterator[Incident | BadRow]:
    """Yield the incidents that the mapping keeps, and bad rows where they are met.

    `incident_rows = "anywhere"` holds the mapped cells of the whole file in memory; `adjacent`
    and `one` hold one incident at a time.
    """
    for group in _groups(_kept(rows, mapping, tally), mapping):
        if isinstance(group, BadRow):
            yield group
        elif _is_wanted(group, mapping):
            tally.incidents += 1
            yield Incident(reference=_reference(group[0], mapping), rows=tuple(group))
        else:
            tally.rows_left_out += len(group)


def _kept(
    rows: Iterable[Row | BadRow], mapping: AnyMapping, tally: Tally
) -> Iterator[Row | BadRow]:
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        elif not all(condition.holds(row.cells) for condition in mapping.keep_rows):
            tally.rows_left_out += 1
        elif not _has_reference(row, mapping):
            fault = Unreadable(mapping.reference_column, "holds no reference of an incident")
            yield bad_row(row, fault, mapping)
        else:
            yield row


def _groups(rows: Iterator[Row | BadRow], mapping: AnyMapping) -> Iterator[Group]:
    match mapping.incident_rows:
        case "one":
            return (row if isinstance(row, BadRow) else [row] for row in rows)
        case "adjacent":
            return _adjacent(rows, mapping)
        case "anywhere":
            return _anywhere(rows, mapping)


def _anywhere(rows: Iterator[Row | BadRow], mapping: AnyMapping) -> Iterator[Group]:
    held: dict[str, list[Row]] = {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        else:
            held.setdefault(_key(row, mapping), []).append(row)
    yield from held.values()


def _adjacent(rows: Iterator[Row | BadRow], mapping: AnyMapping) -> Iterator[Group]:
    """Yield runs of rows with one reference; a bad row between two of them ends the run."""
    keyed = groupby(rows, key=lambda row: "" if isinstance(row, BadRow) else _key(row, mapping))
    for _, run in keyed:
        together: list[Row] = []
        for row in run:
            if isinstance(row, BadRow):
                yield row
            else:
                together.append(row)
        if together:
            yield together


def _is_wanted(rows: list[Row], mapping: AnyMapping) -> bool:
    """Whether one row of the incident passes every condition of `keep_incidents`."""
    return any(
        all(condition.holds(row.cells) for condition in mapping.keep_incidents) for row in rows
    )


def _reference(row: Row, mapping: AnyMapping) -> str:
    return row.cells[mapping.reference_column].strip()


def _key(row: Row, mapping: AnyMapping) -> str:
    """Return a reference as it is compared, by the default rule of the contract."""
    return "".join(_reference(row, mapping).split()).upper()


def _has_reference(row: Row, mapping: AnyMapping) -> bool:
    reference = _reference(row, mapping)
    fits = is_reference(reference) and len(reference) <= LONGEST_REFERENCE
    return fits and not mapping.file.says_unknown(reference)
