"""A signed JSON object, posted over https to hosts that the configuration allows.

Signature: the header ``Danm-Signature`` is ``v1=`` and the HMAC-SHA256, in hexadecimal digits, of
``Danm-Timestamp``, a full stop and the body. A receiver compares it in constant time, refuses old
timestamps, and takes an ``Idempotency-Key`` it has seen before as the same alert.
"""

import hmac
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from socket import socket
from urllib.parse import SplitResult, urlsplit

from pydantic_core import to_json

from alerts.channels import TIME_OUT, Parcel, PermanentFailure, TemporaryFailure
from alerts.channels.deadline import Address, Deadline
from alerts.channels.trust import trusting
from alerts.channels.whole_lines import WholeLines
from schemas.alert import alert_json
from schemas.moments import stamp

HTTPS_PORT = 443
TRY_AGAIN = frozenset({408, 429})
"""Refusals of the moment among the 4xx: request time-out and too many requests."""

Network = IPv4Network | IPv6Network


class NotAllowed(ValueError):
    """Alerts may not go to this URL; the text does not hold it, since it may be a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Where webhooks may go, and by which key they are signed.

    ``hosts`` are exact, ``name`` for port 443 or ``name:port``. Private addresses are refused
    unless they lie in ``networks``: a name must not lead into the inner network by surprise.
    """

    hosts: frozenset[str]
    key: bytes = field(repr=False)
    networks: tuple[Network, ...] = ()
    ca_file: Path | None = None
    time_out: timedelta = TIME_OUT


class Webhook:
    """Posts each alert to the URL of its route. No redirect is followed and no proxy used."""

    name = "webhook"

    def __init__(self, hooks: Hooks) -> None:
        """Take where it may go.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self._hooks = hooks
        self._trust = trusting(hooks.ca_file)

    def send(self, parcel: Parcel) -> None:
        """Post one alert; an answer of 2xx accepts it.

        Raises:
            TemporaryFailure: No answer in time, 5xx, 408 or 429 (with how long to wait, if told).
            PermanentFailure: The URL is not allowed, or the answer is any other.
        """
        url = self._url(parcel.addresses)
        with self._reached(url) as opened:
            answer = self._post(url, opened, parcel)
        _judge(answer)

    def try_out(self, addresses: tuple[str, ...]) -> None:
        """Reach the host and see its certificate; post nothing.

        Raises:
            TemporaryFailure: As `send` says.
            PermanentFailure: The URL is not allowed.
        """
        with self._reached(self._url(addresses)):
            pass

    def _url(self, addresses: tuple[str, ...]) -> SplitResult:
        if len(addresses) != 1:
            raise PermanentFailure(f"the route has {len(addresses)} URLs, not 1")
        try:
            return allowed_url(addresses[0], self._hooks.hosts)
        except NotAllowed as error:
            raise PermanentFailure(str(error)) from None

    @contextmanager
    def _reached(self, url: SplitResult) -> Iterator[ssl.SSLSocket]:
        """Give a connection that ends with the time-out; what goes wrong on it is temporary."""
        host, port = str(url.hostname), url.port or HTTPS_PORT
        with Deadline(self._hooks.time_out) as deadline:
            try:
                opened = deadline.connect(self._pinned(deadline.resolve(host, port)))
                with self._trust.wrap_socket(opened, server_hostname=host) as private:
                    yield private
            except (OSError, HTTPException) as error:
                raise TemporaryFailure(_why(error, deadline)) from error

    def _post(self, url: SplitResult, opened: ssl.SSLSocket, parcel: Parcel) -> HTTPResponse:
        """Return the head of the answer; its body is of no use to us and is not read."""
        connection = HTTPSConnection(str(url.hostname), url.port or HTTPS_PORT, context=self._trust)
        connection.response_class = _WholeAnswer
        connection.sock = opened
        body = body_of(parcel)
        target = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        try:
            connection.request("POST", target, body, headers_of(parcel, body, self._hooks.key))
            answer = connection.getresponse()
            answer.close()
        finally:
            connection.close()
        return answer

    def _pinned(self, addresses: list[Address]) -> list[Address]:
        """Return the addresses that may be connected to: the very ones, not looked up again."""
        fit = [place for place in addresses if self._is_allowed(place[1][0])]
        if not fit:
            raise TemporaryFailure("the host leads to a private address that is not allowed")
        return fit

    def _is_allowed(self, address: str) -> bool:
        place = ip_address(address.partition("%")[0])
        inner = getattr(place, "ipv4_mapped", None) or place
        is_public = inner.is_global and not inner.is_multicast
        return is_public or any(inner in network for network in self._hooks.networks)


class _WholeAnswer(HTTPResponse):
    """The library's answer, once the whole of its head is here."""

    def __init__(
        self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = WholeLines(self.fp.detach())


def allowed_url(text: str, hosts: Collection[str]) -> SplitResult:
    """Return the parts of a URL to which alerts may go.

    Raises:
        NotAllowed: It is not https, holds a user or a fragment, or its host is not listed.
    """
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port or HTTPS_PORT
    except ValueError:
        raise NotAllowed("the URL of the webhook cannot be read") from None
    if not text.isascii() or not text.isprintable() or " " in text:
        raise NotAllowed("the URL of the webhook holds signs that a URL must not")
    if url.scheme != "https" or not host:
        raise NotAllowed("the URL of the webhook does not begin with https://")
    if "@" in url.netloc or url.fragment:
        raise NotAllowed("the URL of the webhook holds a user or a fragment")
    if (host if port == HTTPS_PORT else f"{host}:{port}") not in hosts:
        raise NotAllowed("the host of the webhook is not in the list of those allowed")
    return url


def body_of(parcel: Parcel) -> bytes:
    """Return the contract's form of the alert, with its text; no reference and no link in it."""
    form = alert_json(parcel.alert, parcel.handle)
    told = {"subject": parcel.text.subject, "text": parcel.text.body}
    marks = {"instead": parcel.instead, "test": parcel.is_test or None}
    return to_json(form | told | {name: mark for name, mark in marks.items() if mark is not None})


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


def _judge(answer: HTTPResponse) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    why = f"the webhook answers {status}"
    if status in TRY_AGAIN or status >= 500:
        raise TemporaryFailure(why, retry_after=_retry_after(answer))
    raise PermanentFailure(why)


def _retry_after(answer: HTTPResponse) -> timedelta | None:
    """Return how long the answer asks to wait; a date counts from the answer's own date."""
    said = answer.getheader("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 86_400))
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.getheader("Date", ""))
    except (ValueError, TypeError):
        return None
    return max(wait, timedelta(0))


def _why(error: OSError | HTTPException, deadline: Deadline) -> str:
    """Say what happened; no words of the other side."""
    if deadline.has_passed or isinstance(error, TimeoutError):
        return f"the webhook took over {deadline.within.total_seconds():g} s"
    match error:
        case ssl.SSLCertVerificationError():
            return f"the webhook's certificate does not hold: {error.verify_message}"
        case ssl.SSLError():
            return f"no TLS with the webhook: {error.reason or 'cut off'}"
        case HTTPException():
            return f"the webhook does not answer in HTTP: {type(error).__name__}"
        case _:
            return f"the webhook cannot be reached: {type(error).__name__}"
