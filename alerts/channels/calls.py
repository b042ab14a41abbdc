"""Calls over https (or http inside) that end in time, to hosts that the configuration allows.

No redirect is followed and no proxy used; a host is connected to at the address that was checked.
"""

import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from socket import socket
from urllib.parse import SplitResult, urlsplit

from alerts.channels import TIME_OUT, PermanentFailure, TemporaryFailure
from alerts.channels.deadline import Address, Deadline
from alerts.channels.trust import trusting
from alerts.channels.whole_lines import WholeLines

PORTS = {"https": 443, "http": 80}
TRY_AGAIN = frozenset({408, 429})
"""Refusals of the moment among the 4xx: request time-out and too many requests."""

LONGEST_WAIT = timedelta(days=1)
"""The most that an answer may ask us to wait. Source: assumption; what dispatch waits is less."""

Network = IPv4Network | IPv6Network


class NotAllowed(ValueError):
    """Alerts may not go to this URL; the text does not hold it, since it may be a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom calls may reach, and what the other side is called in what is said of it.

    ``hosts`` are exact, ``name`` for the usual port or ``name:port``. Private addresses are refused
    unless they lie in ``networks``: a name must not lead into the inner network by surprise.
    """

    called: str
    hosts: frozenset[str]
    networks: tuple[Network, ...] = ()
    ca_file: Path | None = None
    time_out: timedelta = TIME_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``headers`` are complete but for the host and the length."""

    method: str
    url: SplitResult
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: ``body`` only as far as it was asked for; it may hold anything."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_yes(self) -> bool:
        """Whether it is one of 2xx."""
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> timedelta | None:
        """How long the other side asks to wait; a date counts from the answer's own date."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdigit():
            return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
        try:
            until, at = (parsedate_to_datetime(one) for one in (said, self.headers.get("date", "")))
            return max(until - at, timedelta(0))
        except (ValueError, TypeError):
            return None


class Caller:
    """Calls one sort of receiver."""

    def __init__(self, reach: Reach) -> None:
        """Take whom it may reach.

        Raises:
            Trouble: The file of authorities cannot be used.
        """
        self._reach = reach
        self._trust = trusting(reach.ca_file)

    def call(self, call: Call, *, keep: int = 0, within: timedelta | None = None) -> Answer:
        """Make one call, and return the answer with so many bytes of its body.

        ``within`` is less time than usual; None for what there always is.

        Raises:
            TemporaryFailure: No answer in time, or none that is whole.
        """
        with self.reached(call.url, within) as opened:
            connection = HTTPConnection(_authority(call.url))
            connection.response_class = _WholeAnswer
            connection.sock = opened
            try:
                connection.request(
                    call.method, _target(call.url), call.body or None, dict(call.headers)
                )
                return _kept(connection.getresponse(), keep)
            finally:
                connection.close()

    @contextmanager
    def reached(self, url: SplitResult, within: timedelta | None = None) -> Iterator[socket]:
        """Give a connection that ends with the time-out; what goes wrong on it is temporary.

        Raises:
            TemporaryFailure: The host is not there, not the one it says, or too slow.
        """
        host, port = str(url.hostname), url.port or PORTS[url.scheme]
        with Deadline(within or self._reach.time_out) as deadline:
            try:
                addresses = self._pinned(deadline.resolve(host, port), url.scheme)
                opened = deadline.connect(addresses)
                with self._private(opened, url) as line:
                    yield line
            except (OSError, HTTPException) as error:
                raise TemporaryFailure(_why(error, deadline, self._reach)) from error

    def require_yes(self, answer: Answer) -> None:
        """Pass only an answer that accepts.

        Raises:
            TemporaryFailure: 5xx, 408 or 429, with how long to wait, if told.
            PermanentFailure: Any other.
        """
        if answer.is_yes:
            return
        why = f"{self._reach.called} answers {answer.status}"
        if answer.status in TRY_AGAIN or answer.status >= 500:
            raise TemporaryFailure(why, retry_after=answer.retry_after)
        raise PermanentFailure(why)

    def is_allowed(self, address: str) -> bool:
        """Whether a numeric address may be connected to: a public one, or one of our networks."""
        place = _inner(address)
        return _is_public(address) or any(place in network for network in self._reach.networks)

    def _private(self, opened: socket, url: SplitResult) -> socket:
        if url.scheme == "http":
            return opened
        return self._trust.wrap_socket(opened, server_hostname=url.hostname)

    def _pinned(self, addresses: list[Address], scheme: str) -> list[Address]:
        """Return the addresses that may be connected to: the very ones, not looked up again."""
        if scheme == "http" and any(_is_public(place[0]) for _, place in addresses):
            raise TemporaryFailure(f"{self._reach.called} stands outside: it needs https")
        fit = [place for place in addresses if self.is_allowed(place[1][0])]
        if not fit:
            raise TemporaryFailure("the host leads to a private address that is not allowed")
        return fit


class _WholeAnswer(HTTPResponse):
    """The library's answer, once the whole of its head is here."""

    def __init__(
        self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = WholeLines(self.fp.detach())


def allowed_url(
    text: str,
    hosts: Collection[str],
    *,
    called: str = "the webhook",
    schemes: Collection[str] = ("https",),
) -> SplitResult:
    """Return the parts of a URL to which alerts may go.

    Raises:
        NotAllowed: It is not https, holds a user or a fragment, or its host is not listed.
    """
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port or PORTS.get(url.scheme)
    except ValueError:
        raise NotAllowed(f"the URL of {called} cannot be read") from None
    if not text.isascii() or not text.isprintable() or " " in text:
        raise NotAllowed(f"the URL of {called} holds signs that a URL must not")
    if url.scheme not in schemes or not host:
        either = " or ".join(f"{scheme}://" for scheme in schemes)
        raise NotAllowed(f"the URL of {called} does not begin with {either}")
    if "@" in url.netloc or url.fragment:
        raise NotAllowed(f"the URL of {called} holds a user or a fragment")
    if (host if port == PORTS[url.scheme] else f"{host}:{port}") not in hosts:
        raise NotAllowed(f"the host of {called} is not in the list of those allowed")
    return url


def only_url(addresses: tuple[str, ...], reach: Reach) -> SplitResult:
    """Return the one URL of a route.

    Raises:
        PermanentFailure: There is none, there are several, or it is not allowed.
    """
    if len(addresses) != 1:
        raise PermanentFailure(f"the route has {len(addresses)} URLs, not 1")
    try:
        return allowed_url(addresses[0], reach.hosts, called=reach.called)
    except NotAllowed as error:
        raise PermanentFailure(str(error)) from None


def _authority(url: SplitResult) -> str:
    """Return host and port as the header names them: the usual port is left out."""
    host = f"[{url.hostname}]" if ":" in str(url.hostname) else str(url.hostname)
    port = url.port or PORTS[url.scheme]
    return host if port == PORTS[url.scheme] else f"{host}:{port}"


def _target(url: SplitResult) -> str:
    return f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"


def _kept(answer: HTTPResponse, keep: int) -> Answer:
    """Return the head of an answer and the start of its body; the rest is not read."""
    body = answer.read(keep) if keep else b""
    headers = {name.lower(): value for name, value in answer.getheaders()}
    answer.close()
    return Answer(status=answer.status, headers=headers, body=body)


def _inner(address: str) -> IPv4Address | IPv6Address:
    place = ip_address(address.partition("%")[0])
    return getattr(place, "ipv4_mapped", None) or place


def _is_public(address: str) -> bool:
    place = _inner(address)
    return place.is_global and not place.is_multicast


def _why(error: OSError | HTTPException, deadline: Deadline, reach: Reach) -> str:
    """Say what happened; no words of the other side."""
    called = reach.called
    if deadline.has_passed or isinstance(error, TimeoutError):
        return f"{called} took over {reach.time_out.total_seconds():g} s"
    match error:
        case ssl.SSLCertVerificationError():
            return f"{called}'s certificate does not hold: {error.verify_message}"
        case ssl.SSLError():
            return f"no TLS with {called}: {error.reason or 'cut off'}"
        case HTTPException():
            return f"{called} does not answer in HTTP: {type(error).__name__}"
        case _:
            return f"{called} cannot be reached: {type(error).__name__}"
