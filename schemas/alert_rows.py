"""Alerts to rows of the table, and back."""

from typing import Any

from sqlalchemy import Row

from schemas.alert import Alert
from schemas.words import AgeBand, Clock, Delivery, Kind, Risk, Role, Rung


def alert_row(alert: Alert) -> dict[str, Any]:
    """Return the row that an alert is stored as."""
    return {
        "alert_id": alert.alert_id,
        "kind": alert.kind,
        "rung": alert.rung,
        "clock": alert.clock,
        "due_at": alert.due_at,
        "raised_at": alert.raised_at,
        "delivery": alert.delivery,
        "case_key": alert.case_key,
        "local_authority": alert.local_authority,
        "risk": alert.risk,
        "youngest": alert.youngest,
        "children": alert.children,
        "reason": alert.reason,
        "recipients": " ".join(sorted(alert.recipients)),
        "interrupts": " ".join(sorted(alert.told_at_once)),
    }


def alert_of(row: Row[Any]) -> Alert:
    """Return the alert that a row stores."""
    return Alert(
        alert_id=row.alert_id,
        kind=Kind(row.kind),
        rung=Rung(row.rung),
        clock=None if row.clock is None else Clock(row.clock),
        due_at=row.due_at,
        raised_at=row.raised_at,
        delivery=Delivery(row.delivery),
        recipients=_roles(row.recipients),
        reason=row.reason,
        interrupts=None if row.interrupts is None else _roles(row.interrupts),
        case_key=row.case_key,
        local_authority=row.local_authority,
        risk=None if row.risk is None else Risk(row.risk),
        youngest=None if row.youngest is None else AgeBand(row.youngest),
        children=row.children,
    )


def _roles(names: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in names.split())
