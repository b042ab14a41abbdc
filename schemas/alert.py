"""One alert as it is stored, shown and told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from schemas.moments import zulu
from schemas.words import RUNG_ORDER, AgeBand, Clock, Delivery, Kind, Risk, Role, Rung

_NAMESPACE = UUID("3b8b62f5-6a0d-5a8a-9a6b-1d8f0f4f2f10")
"""Where alert ids come from; a constant of this program, never to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alarm, addressed. What is about no single case has neither key, risk nor children.

    ``children`` is None where unknown, never 0 for it.
    """

    alert_id: str
    kind: Kind
    rung: Rung
    clock: Clock | None
    due_at: datetime
    raised_at: datetime
    delivery: Delivery
    recipients: frozenset[Role]
    reason: str
    interrupts: frozenset[Role] | None = None
    """Whom of the recipients it is told at once, the others find it on their next list; None where
    nobody kept that: all of them, if it was told now.
    """
    case_key: bytes | None = None
    local_authority: str | None = None
    risk: Risk | None = None
    youngest: AgeBand | None = None
    children: int | None = None

    @property
    def told_at_once(self) -> frozenset[Role]:
        """Whom of its recipients it interrupts."""
        if self.interrupts is not None:
            return self.interrupts
        return self.recipients if self.delivery is Delivery.NOW else frozenset()

    @property
    def order(self) -> tuple[datetime, datetime, str, int]:
        """Return its place among others: raised, due, kind, rung (ladder order, notice last)."""
        return self.raised_at, self.due_at, self.kind, RUNG_ORDER[self.rung]


def alert_id(*parts: str) -> str:
    """Return the id that names one alarm for ever: the same facts give the same id.

    ``parts`` are the key of what it is about, kind, clock and rung, and what tells apart alarms
    that share those. A channel may be asked twice; it can know by this id.
    """
    return str(uuid5(_NAMESPACE, ":".join(parts)))


def alert_json(alert: Alert, handle: str | None, reference: str | None = None) -> dict[str, Any]:
    """Return the contract's form; ``reference`` only where it was asked for and audited."""
    told: Mapping[str, Any] = {
        "alert_id": alert.alert_id,
        "kind": alert.kind,
        "rung": alert.rung,
        "clock": alert.clock,
        "due_at": zulu(alert.due_at),
        "raised_at": zulu(alert.raised_at),
        "delivery": alert.delivery,
        "handle": handle,
        "incident_ref": reference,
        "local_authority": alert.local_authority,
        "risk": alert.risk,
        "youngest": alert.youngest,
        "children": alert.children,
        "reason": alert.reason,
        "recipients": sorted(alert.recipients),
    }
    return {name: value for name, value in told.items() if value is not None}
