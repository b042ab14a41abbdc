"""How many become late in the next hours, unless the front door is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from prometheus_client.core import Metric
from sqlalchemy import Connection, Row, select

from alerts.deadlines import late_at
from alerts.list_waits import WAITS
from consumer.ledger import place_labels
from consumer.metrics import names
from consumer.metrics.families import from_the_start, gauge
from consumer.metrics.scene import Scene
from consumer.metrics.waiting import untrusted_forces
from schemas.counts import Labels
from schemas.pictures import load_case
from schemas.policy import PolicyBook
from schemas.records import Case
from schemas.tables import cases
from schemas.words import Risk, Rung

NEXT_HOURS = (1, 2, 4, 8, 12, 24)
"""How far ahead is looked. Source: assumption, an hour to a day; for both partners to agree."""

MOST = 5_000
"""Of more that are due in a day nothing is said.

Source: assumption; in a day all of England and Wales reports 3,600 incidents, and Prometheus waits
for us while their pictures are read.
"""

_NOT_LATE_SO_FAR = (None, Rung.WARN.value)


def read_becoming_late(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield how many become late within each number of hours, none of a force not trusted.

    Whoever becomes late within a day has an earlier deadline, or just that, within a day: it is
    found by the stored instant, and counted by the limit that `danm waiting` shows.
    """
    now = scene.instant(connection)
    untrusted = untrusted_forces(connection, scene)
    rows = _due_in_a_day(connection, now)
    if len(rows) > MOST:
        yield gauge(names.BECOMING_LATE, {})
        return
    told = Counter[Labels]()
    for case in (load_case(row.picture) for row in rows if row.rung in _NOT_LATE_SO_FAR):
        force, council = place_labels(case, scene.policy)
        if force not in untrusted:
            left = _left(case, scene.house.policies, now)
            told.update((force, council, case.risk.value, name) for name in _within(left))
    every = [
        (*place, risk, f"{hours}h")
        for place in scene.places()
        if place[0] not in untrusted
        for risk in Risk
        for hours in NEXT_HOURS
    ]
    yield gauge(names.BECOMING_LATE, from_the_start(every, told))


def _due_in_a_day(connection: Connection, now: datetime) -> Sequence[Row[Any, Any]]:
    day = now + timedelta(hours=max(NEXT_HOURS))
    due = select(cases.c.rung, cases.c.picture).where(WAITS, cases.c.next_due_at <= day)
    return connection.execute(due.limit(MOST + 1)).all()


def _left(case: Case, policies: PolicyBook, now: datetime) -> timedelta | None:
    """Return the time until a case becomes late, None where it is late or never will be."""
    at = late_at(case, policies.by_version(case.policy), now) if case.rings else None
    return None if at is None or at <= now else at - now


def _within(left: timedelta | None) -> list[str]:
    if left is None:
        return []
    return [f"{hours}h" for hours in NEXT_HOURS if left <= timedelta(hours=hours)]
