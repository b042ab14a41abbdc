"""Cases whose limit passes while we look: graded high, so that somebody is told at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from pydantic_core import to_json
from sqlalchemy import func, select

from consumer import wall_clock
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.sources import BATCH_RECORDS, Batch, Record
from consumer.watching import Watch
from schemas.database import Database
from schemas.house import House
from schemas.tables import alerts, outbox
from tests.bench.many import report
from tests.bench.measure import exact_now
from tests.bench.site import council
from tests.replays.ours import HOUSE, KEYS

LATE_AFTER = {
    "high": timedelta(hours=8),
    "medium": timedelta(hours=24),
    "standard": timedelta(hours=48),
}
"""When a case is late, by grade. Source: the policy that ships, which is what runs here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One case that becomes late at an instant."""

    reference: str
    at: datetime
    risk: str = "high"
    local_authority: str | None = None
    """None: one of the two real councils."""

    def report(self) -> dict[str, Any]:
        """Return the message that makes it so."""
        told = report(self.reference, self.at - LATE_AFTER[self.risk], self.risk, "8-11")
        if self.local_authority is not None:
            told["data"]["local_authority"] = self.local_authority
        return told


def stream(first: datetime, a_second: float, seconds: int, *, is_spread: bool = False) -> list[Due]:
    """Return cases that fall due one after another, on whole seconds as the field tells them.

    ``is_spread``: over made-up councils, so that they are told one by one and make no storm.
    """
    number = int(a_second * seconds)
    return [
        Due(
            reference=f"DUE-{n}",
            at=first + timedelta(seconds=int(n / a_second)),
            local_authority=council(n) if is_spread else None,
        )
        for n in range(number)
    ]


def take_in(database: Database, messages: Iterable[dict[str, Any]], house: House = HOUSE) -> None:
    """Store messages as the consumer does, and ring what is past already, to nobody."""
    now = wall_clock.now()
    intake = Intake(
        database=database,
        house=house,
        reader=Reader(keys=KEYS, rules={}),
        sources=[],
        offsets=Offsets(database, "none"),
    )
    records = [Record(raw=to_json(one), coordinates="bench") for one in messages]
    for start in range(0, len(records), BATCH_RECORDS):
        intake.store(Batch(records=tuple(records[start : start + BATCH_RECORDS])), now)
    watch = Watch(database=database, house=house)
    while watch.turn(now) == timedelta(0):
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row that came into the outbox, and how long after its instant it could be seen there."""

    risk: str
    due_at: datetime
    late: float


def watch_outbox(
    database: Database, number: int, until: datetime, *, every: float
) -> Iterator[Sequence[Told]]:
    """Yield the rows that come into the outbox, until there are so many or time is up."""
    last, seen = _last_row(database), 0
    while seen < number and wall_clock.now() < until:
        sleep(every)
        rows, last = _rows_after(database, last)
        seen += len(rows)
        yield rows


def _last_row(database: Database) -> int:
    with database.read() as connection:
        last = connection.execute(select(func.max(outbox.c.outbox_id))).scalar()
    return int(last or 0)


def _rows_after(database: Database, last: int) -> tuple[list[Told], int]:
    wanted = (
        select(outbox.c.outbox_id, alerts.c.due_at, alerts.c.risk)
        .join(alerts, alerts.c.alert_id == outbox.c.alert_id)
        .where(outbox.c.outbox_id > last)
        .order_by(outbox.c.outbox_id)
    )
    with database.read() as connection:
        rows = connection.execute(wanted).all()
    now = exact_now()
    told = [
        Told(risk=row.risk, due_at=row.due_at, late=(now - row.due_at).total_seconds())
        for row in rows
    ]
    return told, rows[-1].outbox_id if rows else last
