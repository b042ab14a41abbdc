"""Real mail servers, over TLS or not, that keep what they were given."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class Mailbox:
    """Answers as told, and keeps every message it accepted."""

    answer: str = "250 OK"
    """To the message itself."""
    by_address: dict[str, list[str]] = field(default_factory=dict)
    """Answers to each address in turn; when they are used up, it is accepted."""
    wants_login: bool = False
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    were_private: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept an address, or not."""
        del server, session, options
        answers = self.by_address.get(address, [])
        answer = answers.pop(0) if answers else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message, or not."""
        del session
        if self.answer.startswith("2"):
            content = envelope.content
            raw = content if isinstance(content, bytes) else (content or "").encode()
            message = message_from_bytes(raw, policy=default)
            self.messages.append(message)
            self.envelopes.append(list(envelope.rcpt_tos))
            transport = server.transport
            assert transport is not None
            self.were_private.append(transport.get_extra_info("ssl_object") is not None)
        return self.answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"correct horse", handled=False)


@contextmanager
def mail_server(
    box: Mailbox,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> Iterator[int]:
    """Run a mail server that asks for STARTTLS, speaks TLS from the start, or neither."""
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=box.authenticate,
        auth_require_tls=starttls is not None,
        auth_required=box.wants_login,
        # Its own LOGIN asks in words that only some clients know.
        auth_exclude_mechanism=["LOGIN"],
    )
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
