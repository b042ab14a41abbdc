"""What was told to whom: alerts and lists, and by which ways they left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, Row, and_, func, or_, select, true

from alerts.board.people import Person
from alerts.board.scope import in_scope, of_councils
from alerts.channels import Fate
from schemas.alert import Alert
from schemas.alert_rows import alert_of
from schemas.fate_tables import fates
from schemas.hold_tables import acknowledgements
from schemas.policy import Policy
from schemas.tables import alerts, cases, outbox
from schemas.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One way by which an alert left, or is to leave. An instant is None where it has not come."""

    alert_id: str
    channel: str
    route: str
    """Empty for a channel that needs none."""
    roles: frozenset[Role]
    instead: str | None
    """Why somebody else is told than those it is for; None where it goes to them."""
    failures: int
    accepted_at: datetime | None
    given_up_at: datetime | None
    delivered_at: datetime | None
    fate: Fate | None
    """What became of it, as the channel tells; None where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlert:
    """An alert, and the code of its case; None where it is about no case.

    ``in_hand_at`` is when somebody first took the case in hand after it; None where nobody did, or
    where that was not asked for.
    """

    alert: Alert
    code: str | None
    in_hand_at: datetime | None = None


def handovers(connection: Connection, alert_ids: Iterable[str]) -> Mapping[str, Sequence[Handover]]:
    """Return by alert id the ways by which alerts left, in the order in which they were put out."""
    rows = (
        select(outbox, fates.c.delivered_at, fates.c.fate)
        .join(fates, fates.c.outbox_id == outbox.c.outbox_id, isouter=True)
        .where(outbox.c.alert_id.in_(list(alert_ids)))
        .order_by(outbox.c.outbox_id)
    )
    found: dict[str, list[Handover]] = defaultdict(list)
    for row in connection.execute(rows):
        found[row.alert_id].append(_handover(row))
    return found


def _handover(row: Row[Any]) -> Handover:
    return Handover(
        alert_id=row.alert_id,
        channel=row.channel,
        route=row.route,
        roles=frozenset(Role(name) for name in row.roles.split()),
        instead=row.instead,
        failures=row.failures,
        accepted_at=row.accepted_at,
        given_up_at=row.given_up_at,
        delivered_at=row.delivered_at,
        fate=None if row.fate is None else Fate(row.fate),
    )


def theirs(person: Person, policy: Policy) -> ColumnElement[bool]:
    """Return the condition that somebody may see an alert: as they may see the case it is about.

    One about no case is of its council, or for everybody where it names none.
    """
    if person.councils is None:
        return true()
    about_a_case = cases.c.case_key.is_not(None)
    return or_(
        and_(about_a_case, in_scope(person, policy)),
        and_(alerts.c.case_key.is_(None), of_councils(person, alerts.c.local_authority)),
    )


def latest_alerts(
    connection: Connection, number: int, skipped: int, seen: ColumnElement[bool]
) -> Sequence[ToldAlert]:
    """Return alerts that meet a condition, the last raised first: so many, after so many."""
    rows = (
        select(alerts, cases.c.handle, _in_hand_at())
        .join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)
        .where(seen)
        .order_by(alerts.c.raised_at.desc(), alerts.c.alert_id)
        .limit(number)
        .offset(skipped)
    )
    return [
        ToldAlert(alert=alert_of(row), code=row.handle, in_hand_at=row.in_hand_at)
        for row in connection.execute(rows)
    ]


def _in_hand_at() -> Label[Any]:
    """Return when somebody first took the case of an alert in hand, once it was raised."""
    first = select(func.min(acknowledgements.c.at)).where(
        acknowledgements.c.case_key == alerts.c.case_key,
        acknowledgements.c.at >= alerts.c.raised_at,
    )
    return first.scalar_subquery().label("in_hand_at")
