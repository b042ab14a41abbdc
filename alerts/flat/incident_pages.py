"""One page of incidents: read in three queries, made into subjects with nobody kept waiting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, or_, select

from alerts.flat.pages import Found, Shown, shown_reference
from alerts.flat.places import Place
from alerts.flat.subjects import FirstResult, Incident
from schemas.among import among
from schemas.facts import in_order, load_facts
from schemas.listing import Listed
from schemas.pictures import load_case
from schemas.tables import cases, judgements
from schemas.words import Clock, Rung, Verdict

_COLUMNS = (
    *(cases.c.case_key, cases.c.handle, cases.c.sealed_ref, cases.c.facts, cases.c.picture),
    *(cases.c.rung, cases.c.started_at, cases.c.named_duplicate_of),
)
_MEASURE = f"clock:{Clock.DUTY}"
"""How the ledger of judgements names the duty clock."""

_CaseRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """The stored rows of one page, and what other tables say of them."""

    rows: Sequence[_CaseRow]
    codes: Mapping[bytes, str]
    """Case codes of the cases that some of these duplicate."""
    first: Mapping[bytes, FirstResult]
    is_last: bool

    def made(self, shown: Shown | None) -> Found[Incident]:
        """Return the incidents of the page."""
        last = None
        if not self.is_last:
            last = Place(at=self.rows[-1].started_at, name=self.rows[-1].handle)
        return Found(rows=[self._incident(row, shown) for row in self.rows], last=last)

    def _incident(self, row: _CaseRow, shown: Shown | None) -> Incident:
        case = load_case(row.picture)
        of = None if case.duplicate_of is None else row.named_duplicate_of
        return Incident(
            listed=Listed(
                handle=row.handle,
                case=case,
                rung=None if row.rung is None else Rung(row.rung),
                reference=shown_reference(shown, row.case_key, row.sealed_ref),
            ),
            facts=tuple(in_order(load_facts(row.facts))),
            joined_to=None if of is None else self.codes.get(of),
            first=self.first.get(row.case_key),
        )


def incident_page(
    read: Callable[[], AbstractContextManager[Connection]],
    condition: ColumnElement[bool],
    after: Place | None,
    at_most: int,
) -> CasePage:
    """Read the incidents after a place, by when they began and then by case code."""
    with read() as connection:
        rows = connection.execute(cases_after(after, _COLUMNS, condition).limit(at_most)).all()
        return CasePage(
            rows=rows,
            codes=_codes(connection, {row.named_duplicate_of for row in rows} - {None}),
            first=_first_results(connection, [row.case_key for row in rows]),
            is_last=len(rows) < at_most,
        )


def cases_after(
    after: Place | None, columns: Sequence[Column[Any]], condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return a query of cases after a place, by when they began and then by case code."""
    page = select(*columns).where(condition).order_by(cases.c.started_at, cases.c.handle)
    if after is None:
        return page
    later = or_(cases.c.started_at > after.at, cases.c.handle > after.name)
    return page.where(and_(cases.c.started_at >= after.at, later))


def _codes(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, str]:
    wanted = sorted(keys)
    if not wanted:
        return {}
    of_these = among(connection, cases.c.case_key, wanted)
    rows = select(cases.c.case_key, cases.c.handle).where(of_these)
    return {row.case_key: row.handle for row in connection.execute(rows)}


def _first_results(connection: Connection, keys: Sequence[bytes]) -> dict[bytes, FirstResult]:
    of_these = among(connection, judgements.c.case_key, keys)
    rows = select(judgements).where(of_these, judgements.c.measure == _MEASURE)
    return {
        row.case_key: FirstResult(
            result=Verdict(row.outcome), judged_at=row.judged_at, revisions=row.revisions
        )
        for row in connection.execute(rows)
    }
