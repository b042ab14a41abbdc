"""Alerts ready to be handed over, and the people they are for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.channels import Parcel
from alerts.wording import AlarmText
from schemas.alert import Alert
from schemas.words import AgeBand, Clock, Delivery, Kind, Risk, Role, Rung

SATURDAY_NIGHT = datetime(2026, 6, 13, 22, 10, tzinfo=UTC)

LATE_HIGH = Alert(
    alert_id="0d5e8b5e-3a3d-5e1e-9a64-6a1c2d7c9a10",
    kind=Kind.WAIT,
    rung=Rung.BREACH,
    clock=Clock.DUTY,
    due_at=SATURDAY_NIGHT,
    raised_at=SATURDAY_NIGHT,
    delivery=Delivery.NOW,
    recipients=frozenset({Role.EDT, Role.MASH_MANAGER}),
    reason="due",
    local_authority="E06000021",
    risk=Risk.HIGH,
    youngest=AgeBand.UNDER_4,
    children=2,
)

TEXT = AlarmText(
    subject="Late: the front door has not been told (case code K7M-4QXR)",
    body=(
        "Staffordshire Police knew of 2 children & have not told <the front door>.\n\n"
        "Police knew: Saturday 13 June, 15:10\nCase code: K7M-4QXR\n\n"
        "How far each feed is complete:\n- Police: to 22:00; last message 22:05\n"
        "- Café: no message yet\n"
    ),
)


def parcel(*addresses: str, **changed: object) -> Parcel:
    """A late notification graded high, for these addresses."""
    whole = Parcel(
        alert=LATE_HIGH,
        text=TEXT,
        handle="K7M-4QXR",
        addresses=addresses,
        sent_at=SATURDAY_NIGHT + timedelta(seconds=2),
    )
    return replace(whole, **changed)  # type: ignore[arg-type]
