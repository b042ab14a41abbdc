"""Ways by which an alert leaves, a file each, and what each must keep to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from alerts.routing import Told
from alerts.wording import AlarmText

TIME_OUT = timedelta(seconds=10)
"""How long one call of a channel may last in all. Source: assumption; a loop that does not turn for
30 s counts as stuck, and a lease lasts 60 s.
"""


class TemporaryFailure(Exception):
    """The channel did not accept it now; a later try may succeed.

    The text names no address and nothing of the alert: it is logged and stored. ``retry_after`` is
    how long the other side asked to be left alone; None where it did not say.
    """

    def __init__(self, why: str, retry_after: timedelta | None = None) -> None:
        """Take the reason, in a few words."""
        super().__init__(why)
        self.retry_after = retry_after


class PermanentFailure(Exception):
    """This alert will not be accepted this way, however often it is tried: tell somebody else.

    The text names no address and nothing of the alert: it is logged and stored.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One alert or list with its text, for one route. Equal `key`s are one: it may come twice.

    ``addresses`` are those of the route; empty for a channel that needs none.
    """

    alert: Told
    text: AlarmText
    handle: str | None = None
    """The case code; None where the alert is about no case."""
    addresses: tuple[str, ...] = field(default=(), repr=False)
    instead: str | None = None
    """Why it goes to the data manager in place of others; None where it is for its own readers."""
    sent_at: datetime | None = None
    """When it is handed over; None counts as when the alert was raised."""
    is_test: bool = False
    """Whether it only tries the way out."""
    may_be_repeat: bool = False
    """Whether it was tried before, and may have been accepted without our knowing."""
    reference: str | None = field(default=None, repr=False)
    """The police reference, only where the route says so; no channel but mail looks at it."""

    @property
    def key(self) -> str:
        """The idempotency key."""
        return key_of(self.alert.alert_id, self.instead)


def key_of(alert_id: str, instead: str | None) -> str:
    """Return by what a repeat is known: the alert's id, another one where somebody else is told.

    Who is told of an alert both for himself and in place of others must not lose the second.
    """
    return f"{alert_id}.{instead}" if instead else alert_id


class Fate(StrEnum):
    """What became of an alert after it was accepted, as the channel tells. Its own words."""

    SENDING = "sending"
    """Nothing is known yet, or ever."""
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    """There is nobody at that address."""
    TEMPORARY_FAILURE = "temporary-failure"
    """A full mailbox, or a phone that is off."""
    TECHNICAL_FAILURE = "technical-failure"
    """The channel itself failed."""


class Channel(Protocol):
    """Anything that hands an alert over to people."""

    @property
    def name(self) -> str:
        """Its name, in the outbox and as a metric label."""

    def send(self, parcel: Parcel) -> None:
        """Hand one alert over; returning means that it was accepted. Ends within `TIME_OUT`.

        Raises:
            TemporaryFailure: It was not, and may be tried again.
            PermanentFailure: It was not, and trying again is of no use.
        """


@runtime_checkable
class TellsFates(Protocol):
    """A channel that can be asked later what became of an alert."""

    @property
    def name(self) -> str:
        """Its name, as of a `Channel`."""

    def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
        """Return what became of what was accepted under this key, the worst of all addresses.

        Raises:
            TemporaryFailure: It does not say now.
            PermanentFailure: It will not say.
        """
