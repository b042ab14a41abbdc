"""How often people were interrupted, and how often a case was taken in hand: hourly figures."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from consumer.interruptions import first_heard_at, interruptions
from consumer.ledger import OTHER
from reviews.cohorts import WINDOWS
from schemas.figures import INTERRUPTIONS, TAKEN_IN_HAND, Figure
from schemas.hold_tables import acknowledgements
from schemas.policy import PolicyBook
from schemas.tables import cases
from schemas.words import Role


def told_figures(connection: Connection, policies: PolicyBook, now: datetime) -> Iterator[Figure]:
    """Yield interruptions by role and cases taken in hand by council, of each window up to now.

    By role and council, never by person; what concerns the teams of two councils interrupts both.
    A digest interrupts once, a list nobody. Nothing before the first message was heard.
    """
    if first_heard_at(connection) is None:
        return
    for window, days in WINDOWS.items():
        since = now - timedelta(days=days)
        found = interruptions(connection, policies, since, now)
        told = Counter[Role]()
        for team in found.teams:
            for is_night in (False, True):
                told[team.role] += found.load(team, is_night=is_night).total
        for role in Role:
            yield Figure(metric=INTERRUPTIONS, labels=(role.value, window), value=told[role])
        taken = _taken(connection, since, now)
        for council in sorted({*policies.versions[-1].councils, *taken}):
            number = taken.get(council, 0)
            yield Figure(metric=TAKEN_IN_HAND, labels=(council, window), value=number)


def _taken(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    at = acknowledgements.c.at
    rows = (
        select(cases.c.local_authority, func.count().label("number"))
        .join(cases, cases.c.case_key == acknowledgements.c.case_key)
        .where(at > since, at <= until)
        .group_by(cases.c.local_authority)
    )
    return {row.local_authority or OTHER: row.number for row in connection.execute(rows)}
