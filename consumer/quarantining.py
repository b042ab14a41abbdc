"""What could not be taken in is kept, sealed, and told to a person: it may be a child."""

import re
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select, update

from alerts.raising import about_messages, raise_once
from consumer.arrivals import Arrival
from consumer.quarantined import Standing
from schemas.book import Book
from schemas.counts import QUARANTINED, labels
from schemas.house import House
from schemas.messages import Message
from schemas.refusals import Reason, Refusal
from schemas.tables import quarantine
from schemas.words import Kind

OPEN = Standing.OPEN.value
"""State of a quarantined message that nobody has dealt with."""

_LONGEST_COORDINATES, _LONGEST_SOURCE = 512, 255
"""What the columns hold; of a longer path the end is kept, where file and line stand."""

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
            name = f"{source} {minute.isoformat()}"
            is_told = self._tell(Kind.QUARANTINE, name, refusal.told or reason, now)
            if refusal.told is not None and not is_told:
                # A whole file: an alert about some other row of that minute does not name it.
                own = f"{source} {refusal.digest.hex()}"
                self._tell(Kind.QUARANTINE, own, refusal.told, now)

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
        quarantine_id = _id_of(arrival, refusal, source)
        if quarantine_id in self._kept:
            return False
        standing = self._standing(quarantine_id)
        if standing is Standing.RETRIED and arrival.record.entered is not None:
            # It could be read when it was retried and now cannot: nobody must think it taken.
            self._reopen(quarantine_id)
            return True
        if standing is not None:
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
                "coordinates": arrival.record.coordinates[-_LONGEST_COORDINATES:],
                "at": now,
                "state": OPEN,
                "clock_from": refusal.clock_from,
                "digest": refusal.digest,
                "sealed": self._house.keys.seal(arrival.record.raw, quarantine_id.encode()),
            },
        )
        return True

    def _standing(self, quarantine_id: str) -> Standing | None:
        of_it = select(quarantine.c.state).where(quarantine.c.quarantine_id == quarantine_id)
        state = self._book.connection.execute(of_it).scalar()
        return None if state is None else Standing(state)

    def _reopen(self, quarantine_id: str) -> None:
        row = update(quarantine).where(quarantine.c.quarantine_id == quarantine_id)
        self._book.connection.execute(row.values(state=OPEN))

    def _tell(self, kind: Kind, name: str, reason: str, now: datetime) -> bool:
        """Tell a person, unless that was done under this name; say whether it was done now."""
        alert = about_messages(kind, name, now, reason, self._house.policies.at(now))
        if alert.alert_id in self._told:
            return False
        self._told.add(alert.alert_id)
        return raise_once(self._book, alert, self._house)


def _id_of(arrival: Arrival, refusal: Refusal, source: str) -> str:
    """Return the same id for the same bytes of a source, whatever they are refused for by now."""
    sort = "conflict" if refusal.reason is Reason.CONFLICT else "refused"
    record = arrival.record
    place = f"{record.coordinates} {record.topic_id}".rstrip() if record.damaged else ""
    return str(uuid5(_NAMESPACE, f"{source} {sort} {refusal.digest.hex()} {place}"))


def _where(coordinates: str) -> str:
    """Return the file or topic of a record whose source could not be read."""
    return re.split(r"[:@]", coordinates, maxsplit=1)[0][-_LONGEST_SOURCE:]
