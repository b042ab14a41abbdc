"""Reading what a joint-review pack is made from: a page of cases at a time, kept small."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from alerts.flat.incident_pages import cases_after
from alerts.flat.places import Place
from alerts.flat.reading import PAGE
from consumer.figuring import contacts_heard
from consumer.ledger import place_labels
from consumer.receipts_told import by_notice, receipts_told
from consumer.source_troubles import count_troubles
from reviews.delays import Looked
from reviews.pack import DayHeld, Named, Period, Seen, Sources, counts, see
from schemas.clocks import is_believable
from schemas.control_totals import ControlTotal, control_total_of
from schemas.facts import Fact, load_facts
from schemas.pictures import load_case
from schemas.policy import PolicyBook
from schemas.records import Case
from schemas.reported_hours import Place as ReportedPlace
from schemas.reported_hours import held_with_children
from schemas.tables import cases, control_totals
from schemas.words import Milestone

_COLUMNS = (cases.c.picture, cases.c.facts, cases.c.started_at, cases.c.handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the cases of a period tell, the policies they are judged by, and who told it."""

    seen: list[Seen]
    versions: frozenset[str]
    sources: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """A period of a database, in a quiet copy of it."""

    connection: Connection
    policies: PolicyBook
    period: Period

    def count(self) -> int:
        """Return how many cases there are to read."""
        every = select(func.count()).select_from(cases).where(self._within)
        return self.connection.scalar(every) or 0

    def read(self, on_read: Callable[[int], None]) -> Read:
        """Return what the cases of the period tell; ``on_read`` is told how many cases more."""
        looked = self._looked()
        newest = self.policies.versions[-1]
        seen, versions, sources = [], set(), Sources()
        for row in self._rows(on_read):
            facts = load_facts(row.facts)
            case = _with_notices(load_case(row.picture), facts)
            sources.add(case, facts, self.period.as_of)
            if counts(case):
                force, council = place_labels(case, newest)
                named = Named(code=row.handle, force=force, local_authority=council)
                seen.append(see(case, named, looked, facts))
                versions.add(case.policy)
        count_troubles(self.connection, self.period, sources)
        return Read(seen=seen, versions=frozenset(versions), sources=sources)

    def days(self) -> list[DayHeld]:
        """Return the force's own counts of the days of the period, and what we hold of each."""
        day, period = control_totals.c.day, self.period
        of_these = day.between(period.first.isoformat(), period.last.isoformat())
        rows = self.connection.execute(select(control_totals).where(of_these))
        return [self._held(control_total_of(row)) for row in rows]

    def _held(self, total: ControlTotal) -> DayHeld:
        place = ReportedPlace(force=total.force, local_authority=total.local_authority)
        held = held_with_children(self.connection, place, total.day)
        return DayHeld(total=total, held=held)

    def _rows(self, on_read: Callable[[int], None]) -> Iterator[Row[*tuple[Any, ...]]]:
        after: Place | None = None
        while True:
            page = cases_after(after, _COLUMNS, self._within).limit(PAGE)
            rows = self.connection.execute(page).all()
            yield from rows
            on_read(len(rows))
            if len(rows) < PAGE:
                return
            after = Place(at=rows[-1].started_at, name=rows[-1].handle)

    @property
    def _within(self) -> ColumnElement[bool]:
        period = self.period
        return and_(cases.c.started_at >= period.since, cases.c.started_at < period.until)

    def _looked(self) -> Looked:
        as_of, newest = self.period.as_of, self.policies.versions[-1]
        return Looked(
            as_of=as_of,
            policies=self.policies,
            contacts_heard=contacts_heard(self.connection, newest, as_of),
        )


def _with_notices(case: Case, facts: Sequence[Fact]) -> Case:
    """Return a case with its first and full notices, also where its picture is older than these."""
    if case.notices or case.received is None:
        return case
    start = case.milestones.get(Milestone.REPORTED)
    believed = [one for one in receipts_told(facts) if is_believable(start, one.at)]
    return replace(case, notices=by_notice(believed))
