"""One record as it arrives: decoded, hashed and ready to be taken in, or refused."""

from dataclasses import dataclass, replace
from datetime import datetime

from consumer.decode import decode
from consumer.own_messages import not_ours
from consumer.reading import read_fact
from consumer.sources import Record
from schemas.envelope import FEED_TYPES
from schemas.facts import Fact
from schemas.keys import KeyRing
from schemas.messages import (
    ControlTotal,
    Heartbeat,
    IncidentReported,
    Message,
    NotificationReceived,
)
from schemas.references import ReferenceRulesBySource
from schemas.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A record with what it told. ``key`` and ``fact`` are None for a feed's own messages."""

    record: Record
    told: Message | Refusal
    key: bytes | None = None
    fact: Fact | None = None

    @property
    def time(self) -> datetime | None:
        """When it was sent, as far as it can be read."""
        return self.told.time

    @property
    def council(self) -> str | None:
        """The council it names, None where it names none."""
        if isinstance(self.told, Refusal):
            return None
        match self.told.data:
            case IncidentReported() | ControlTotal() | Heartbeat() as data:
                return data.local_authority
            case NotificationReceived(incident=block) if block is not None:
                return block.local_authority
            case _:
                return None

    def without_home(self) -> "Arrival":
        """Return the same arrival, telling nothing of the incident itself."""
        return self if self.fact is None else replace(self, fact=replace(self.fact, home=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Turns records into arrivals: how sources write references, and under which keys."""

    keys: KeyRing
    rules: ReferenceRulesBySource

    def read(self, record: Record, latest: datetime | None) -> Arrival:
        """Return what a record told; ``latest`` bounds when it may say it was sent."""
        if record.damaged:
            return Arrival(record=record, told=_DAMAGED)
        if record.refused is not None:
            return Arrival(record=record, told=record.refused)
        told = decode(record.raw, self.rules, latest)
        if isinstance(told, Message):
            told = not_ours(record, told, self.rules, latest) or told
        if isinstance(told, Refusal) or told.type in FEED_TYPES or told.subject is None:
            return Arrival(record=record, told=told)
        key = self.keys.reference_key(told.subject)
        return Arrival(record=record, told=told, key=key, fact=read_fact(told, self.keys))


_DAMAGED = Refusal(reason=Reason.DAMAGED, place="", digest=bytes(16))
"""What the transport could not hand over: no bytes, only where they stood."""
