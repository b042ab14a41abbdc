"""Flat rows read from the database, in pages: each in a short transaction, made into rows after it.

Sorted by when an incident began or an alert was raised, then by name: the same database gives the
same rows in the same order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, true

from alerts.flat.alarm_pages import alarm_page
from alerts.flat.columns import Value
from alerts.flat.incident_pages import incident_page
from alerts.flat.pages import Found, Shown
from alerts.flat.places import Place, read_place
from alerts.flat.subjects import Alarm, Incident, Passed, receipts_of
from alerts.flat.tables import ALERTS, INCIDENTS, LEGS, RECEIPTS
from schemas.legs import legs_of

PAGE = 500
"""Incidents or alerts read at once. Source: assumption, well under the 100 ms a reader may take."""

_ALL: ColumnElement[bool] = true()

T = TypeVar("T")

Row = dict[str, Value]
Reads = Callable[[], AbstractContextManager[Connection]]
"""What gives a reading connection for one page: `Database.read`, or a quiet copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose rows, and how much of them.

    ``cases`` is a condition on the table `cases`, ``alerts`` one on `alerts` joined to it; a page
    holds the rows of ``at_most`` incidents or alerts. ``shown`` gives the reference of a case, or
    None; whoever passes another than the default writes the audit row first.
    """

    cases: ColumnElement[bool] = _ALL
    alerts: ColumnElement[bool] = _ALL
    at_most: int = PAGE
    shown: Shown | None = None


EVERYTHING = Asked()
"""All rows, without references."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a table; ``after`` asks for the next page, None where this was the last.

    Of legs and receipts it may hold any number, also none: it is of so many incidents.
    """

    rows: tuple[Row, ...]
    after: str | None


def page(read: Reads, name: str, asked: Asked = EVERYTHING, after: str | None = None) -> Page:
    """Return one page of `incidents`, `legs`, `receipts` or `alerts`.

    Raises:
        KeyError: No such table is read from here (`waiting` is not: see `waiting_rows`).
        NoSuchPlace: ``after`` is not from a page before.
    """
    found = _page(read, name, asked, None if after is None else read_place(after))
    return Page(rows=tuple(found.rows), after=None if found.last is None else str(found.last))


def rows(read: Reads, name: str, asked: Asked = EVERYTHING) -> Iterator[Row]:
    """Yield every row of a table, however many there are.

    One that changes meanwhile is shown as it is when its page is read.
    """
    for some in _every(partial(_page, read, name, asked)):
        yield from some


def incident_pages(read: Reads, asked: Asked = EVERYTHING) -> Iterator[Sequence[Incident]]:
    """Yield every incident, a page at a time, for whoever makes several tables of them at once."""
    yield from _every(partial(_incidents, read, asked))


def alarm_pages(read: Reads, asked: Asked = EVERYTHING) -> Iterator[Sequence[Alarm]]:
    """Yield every alert, a page at a time."""
    yield from _every(partial(_alarms, read, asked))


def _every(read_page: Callable[[Place | None], Found[T]]) -> Iterator[Sequence[T]]:
    after: Place | None = None
    while True:
        found = read_page(after)
        yield found.rows
        if found.last is None:
            return
        after = found.last


def _incidents(read: Reads, asked: Asked, after: Place | None) -> Found[Incident]:
    return incident_page(read, asked.cases, after, asked.at_most).made(asked.shown)


def _alarms(read: Reads, asked: Asked, after: Place | None) -> Found[Alarm]:
    return alarm_page(read, asked.alerts, after, asked.at_most).made(asked.shown)


def _incident_rows(one: Incident) -> Iterator[Row]:
    yield INCIDENTS.row(one)


def _leg_rows(one: Incident) -> Iterator[Row]:
    for leg in legs_of(one.case):
        yield LEGS.row(Passed(incident=one, leg=leg))


def _receipt_rows(one: Incident) -> Iterator[Row]:
    for receipt in receipts_of(one):
        yield RECEIPTS.row(receipt)


ROWS_OF_INCIDENT: Mapping[str, Callable[[Incident], Iterator[Row]]] = MappingProxyType(
    {INCIDENTS.name: _incident_rows, LEGS.name: _leg_rows, RECEIPTS.name: _receipt_rows}
)
"""What one incident gives to each table that is made of incidents."""


def _page(read: Reads, name: str, asked: Asked, after: Place | None) -> Found[Row]:
    if name == ALERTS.name:
        alarms = _alarms(read, asked, after)
        return Found(rows=[ALERTS.row(alarm) for alarm in alarms.rows], last=alarms.last)
    make = ROWS_OF_INCIDENT[name]
    found = _incidents(read, asked, after)
    return Found(rows=[row for one in found.rows for row in make(one)], last=found.last)
