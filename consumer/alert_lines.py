"""All alerts of a database as lines of JSON, in the contract's order, however many they are."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from consumer.listings import Reveal, stored_alerts
from consumer.whole_file import write_whole
from schemas.alert import Alert, alert_json
from schemas.database import Database
from schemas.house import House
from schemas.words import RUNG_ORDER

STANDARD_OUTPUT = Path("-")
"""The path that means standard output."""


def write_alerts(database: Database, house: House, to: Path, reveal: Reveal) -> None:
    """Write every alert that the database holds; a file is written whole or not at all.

    Raises:
        OSError: The file cannot be written.
    """
    if to != STANDARD_OUTPUT:
        write_whole(_lines(database, house, reveal), to)
        return
    # Whoever reads our output may be slow, and a reader of the database keeps its writer waiting.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.writelines(_lines(database, house, reveal))
        file.seek(0)
        shutil.copyfileobj(file, sys.stdout)


def _lines(database: Database, house: House, reveal: Reveal) -> Iterator[str]:
    """Yield the alerts by `raised_at`, `due_at`, kind, rung, reference and clock.

    The database orders by the two instants; only those of the same instants are held at a time.
    """
    with database.read() as connection:
        together = groupby(stored_alerts(connection), key=lambda told: told[0].order[:2])
        for _, of_one_instant in together:
            yield from _ordered(list(of_one_instant), house, reveal)


_Stored = tuple[Alert, str | None, bytes | None]


def _ordered(alerts: list[_Stored], house: House, reveal: Reveal) -> Iterator[str]:
    placed = [
        (_place(alert, sealed, house), (alert, handle, sealed)) for alert, handle, sealed in alerts
    ]
    for _, (alert, handle, sealed) in sorted(placed, key=lambda one: one[0]):
        shown = None
        if alert.case_key is not None and sealed is not None:
            shown = reveal(alert.case_key, sealed)
        yield f"{json.dumps(alert_json(alert, handle, shown))}\n"


def _place(alert: Alert, sealed: bytes | None, house: House) -> tuple[str, int, str, str, str]:
    reference = ""
    if alert.case_key is not None and sealed is not None:
        reference = house.keys.reference(sealed, alert.case_key) or ""
    return alert.kind, RUNG_ORDER[alert.rung], reference, alert.clock or "", alert.alert_id
