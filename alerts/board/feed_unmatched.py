"""Receipts of the last days that belong to no incident the police reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from alerts.board.feed_days import DAYS
from alerts.board.people import Person
from alerts.board.scope import in_scope
from alerts.list_scene import FoundRow
from schemas.moments import local_day, local_midnight
from schemas.pictures import load_case
from schemas.policy import Policy
from schemas.records import Case
from schemas.tables import cases
from schemas.words import State

LOOKED_AT = 2000
"""Cases that are looked at. Source: assumption; a city and its county have fewer in 14 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Receipts without a report, the last received first."""

    receipts: tuple[tuple[str, Case], ...]
    """Case code and case."""
    is_cut: bool
    """Whether there were more cases than are looked at: then there may be more receipts too."""


def ended_lately(
    connection: Connection, person: Person, policy: Policy, now: datetime
) -> Sequence[FoundRow]:
    """Return the cases of the last days that no longer wait and somebody may see: code and picture.

    By `ix_cases_started_at`, the latest first, and one more than are looked at. ``reported_as`` is
    not asked: it tells where a receipt said itself when the police knew, and is empty of a report
    whose time was taken back.
    """
    since = local_midnight(local_day(now) - timedelta(days=DAYS - 1))
    rows = (
        select(cases.c.handle, cases.c.picture)
        .where(
            cases.c.started_at >= since,
            cases.c.state != State.WAITING.value,
            in_scope(person, policy),
        )
        .order_by(cases.c.started_at.desc())
        .limit(LOOKED_AT + 1)
    )
    return connection.execute(rows).all()


def unmatched_receipts(rows: Sequence[FoundRow]) -> Unmatched:
    """Return the receipts without a report among the cases that `ended_lately` found."""
    known = ((row.handle, load_case(row.picture)) for row in rows[:LOOKED_AT])
    apart = [(code, case) for code, case in known if case.is_unmatched_receipt]
    return Unmatched(
        receipts=tuple(sorted(apart, key=received_at, reverse=True)),
        is_cut=len(rows) > LOOKED_AT,
    )


def received_at(receipt: tuple[str, Case]) -> tuple[datetime, str]:
    """Return when a receipt came at the latest, and its case code: by which they are in order."""
    code, case = receipt
    return (case.first_heard if case.received is None else case.received.latest), code
