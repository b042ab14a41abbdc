"""From an alarm to an alert: addressed by the hour, stored, and told."""

from datetime import datetime
from functools import partial

from sqlalchemy import select

from alerts.alarm import Alarm
from alerts.digests import tell
from schemas.alert import Alert, alert_id
from schemas.alert_rows import alert_row
from schemas.book import Book
from schemas.counts import ALERTS, labels
from schemas.entries import Entry
from schemas.house import House
from schemas.policy import Policy
from schemas.raised import Raised
from schemas.tables import alerts
from schemas.words import Delivery, Kind, Rung


def about_case(alarm: Alarm, entry: Entry, policy: Policy) -> Alert:
    """Return the alert for one alarm of one case, addressed by the hour at which it is raised."""
    case = entry.picture
    is_open = policy.hours(case.local_authority).is_open(alarm.raised_at)
    recipients = policy.told(alarm.roles, alarm.kind, is_open)
    interrupts = policy.interrupted(alarm.kind, alarm.rung, case.risk, recipients)
    return Alert(
        alert_id=alert_id(entry.key.hex(), alarm.kind, alarm.clock, alarm.rung, alarm.sort),
        kind=alarm.kind,
        rung=alarm.rung,
        clock=alarm.clock,
        due_at=alarm.due_at,
        raised_at=alarm.raised_at,
        delivery=Delivery.NOW if interrupts else Delivery.LIST,
        recipients=recipients,
        interrupts=interrupts,
        reason=alarm.why,
        case_key=entry.key,
        local_authority=case.local_authority,
        risk=case.risk,
        youngest=case.youngest,
        children=case.children,
    )


def about_messages(kind: Kind, name: str, now: datetime, reason: str, policy: Policy) -> Alert:
    """Return the alert about a feed or its messages; ``name`` tells it from all others."""
    roles = policy.recipients(None, kind, Rung.NOTICE)
    recipients = policy.told(roles, kind, policy.hours(None).is_open(now))
    interrupts = policy.interrupted(kind, Rung.NOTICE, None, recipients)
    return Alert(
        alert_id=alert_id(name, kind, "", Rung.NOTICE),
        kind=kind,
        rung=Rung.NOTICE,
        clock=None,
        due_at=now,
        raised_at=now,
        delivery=Delivery.NOW if interrupts else Delivery.LIST,
        recipients=recipients,
        interrupts=interrupts,
        reason=reason,
    )


def raise_alert(book: Book, alert: Alert, house: House, file: str | None = None) -> None:
    """Store an alert and how it leaves, in the transaction of the book.

    ``file`` is the source of the file that gave rise to it, None where none did. How all alerts of
    the transaction leave is decided together, before it is written. A replay sends none.
    """
    book.add(alerts, alert_row(alert))
    book.count(ALERTS, labels(alert.kind, alert.rung))
    if house.channels:
        book.note_raised(Raised(alert=alert, file=file), partial(tell, book, house))


def raise_once(book: Book, alert: Alert, house: House) -> bool:
    """Raise an alert unless it is stored already; return whether it was raised.

    A commit of unknown outcome is tried again, and may have told of it.
    """
    told = select(alerts.c.alert_id).where(alerts.c.alert_id == alert.alert_id)
    if book.connection.execute(told).first() is not None:
        return False
    raise_alert(book, alert, house)
    return True
