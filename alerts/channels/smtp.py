"""E-mail: handed to one mail server over verified TLS, or not at all."""

import smtplib
import ssl
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from socket import socket

from alerts.channels import TIME_OUT, Parcel, PermanentFailure, TemporaryFailure
from alerts.channels.deadline import Deadline
from alerts.channels.mail import domain_of, mail_of
from alerts.channels.trust import trusting
from alerts.channels.whole_lines import WholeLines

REMEMBERED = 1_000
"""Alerts of which some addresses have accepted and others not yet: only those are asked again."""


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    PLAIN = "plain"
    """Not at all: only to a relay on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The mail server, and who writes. ``ca_file`` replaces the system's authorities."""

    host: str
    port: int
    sender: str
    reply_to: str | None = None
    security: Security = Security.STARTTLS
    user: str | None = None
    """None where the server asks for no login."""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    time_out: timedelta = TIME_OUT
    reference_domains: frozenset[str] = frozenset()
    """Whose mailboxes may be told police references, in small letters."""

    def may_tell_references(self, addresses: tuple[str, ...]) -> bool:
        """Whether a police reference may go to all of these: over TLS, and only to the domains."""
        is_private = self.security is not Security.PLAIN
        return (
            is_private and {domain_of(one).lower() for one in addresses} <= self.reference_domains
        )


class Smtp:
    """Sends each alert as one message to all addresses of its route.

    What concerns the server as a whole (its certificate, the login, the sender) is temporary: it is
    ours to mend, and no alert is lost meanwhile. Refusing an address or the message itself for good
    is permanent.
    """

    name = "smtp"

    def __init__(self, server: MailServer) -> None:
        """Take the server.

        Raises:
            Trouble: The file of its authorities cannot be used.
        """
        self._server = server
        self._trust = trusting(server.ca_file)
        self._told: OrderedDict[str, set[str]] = OrderedDict()

    def send(self, parcel: Parcel) -> None:
        """Hand one alert to the mail server.

        Raises:
            TemporaryFailure: The server is not there, not the one it says, offers no TLS, is busy,
                or took longer than the time-out.
            PermanentFailure: An address or the message was refused for good; the other addresses
                have it.
        """
        if not parcel.addresses:
            raise PermanentFailure("the route has no address")
        if parcel.reference and not self._server.may_tell_references(parcel.addresses):
            raise PermanentFailure("a police reference must not go this way: nothing was sent")
        mail = mail_of(parcel, sender=self._server.sender, reply_to=self._server.reply_to)
        with self._reached() as client:
            self._hand_over(client, parcel, mail)

    def try_out(self, addresses: tuple[str, ...]) -> None:  # noqa: ARG002 - the server is one for all
        """Reach the server and log in; send nothing.

        Raises:
            TemporaryFailure: As `send` says.
        """
        with self._reached():
            pass

    @contextmanager
    def _reached(self) -> Iterator[smtplib.SMTP]:
        """Give a connection that ends with the time-out; what goes wrong on it is temporary."""
        with Deadline(self._server.time_out) as deadline:
            try:
                with self._session(deadline) as client:
                    yield client
            except OSError as error:
                raise TemporaryFailure(_why(error, deadline)) from error

    @contextmanager
    def _session(self, deadline: Deadline) -> Iterator[smtplib.SMTP]:
        """Give a connection on which the server has proved who it is, and we have logged in."""
        server = self._server
        client = _Client(server, self._trust, deadline)
        try:
            client.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                client.starttls(context=self._trust)
                client.ehlo_or_helo_if_needed()
            if server.user is not None:
                client.login(server.user, server.password)
            yield client
            # Accepted is accepted: a farewell that fails changes nothing, so nobody waits for it.
            with suppress(OSError):
                client.putcmd("quit")
        finally:
            client.close()

    def _hand_over(self, client: smtplib.SMTP, parcel: Parcel, mail: EmailMessage) -> None:
        code, _ = client.mail(self._server.sender)
        if not _is_yes(code):
            raise TemporaryFailure(f"the mail server refuses the sender: {code}")
        told = self._told.get(parcel.key, set())
        asked = {one: client.rcpt(one)[0] for one in parcel.addresses if one not in told}
        if any(_is_yes(code) for code in asked.values()):
            _say_it(client, mail)
            told = told | {one for one, code in asked.items() if _is_yes(code)}
        self._remember(parcel, told)
        _require_all(asked, of=len(parcel.addresses))

    def _remember(self, parcel: Parcel, told: set[str]) -> None:
        """Keep who has it already, in case we must ask again; after a restart it repeats."""
        self._told.pop(parcel.key, None)
        if told and told != set(parcel.addresses):
            self._told[parcel.key] = told
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)


class _Client(smtplib.SMTP):
    """The library's client on a connection that has a deadline."""

    def __init__(self, server: MailServer, trust: ssl.SSLContext, deadline: Deadline) -> None:
        self._server = server
        self._trust = trust
        self._deadline = deadline
        # With no name of ours given, the library would ask the network for one, without end.
        own_name = domain_of(server.sender)
        seconds = deadline.left()
        super().__init__(server.host, server.port, local_hostname=own_name, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:  # noqa: ARG002 - the deadline's
        addresses = self._deadline.resolve(host, port)
        is_plain = self._server.security is Security.PLAIN
        if is_plain and not all(ip_address(place[0]).is_loopback for _, place in addresses):
            raise TemporaryFailure("without TLS mail goes to this machine only: nothing was sent")
        opened = self._deadline.connect(addresses)
        if self._server.security is Security.TLS:
            return self._trust.wrap_socket(opened, server_hostname=host)
        return opened

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's answer, once the whole of it is here."""
        if self.file is None and self.sock is not None:
            self.file = WholeLines(self.sock.makefile("rb", buffering=0))
        return super().getreply()


def _say_it(client: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        code, _ = client.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    if not _is_yes(code):
        raise _failure(code)(f"the mail server refuses the message: {code}")


def _require_all(asked: dict[str, int], of: int) -> None:
    """Pass only where every address has it; those that may be asked again come first."""
    refused = [code for code in asked.values() if not _is_yes(code)]
    if refused:
        code = min(refused)
        raise _failure(code)(
            f"the mail server refuses {len(refused)} of {of} addresses: {code}",
        )


def _failure(code: int) -> type[TemporaryFailure] | type[PermanentFailure]:
    return PermanentFailure if 500 <= code < 600 else TemporaryFailure


def _is_yes(code: int) -> bool:
    return 200 <= code < 300


def _why(error: OSError, deadline: Deadline) -> str:
    """Say what happened in words that hold no address: a server's own words may."""
    if deadline.has_passed or isinstance(error, TimeoutError):
        return f"the mail server took over {deadline.within.total_seconds():g} s"
    match error:
        case ssl.SSLCertVerificationError():
            why = f"the mail server's certificate does not hold: {error.verify_message}"
        case ssl.SSLError():
            why = f"no TLS with the mail server: {error.reason or 'cut off'}"
        case smtplib.SMTPNotSupportedError():
            why = "the mail server offers no STARTTLS, or no login: nothing was sent"
        case smtplib.SMTPAuthenticationError():
            why = f"the mail server refuses the login: {error.smtp_code}"
        case smtplib.SMTPResponseException():
            why = f"the mail server says {error.smtp_code}"
        case _:
            why = f"the mail server cannot be reached: {type(error).__name__}"
    return why
