"""Cases as flat rows for a spreadsheet: one column, one meaning, always there. Pure."""

from collections.abc import Mapping
from typing import Any

from schemas.csv_cells import safe_cell
from schemas.in_hand import HOLD_COLUMNS
from schemas.listing import Listed, Waiting, incident_json, waiting_json
from schemas.words import Clock, Milestone

_PLAIN = (
    *("handle", "incident_ref", "force", "local_authority", "risk", "highest_risk"),
    *("youngest", "children", "state", "disposition", "policy"),
)
_READING = ("lower", "upper", "working_seconds", "target", "verdict", "late_by")

INCIDENT_COLUMNS = (
    *_PLAIN,
    "flags",
    *(f"{milestone}_{end}" for milestone in Milestone for end in ("from", "to")),
    *(f"{clock}_{name}" for clock in Clock for name in _READING),
)
"""Times in UTC; `from` and `to` are equal where a time is exact. Clocks in elapsed seconds."""

_WAITING = ("waiting_seconds", "due_at", "rung")

WAITING_COLUMNS = (*_WAITING, *INCIDENT_COLUMNS, *HOLD_COLUMNS)
"""What a waiting case adds comes first: the list is read from the left. Who has it in hand is last,
where it moves no column that somebody reads by its place.
"""


def incident_cells(listed: Listed) -> dict[str, str]:
    """Return one incident by column; what is unknown is empty."""
    return _cells(incident_json(listed))


def waiting_cells(waiting: Waiting) -> dict[str, str]:
    """Return one waiting case by column; what is unknown is empty."""
    told = waiting_json(waiting)
    own = {name: told.get(name) for name in (*_WAITING, *HOLD_COLUMNS)}
    return {name: safe_cell(value) for name, value in own.items()} | _cells(told)


def _cells(told: Mapping[str, Any]) -> dict[str, str]:
    row: dict[str, object] = {name: told.get(name) for name in _PLAIN}
    row["flags"] = " ".join(told["flags"])
    for name, at in told["milestones"].items():
        row[f"{name}_from"] = at.get("at", at.get("from"))
        row[f"{name}_to"] = at.get("at", at.get("to"))
    for clock, reading in told["clocks"].items():
        exact = reading.get("seconds")
        reading = {"lower": exact, "upper": exact} | reading
        row |= {f"{clock}_{name}": reading.get(name) for name in _READING}
    return {name: safe_cell(value) for name, value in row.items()}
