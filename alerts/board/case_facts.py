"""One case, read whole: how it stands, who has it in hand, its alarms and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from alerts.board.told import Handover, handovers
from schemas.alert import Alert
from schemas.alert_rows import alert_of
from schemas.hold_tables import acknowledgements
from schemas.in_hand import Hold
from schemas.pictures import load_case, load_marks
from schemas.records import Case, Marks
from schemas.tables import alerts, cases
from schemas.telling import POLICE_ROLES
from schemas.words import HoldReason, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHold:
    """That somebody had a case in hand; ``ended_at`` is None where nobody ended it before its time.

    It lapsed or lapses at the ``check_at`` of the hold.
    """

    hold: Hold
    ended_at: datetime | None

    def stands(self, at: datetime) -> bool:
        """Whether the case was in hand at an instant."""
        ended = self.ended_at is not None and self.ended_at <= at
        return self.hold.at <= at < self.hold.check_at and not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the page of a case is made of, as known at ``now``."""

    code: str
    now: datetime
    case: Case
    marks: Marks
    rung: Rung | None
    alerts: tuple[Alert, ...]
    """In the order in which they were raised."""
    handovers: Mapping[str, Sequence[Handover]]
    """By alert id: each way by which it left, or is to leave."""
    holds: tuple[PastHold, ...]
    tells_holds: bool = True
    """Whether who reads may know of them; where not, ``holds`` is empty and says nothing."""
    has_reference: bool = True
    """Whether the police reference is still kept."""
    tells_every_alarm: bool = True
    """Whether ``alerts`` are all that rang; where not, those that the police were told."""

    @property
    def hold(self) -> Hold | None:
        """Who has it in hand now; None where nobody has."""
        return next((one.hold for one in reversed(self.holds) if one.stands(self.now)), None)


def case_facts(connection: Connection, code: str, now: datetime) -> CaseFacts | None:
    """Return what is known of a case; None where no case has that code."""
    columns = (cases.c.case_key, cases.c.picture, cases.c.marks, cases.c.rung, cases.c.sealed_ref)
    row = connection.execute(select(*columns).where(cases.c.handle == code)).first()
    if row is None:
        return None
    told = _alerts(connection, row.case_key)
    return CaseFacts(
        code=code,
        now=now,
        case=load_case(row.picture),
        marks=load_marks(row.marks),
        rung=None if row.rung is None else Rung(row.rung),
        alerts=told,
        handovers=handovers(connection, [alert.alert_id for alert in told]),
        holds=_holds(connection, row.case_key),
        has_reference=bool(row.sealed_ref),
    )


def without_holds(facts: CaseFacts) -> CaseFacts:
    """Return a case as somebody reads it who may not know who has it in hand, or whether."""
    return replace(facts, holds=(), tells_holds=False)


def as_police_were_told(facts: CaseFacts) -> CaseFacts:
    """Return a case with those alarms alone that police roles were told, and their own ways."""
    told = tuple(
        replace(
            alert,
            recipients=alert.recipients & POLICE_ROLES,
            interrupts=alert.told_at_once & POLICE_ROLES,
        )
        for alert in facts.alerts
        if alert.recipients & POLICE_ROLES
    )
    ways = {
        alert_id: [way for way in every if way.roles & POLICE_ROLES]
        for alert_id, every in facts.handovers.items()
    }
    return replace(facts, alerts=told, handovers=ways, tells_every_alarm=False)


def _alerts(connection: Connection, key: bytes) -> tuple[Alert, ...]:
    rows = connection.execute(select(alerts).where(alerts.c.case_key == key))
    return tuple(sorted((alert_of(row) for row in rows), key=lambda alert: alert.order))


def _holds(connection: Connection, key: bytes) -> tuple[PastHold, ...]:
    rows = (
        select(acknowledgements)
        .where(acknowledgements.c.case_key == key)
        .order_by(acknowledgements.c.acknowledgement_id)
    )
    return tuple(
        PastHold(
            hold=Hold(
                at=row.at, name=row.name, reason=HoldReason(row.reason), check_at=row.check_at
            ),
            ended_at=row.ended_at,
        )
        for row in connection.execute(rows)
    )
