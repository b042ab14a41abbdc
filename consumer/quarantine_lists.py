"""The quarantine as people see it: a table, what to do next, and cells for Excel."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alerts.plain_words import london_words
from consumer.list_output import plain_table
from consumer.quarantined import Quarantined, Standing, quarantined_json
from schemas.csv_cells import safe_cell
from schemas.refusal_words import REASON_WORDS

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("quarantine_id", "reason", "source", "coordinates", "at", "state", "clock_from")
"""Those of the contract, all of them also where nothing is known."""

_SHORT_ID = 8
"""Signs of an id that people see and type. Assumption: two of 3,000 share them by 1/1000."""


def quarantine_cells(told: Quarantined) -> dict[str, str]:
    """Return one message by column; what is unknown is empty."""
    known = quarantined_json(told)
    return {name: safe_cell(known.get(name)) for name in COLUMNS}


def quarantine_table(told: Sequence[Quarantined]) -> "Table":
    """Return what lies in quarantine as a table, by the clock on the wall."""
    table = plain_table()
    for name in ("Id", "Came", "From", "Found at", "Why not taken in", "May wait since", "State"):
        table.add_column(name, overflow="fold")
    for one in told:
        table.add_row(
            one.quarantine_id[:_SHORT_ID],
            london_words(one.at),
            one.source,
            one.coordinates,
            REASON_WORDS[one.reason],
            "not known" if one.clock_from is None else london_words(one.clock_from),
            one.state,
        )
    return table


def quarantine_summary(told: Sequence[Quarantined]) -> str:
    """Return how many wait for a person, and what a person can do."""
    still = sum(one.state is Standing.OPEN for one in told)
    if not still:
        return "No message waits in quarantine."
    what = "1 message waits" if still == 1 else f"{still} messages wait"
    return (
        f"{what} in quarantine, and each may be about a child. Once the program or its settings "
        "are mended: danm quarantine retry --all. To mend a message: danm quarantine export. Rows "
        "and files are mended in their folder; what is settled otherwise: danm quarantine dismiss."
    )
