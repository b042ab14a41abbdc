"""What came into the folders, what became of it, and what is expected: for `danm files`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, or_, select

from alerts.plain_words import london_words
from consumer.list_output import plain_table
from schemas.csv_cells import safe_cell
from schemas.file_tables import deliveries, files
from schemas.moments import zulu

if TYPE_CHECKING:
    from rich.table import Table


class Stand(StrEnum):
    """How it stands with a file, or with a delivery that is none yet."""

    TAKEN = "taken"
    READING = "reading"
    CUT_OFF = "cut_off"
    SET_ASIDE = "set_aside"
    EXPECTED = "expected"
    NOT_LOOKED_FOR = "not_looked_for"
    OVERDUE = "overdue"


STAND_WORDS = {
    Stand.TAKEN: "taken",
    Stand.READING: "not read to its end",
    Stand.CUT_OFF: "breaks off: send it again whole",
    Stand.SET_ASIDE: "set aside, nothing taken",
    Stand.EXPECTED: "expected",
    Stand.NOT_LOOKED_FOR: "past its limit, and nobody has looked since: is danm run running?",
    Stand.OVERDUE: "overdue",
}

ACTION_NEEDED = frozenset(Stand) - {Stand.TAKEN, Stand.READING, Stand.EXPECTED}
"""With these somebody must do something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One file, or one delivery that has not come; None is what does not apply or is not known."""

    source: str
    stand: Stand
    at: datetime
    """When it was found, or is expected."""
    due_at: datetime | None = None
    file: Row[Any] | None = None


def file_lines(connection: Connection, since: datetime, now: datetime) -> list[FileLine]:
    """Return files found, and deliveries expected, since an instant, by source and time."""
    found = connection.execute(select(files).where(files.c.found_at >= since))
    lines = [_of_file(row) for row in found]
    missing = select(deliveries).where(
        deliveries.c.arrived_at.is_(None),
        or_(deliveries.c.expected_at >= since, deliveries.c.missed_at >= since),
    )
    lines += [_of_delivery(row, now) for row in connection.execute(missing)]
    return sorted(lines, key=lambda one: (one.source, one.at, one.stand))


def _of_file(row: Row[Any]) -> FileLine:
    return FileLine(source=row.source, stand=Stand(row.state), at=row.found_at, file=row)


def _of_delivery(row: Row[Any], now: datetime) -> FileLine:
    if row.missed_at is not None:
        stand = Stand.OVERDUE
    else:
        stand = Stand.EXPECTED if now < row.due_at else Stand.NOT_LOOKED_FOR
    return FileLine(source=row.source, stand=stand, at=row.expected_at, due_at=row.due_at)


_FILE_INSTANTS = ("found_at", "taken_at", "modified_at", "sent_at", "complete_to", "expected_at")
_FILE_COUNTS = (
    *("rows", "rows_used", "rows_left_out", "bad_rows", "usual_rows", "disappeared"),
    "times_sent",
)
_FILE_WORDS = ("name", "folder", "reason", "note")

COLUMNS = ("source", "state", "due_at", *_FILE_WORDS, *_FILE_INSTANTS, *_FILE_COUNTS, "gave")


def file_json(line: FileLine) -> dict[str, Any]:
    """Return a line as JSON; what does not apply or is not known is absent. Times in UTC."""
    told: dict[str, Any] = {"source": line.source, "state": line.stand.value}
    if line.file is None:
        told |= {"expected_at": zulu(line.at)}
    else:
        row = line.file
        times = {name: getattr(row, name) for name in _FILE_INSTANTS}
        told |= {name: getattr(row, name) or None for name in _FILE_WORDS}
        told |= {name: None if at is None else zulu(at) for name, at in times.items()}
        told |= {name: getattr(row, name) for name in _FILE_COUNTS}
        told |= {"gave": json.loads(row.gave or "{}")}
    told |= {"due_at": None if line.due_at is None else zulu(line.due_at)}
    return {name: value for name, value in told.items() if value is not None}


def file_cells(line: FileLine) -> dict[str, str]:
    """Return a line by column; what is unknown is empty."""
    told = file_json(line)
    told["gave"] = " ".join(f"{name}={count}" for name, count in told.get("gave", {}).items())
    return {name: safe_cell(told.get(name)) for name in COLUMNS}


def file_table(lines: Sequence[FileLine]) -> "Table":
    """Return the lines as a table, by the clock on the wall."""
    table = plain_table()
    for name in ("From", "File", "Came"):
        table.add_column(name, overflow="fold")
    for name in ("Rows", "Used", "Left out", "Refused"):
        table.add_column(name, justify="right")
    table.add_column("What became of it", overflow="fold")
    for line in lines:
        table.add_row(line.source, *_shown(line), _words(line))
    return table


def _shown(line: FileLine) -> tuple[str, ...]:
    row = line.file
    if row is None:
        return "", f"for {london_words(line.at)}", "", "", "", ""
    counts = (row.rows, row.rows_used, row.rows_left_out, row.bad_rows)
    return row.name, london_words(line.at), *("" if n is None else str(n) for n in counts)


def _words(line: FileLine) -> str:
    words = [STAND_WORDS[line.stand]]
    if line.file is None:
        return (
            words[0] if line.due_at is None else f"{words[0]} (limit {london_words(line.due_at)})"
        )
    row = line.file
    if row.times_sent > 1:
        words.append(f"came {row.times_sent} times")
    if row.thin_at is not None:
        words.append(f"usually about {row.usual_rows} rows")
    if row.disappeared:
        words.append(f"{row.disappeared} rows of the file before are gone")
    return "; ".join([*words, *(text for text in (row.reason, row.note) if text)])


def file_summary(lines: Sequence[FileLine], days: int) -> str:
    """Return how many need somebody, in a sentence."""
    if not lines:
        return f"No file came in the last {days} days, and none is expected."
    needed = sum(line.stand in ACTION_NEEDED for line in lines)
    refused = sum(line.file.bad_rows or 0 for line in lines if line.file is not None)
    if not needed and refused:
        return (
            "Nothing is overdue, but some rows could not be read, and each may be about a child: "
            "see danm quarantine."
        )
    if not needed:
        return "Nothing is overdue, and every file was taken whole."
    return f"{needed} of these need somebody: until then children in them may be waiting unseen."
