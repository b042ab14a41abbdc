"""What could not be taken in is kept, sealed, and told to a person: it may be a child."""

import re
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select

from alerts.raising import about_messages, raise_alert
from consumer.arrivals import Arrival
from schemas.book import Book
from schemas.counts import QUARANTINED, labels
from schemas.house import House
from schemas.messages import Message
from schemas.refusals import Reason, Refusal
from schemas.tables import alerts, quarantine
from schemas.words import Kind

OPEN = "open"
"""State of a quarantined message that nobody has dealt with."""

_NAMESPACE = UUID("0e0c1b9e-9d0b-5b39-8a55-6b0fb7a2f0c4")


class Quarantine:
    """Keeps refused messages and conflicts in the transaction of the book."""

    def __init__(self, book: Book, house: House) -> None:
        """Take the open book, and keys and policies."""
        self._book = book
        self._house = house
        self._kept: set[str] = set()
        self._told: set[str] = set()

    def refuse(self, arrival: Arrival, refusal: Refusal, now: datetime) -> None:
        """Keep a refused message; tell once for those of the same minute and source."""
        source = refusal.source or _where(arrival.record.coordinates)
        if self._keep(arrival, refusal, source, now):
            minute = now.replace(second=0, microsecond=0)
            reason = f"a message of {source} could not be read ({refusal.reason})"
            self._tell(Kind.QUARANTINE, f"{source} {minute.isoformat()}", reason, now)

    def conflict(self, arrival: Arrival, message: Message, now: datetime) -> None:
        """Keep a message that says otherwise than an earlier one of the same source and id."""
        refusal = Refusal(
            reason=Reason.CONFLICT,
            place="",
            digest=message.digest,
            source=message.source,
            time=message.time,
            clock_from=message.time,
        )
        if self._keep(arrival, refusal, message.source, now):
            name = f"{message.source} {message.id} {message.digest.hex()}"
            reason = f"two messages of {message.source} have one id and differ; the first counts"
            self._tell(Kind.CONFLICT, name, reason, now)

    def _keep(self, arrival: Arrival, refusal: Refusal, source: str, now: datetime) -> bool:
        """Store it, unless the very same was stored before; say whether it was new."""
        place = arrival.record.coordinates if arrival.record.damaged else ""
        name = f"{source} {refusal.reason} {refusal.digest.hex()} {place}"
        quarantine_id = str(uuid5(_NAMESPACE, name))
        if quarantine_id in self._kept or self._is_stored(quarantine_id):
            return False
        self._kept.add(quarantine_id)
        self._book.count(QUARANTINED, labels(refusal.reason))
        self._book.add(
            quarantine,
            {
                "quarantine_id": quarantine_id,
                "reason": refusal.reason,
                "place": refusal.place,
                "source": source,
                "coordinates": arrival.record.coordinates,
                "at": now,
                "state": OPEN,
                "clock_from": refusal.clock_from,
                "digest": refusal.digest,
                "sealed": self._house.keys.seal(arrival.record.raw, quarantine_id.encode()),
            },
        )
        return True

    def _is_stored(self, quarantine_id: str) -> bool:
        stored = select(quarantine.c.quarantine_id).where(
            quarantine.c.quarantine_id == quarantine_id
        )
        return self._book.connection.execute(stored).first() is not None

    def _tell(self, kind: Kind, name: str, reason: str, now: datetime) -> None:
        alert = about_messages(kind, name, now, reason, self._house.policies.at(now))
        if alert.alert_id in self._told:
            return
        self._told.add(alert.alert_id)
        told = select(alerts.c.alert_id).where(alerts.c.alert_id == alert.alert_id)
        if self._book.connection.execute(told).first() is None:
            raise_alert(self._book, alert, self._house.channels)


def _where(coordinates: str) -> str:
    """Return the file or topic of a record whose source could not be read."""
    return re.split(r"[:@]", coordinates, maxsplit=1)[0]
