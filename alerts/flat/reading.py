"""Flat rows read from the database, in pages: each in a short transaction, made into rows after it.

Sorted by when an incident began or an alert was raised, then by name: the same database gives the
same rows in the same order.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, true

from alerts.flat.alarm_pages import alarm_page
from alerts.flat.columns import Value
from alerts.flat.incident_pages import incident_page
from alerts.flat.pages import Found, Shown
from alerts.flat.places import Place, read_place
from alerts.flat.subjects import Incident, Passed, receipts_of
from alerts.flat.tables import ALERTS, INCIDENTS, LEGS, RECEIPTS
from schemas.legs import legs_of

PAGE = 500
"""Incidents or alerts read at once. Source: assumption, well under the 100 ms a reader may take."""

_ALL: ColumnElement[bool] = true()

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
    found = _PAGES[name](read, asked, None if after is None else read_place(after))
    return Page(rows=tuple(found.rows), after=None if found.last is None else str(found.last))


def rows(read: Reads, name: str, asked: Asked = EVERYTHING) -> Iterator[Row]:
    """Yield every row of a table, however many there are.

    One that changes meanwhile is shown as it is when its page is read.
    """
    after: str | None = None
    while True:
        one = page(read, name, asked, after)
        yield from one.rows
        if one.after is None:
            return
        after = one.after


class _ReadPage(Protocol):
    def __call__(self, read: Reads, asked: Asked, after: Place | None, /) -> Found[Row]: ...


def _incidents(read: Reads, asked: Asked, after: Place | None) -> Found[Incident]:
    return incident_page(read, asked.cases, after, asked.at_most).made(asked.shown)


def _of_incidents(make: Callable[[Incident], Iterator[Row]]) -> _ReadPage:
    def read_page(read: Reads, asked: Asked, after: Place | None) -> Found[Row]:
        found = _incidents(read, asked, after)
        return Found(rows=[row for one in found.rows for row in make(one)], last=found.last)

    return read_page


def _incident_rows(one: Incident) -> Iterator[Row]:
    yield INCIDENTS.row(one)


def _leg_rows(one: Incident) -> Iterator[Row]:
    for leg in legs_of(one.case):
        yield LEGS.row(Passed(incident=one, leg=leg))


def _receipt_rows(one: Incident) -> Iterator[Row]:
    for receipt in receipts_of(one):
        yield RECEIPTS.row(receipt)


def _alert_rows(read: Reads, asked: Asked, after: Place | None) -> Found[Row]:
    found = alarm_page(read, asked.alerts, after, asked.at_most).made(asked.shown)
    return Found(rows=[ALERTS.row(alarm) for alarm in found.rows], last=found.last)


_PAGES: dict[str, _ReadPage] = {
    INCIDENTS.name: _of_incidents(_incident_rows),
    LEGS.name: _of_incidents(_leg_rows),
    RECEIPTS.name: _of_incidents(_receipt_rows),
    ALERTS.name: _alert_rows,
}
