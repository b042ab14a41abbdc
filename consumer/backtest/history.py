"""The stored history of a database, as the back-test reads it: in pieces, never all at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from consumer.backtest.contacts import Spoken, spoken_in
from consumer.backtest.course import Held, Known, course_of
from consumer.backtest.links import Links
from consumer.backtest.playing import Group, StoredCase
from schemas.among import among
from schemas.facts import Fact, load_facts
from schemas.hold_tables import acknowledgements
from schemas.messages import message_key
from schemas.tables import cases, home_cases, messages

PAGE = 500
"""Cases read at once. Source: assumption, to bound memory; a group of one home may be larger."""

READ_LATER = timedelta(hours=24)
"""From when on a message counts as history that was read in afterwards: then it is taken as known
when it was sent, not when it was read. Source: assumption; a nightly file is at most a day behind.
"""


_CaseRow = Row[bytes, str, bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One case as it is stored, with every fact and when it became known here."""

    case: StoredCase
    known: tuple[Known, ...]


@dataclass(slots=True, kw_only=True)
class Survey:
    """What must be known of the whole history before one case can be lived through."""

    links: Links = field(default_factory=Links)
    spoken: list[tuple[str, Spoken]] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    """The cases about which something may ring in the period."""
    cases: int = 0
    messages: int = 0
    read_later: int = 0
    """Messages that were read more than `READ_LATER` after they were sent."""
    first_at: datetime | None = None
    """When the first message became known; None where there is none."""


@dataclass(slots=True, kw_only=True)
class History:
    """The cases of one database, all seen as at one instant."""

    connection: Connection
    read_later: timedelta = READ_LATER
    on_cases: Callable[[int], None] = lambda _: None
    """Told how many cases more have been read."""

    def count(self) -> int:
        """Return how many cases there are."""
        return self.connection.scalar(select(func.count()).select_from(cases)) or 0

    def survey(self, since: datetime, until: datetime) -> Survey:
        """Read the whole history once; ``since`` is when the last message may have come at least.

        Only cases with a message from then on, and one up to ``until``, can ring in the period.
        """
        found = Survey()
        for kin, key in self._shared_homes():
            found.links.link(kin, key)
        for page in self._pages():
            for one in self._stored(page, found):
                _note(found, one, since, until)
            self.on_cases(len(page))
        return found

    def groups(self, survey: Survey) -> Iterator[Group]:
        """Yield the cases that matter, with all that they depend on, a group at a time."""
        done: set[bytes] = set()
        together: list[set[bytes]] = []
        for key in survey.keys:
            if key in done:
                continue
            members = set(survey.links.of(key))
            if len(members) > 1:
                done |= members
            together.append(members)
            if sum(map(len, together)) >= PAGE:
                yield from self._read_groups(together)
                together = []
        yield from self._read_groups(together)

    def _read_groups(self, together: Sequence[set[bytes]]) -> Iterator[Group]:
        wanted = sorted(key for members in together for key in members)
        found: dict[bytes, Stored] = {}
        holds: dict[bytes, list[Held]] = {}
        for place in range(0, len(wanted), PAGE):
            page = wanted[place : place + PAGE]
            rows = self.connection.execute(_CASES.where(self._are(cases.c.case_key, page))).all()
            found |= {one.case.key: one for one in self._stored(rows, Survey())}
            holds |= self._holds(page)
        for members in together:
            group = [found[key] for key in sorted(members) if key in found]
            known = {one.case.key: one.known for one in group}
            course = course_of(known, {key: holds[key] for key in known if key in holds})
            yield Group(cases=tuple(one.case for one in group), course=course)
            self.on_cases(len(group))

    def _holds(self, keys: Sequence[bytes]) -> dict[bytes, list[Held]]:
        """Return when these cases were taken in hand and given up, in the order it was said."""
        rows = select(acknowledgements).where(self._are(acknowledgements.c.case_key, keys))
        holds: dict[bytes, list[Held]] = {}
        for row in self.connection.execute(rows.order_by(acknowledgements.c.acknowledgement_id)):
            of_case = holds.setdefault(row.case_key, [])
            of_case.append((row.at, row.check_at))
            if row.ended_at is not None:
                of_case.append((row.ended_at, row.ended_at))
        return holds

    def _are(self, column: ColumnElement[bytes], keys: Sequence[bytes]) -> ColumnElement[bool]:
        return among(self.connection, column, keys)

    def _shared_homes(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield every two cases that share a household or a child, each with the next one."""
        several = select(home_cases.c.kin).group_by(home_cases.c.kin).having(func.count() > 1)
        rows = select(home_cases).where(home_cases.c.kin.in_(several)).order_by(home_cases.c.kin)
        before: Row[Any, Any] | None = None
        for row in self.connection.execute(rows):
            if before is not None and before.kin == row.kin:
                yield before.case_key, row.case_key
            before = row

    def _pages(self) -> Iterator[Sequence[_CaseRow]]:
        page = _CASES.order_by(cases.c.case_key).limit(PAGE)
        rows = self.connection.execute(page).all()
        while rows:
            yield rows
            after = page.where(cases.c.case_key > rows[-1].case_key)
            rows = self.connection.execute(after).all()

    def _stored(self, rows: Sequence[_CaseRow], survey: Survey) -> Iterator[Stored]:
        facts = {row.case_key: load_facts(row.facts) for row in rows}
        handled = self._handled(fact for every in facts.values() for fact in every)
        for row in rows:
            known = []
            for fact in facts[row.case_key]:
                at = handled.get(message_key(fact.source, fact.id), fact.time)
                is_history = at - fact.time > self.read_later
                survey.read_later += is_history
                known.append((fact.time if is_history else at, fact))
            case = StoredCase(key=row.case_key, handle=row.handle, sealed_ref=row.sealed_ref)
            yield Stored(case=case, known=tuple(known))

    def _handled(self, facts: Iterable[Fact]) -> dict[bytes, datetime]:
        """Return when these messages were handled; those that nobody kept are left out."""
        keys = sorted({message_key(fact.source, fact.id) for fact in facts})
        handled: dict[bytes, datetime] = {}
        for place in range(0, len(keys), PAGE):
            some = self._are(messages.c.message_key, keys[place : place + PAGE])
            rows = select(messages.c.message_key, messages.c.handled_at).where(some)
            handled.update(
                (row.message_key, row.handled_at) for row in self.connection.execute(rows)
            )
        return handled


_CASES = select(cases.c.case_key, cases.c.handle, cases.c.sealed_ref, cases.c.facts)


def _note(survey: Survey, one: Stored, since: datetime, until: datetime) -> None:
    instants = [at for at, _ in one.known]
    survey.cases += 1
    survey.messages += len(instants)
    survey.first_at = min([*instants, *([survey.first_at] if survey.first_at else [])])
    survey.spoken += spoken_in(one.known)
    for _, fact in one.known:
        if fact.of is not None:
            survey.links.link(one.case.key, bytes.fromhex(fact.of))
    if max(instants) >= since and min(instants) <= until:
        survey.keys.append(one.case.key)
