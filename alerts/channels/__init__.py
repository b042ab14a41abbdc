"""Ways by which an alert leaves, a file each, and what each must keep to."""

from dataclasses import dataclass
from typing import Protocol

from alerts.wording import AlarmText
from schemas.alert import Alert


class TemporaryFailure(Exception):
    """The channel did not accept it now; a later try may succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One alert with its text. ``alert.alert_id`` is the idempotency key: equal ids are one."""

    alert: Alert
    text: AlarmText


class Channel(Protocol):
    """Anything that hands an alert over to people."""

    @property
    def name(self) -> str:
        """Its name, in the outbox and as a metric label."""

    def send(self, parcel: Parcel) -> None:
        """Hand one alert over; returning means that it was accepted.

        Raises:
            TemporaryFailure: It was not, and may be tried again.
        """
