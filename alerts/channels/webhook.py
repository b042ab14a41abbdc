"""A signed JSON object, posted over https to hosts that the configuration allows.

Signature: the header ``Danm-Signature`` is ``v1=`` and the HMAC-SHA256, in hexadecimal digits, of
``Danm-Timestamp``, a full stop and the body. A receiver compares it in constant time, refuses old
timestamps, and takes an ``Idempotency-Key`` it has seen before as the same alert.
"""

import hmac
from dataclasses import dataclass, field
from urllib.parse import SplitResult

from pydantic_core import to_json

from alerts.channels import Parcel
from alerts.channels.calls import Call, Caller, Reach, only_url
from schemas.alert import alert_json
from schemas.lists import RoleList, list_json
from schemas.moments import stamp

CALLED = "the webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks(Reach):
    """Where webhooks may go, and by which key they are signed."""

    called: str = CALLED
    key: bytes = field(repr=False)


class Webhook:
    """Posts each alert to the URL of its route. No redirect is followed and no proxy used."""

    name = "webhook"

    def __init__(self, hooks: Hooks) -> None:
        """Take where it may go.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self._hooks = hooks
        self._caller = Caller(hooks)

    def send(self, parcel: Parcel) -> None:
        """Post one alert; an answer of 2xx accepts it.

        Raises:
            TemporaryFailure: No answer in time, 5xx, 408 or 429 (with how long to wait, if told).
            PermanentFailure: The URL is not allowed, or the answer is any other.
        """
        url = self._url(parcel.addresses)
        body = body_of(parcel)
        headers = headers_of(parcel, body, self._hooks.key)
        answer = self._caller.call(Call(method="POST", url=url, headers=headers, body=body))
        self._caller.require_yes(answer)

    def try_out(self, addresses: tuple[str, ...]) -> None:
        """Reach the host and see its certificate; post nothing.

        Raises:
            TemporaryFailure: As `send` says.
            PermanentFailure: The URL is not allowed.
        """
        with self._caller.reached(self._url(addresses)):
            pass

    def _url(self, addresses: tuple[str, ...]) -> SplitResult:
        return only_url(addresses, self._hooks)


def body_of(parcel: Parcel) -> bytes:
    """Return the contract's form of the alert, with its text; no reference and no link in it."""
    told = parcel.alert
    form = list_json(told) if isinstance(told, RoleList) else alert_json(told, parcel.handle)
    text = {"subject": parcel.text.subject, "text": parcel.text.body}
    marks = {"instead": parcel.instead, "test": parcel.is_test or None}
    return to_json(form | text | {name: mark for name, mark in marks.items() if mark is not None})


def headers_of(parcel: Parcel, body: bytes, key: bytes) -> dict[str, str]:
    """Return the headers: what it is, that it is ours, and by what a repeat is known."""
    timestamp = str(stamp(parcel.sent_at or parcel.alert.raised_at))
    return {
        "Content-Type": "application/json",
        "User-Agent": "danm",
        "Idempotency-Key": parcel.key,
        "Danm-Timestamp": timestamp,
        "Danm-Signature": f"v1={signature(key, timestamp, body)}",
        "Connection": "close",
    }


def signature(key: bytes, timestamp: str, body: bytes) -> str:
    """Return the HMAC-SHA256 over timestamp and body, in hexadecimal digits."""
    return hmac.digest(key, timestamp.encode() + b"." + body, "sha256").hex()
