"""One fetch of figures by a program: whose rows it sees, where more are, what is audited."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from urllib.parse import urlencode

from sqlalchemy import and_, select

from alerts.board.api_tokens import Token
from alerts.board.people import SOMEBODY_HERE, Person
from alerts.board.scope import in_scope
from alerts.board.visit import Visit
from alerts.flat import Asked, Page, page
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database
from schemas.retries import retrying
from schemas.tables import audit, cases

API = "/api/v1"

FETCHED = "figures fetched"

MOST_ROWS = 500
"""Incidents or alerts in one page. Source: as many as are read at once, see `alerts.flat`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who fetches: a program with its token, or whoever sits at this machine."""

    token: Token | None = None

    @property
    def actor(self) -> str:
        """What the audit calls them."""
        return SOMEBODY_HERE.actor if self.token is None else f"api:{self.token.name}"

    @property
    def person(self) -> Person:
        """Return whose children they see; a token has no role and may do nothing else."""
        if self.token is None:
            return SOMEBODY_HERE
        return Person(roles=frozenset(), councils=self.token.councils)

    def detail(self, table: str) -> str:
        """Return what the audit says of a fetch: the table, and the token's name."""
        return f"{table}, {'no token' if self.token is None else f'token {self.token.name}'}"


@dataclass(slots=True)
class Fetches:
    """Writes each fetch into the audit: one row for a table, a token and an hour.

    A program that asks every minute would else bury what people did under 1,440 rows a day, and
    which program saw which table is told as well by the first fetch of each hour as by all. What
    people see of single families, such as a police reference, is a row each time. Source of the
    hour: assumption; the data protection officer must agree.
    """

    _database: Database
    _written: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, caller: Caller, table: str, now: datetime) -> None:
        """Write the row, where this hour has none yet; two processes may write one each."""
        hour, detail = now.replace(minute=0, second=0, microsecond=0), caller.detail(table)
        with self._lock:
            if self._written.get(detail) == hour:
                return
            if not self._stands(detail, hour):
                row = audit_row(Signature(actor=caller.actor, at=now), FETCHED, detail=detail)
                retrying(lambda: self._write(row))
            self._written[detail] = hour

    def _stands(self, detail: str, hour: datetime) -> bool:
        found = select(audit.c.audit_id).where(
            audit.c.at >= hour, audit.c.action == FETCHED, audit.c.detail == detail
        )
        with self._database.read() as connection:
            return connection.execute(found.limit(1)).first() is not None

    def _write(self, row: dict[str, object]) -> None:
        with self._database.write() as connection:
            write_audit(connection, [row])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One fetch: of which table, by whom, from where on; ``at_most`` None for all there are."""

    visit: Visit
    table: str
    after: str | None = None
    at_most: int | None = None

    def pages(self) -> Iterator[Page]:
        """Yield the pages that were asked for, each read when it is needed.

        Raises:
            NoSuchPlace: ``after`` is not from a page before.
            UnknownVersion: A case keeps a policy version that is not loaded.
        """
        after = self.after
        while True:
            found = page(self.visit.board.database.read, self.table, self._asked(), after)
            yield found
            after = found.after
            if after is None or self.at_most is not None:
                return

    def next_path(self, found: Page, form: str | None) -> str | None:
        """Return where the rows after a page are; None after the last."""
        if found.after is None:
            return None
        told = {"after": found.after, "at_most": self.at_most or MOST_ROWS, "format": form}
        query = urlencode({name: value for name, value in told.items() if value is not None})
        return f"{API}/{self.table}?{query}"

    def _asked(self) -> Asked:
        person, now = self.visit.person, self.visit.now
        at_most = self.at_most or MOST_ROWS
        if person.councils is None:
            return Asked(at_most=at_most)
        cases_of = in_scope(person, self.visit.board.house.policies.at(now))
        # An alarm about a feed is about no case: the condition on cases would let it pass.
        return Asked(
            cases=cases_of, alerts=and_(cases.c.case_key.is_not(None), cases_of), at_most=at_most
        )
