"""A real mail server that notes when it accepted each alert, and the monitor that writes to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from schemas.database import Database
from schemas.tables import alerts
from schemas.words import Rung
from tests.bench.measure import exact_now
from tests.servers.mail_server import Mailbox, mail_server

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Post(Mailbox):
    """Accepts everything; keeps of each mail only its alert and when it was accepted."""

    accepted: dict[str, datetime] = field(default_factory=dict)
    copies: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Note a message."""
        del server, session
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        found = _MESSAGE_ID.search(raw)
        assert found is not None
        alert_id = found[1].decode()
        self.copies += alert_id in self.accepted
        self.accepted.setdefault(alert_id, exact_now())
        return "250 OK"


@contextmanager
def post() -> Iterator[tuple[Post, int]]:
    """Run the mail server; give what it notes, and its port."""
    noted = Post()
    with mail_server(noted) as port:
        yield noted, port


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One alert past its deadline, as the mail server saw it."""

    risk: str
    due_at: datetime
    at: datetime

    @property
    def late(self) -> float:
        """Seconds from the instant it was due until the server had accepted it."""
        return (self.at - self.due_at).total_seconds()


def accepted_breaches(database: Database, noted: Post) -> list[Accepted]:
    """Return the alerts about limits passed, in the order in which they were accepted."""
    with database.read() as connection:
        rows = connection.execute(select(alerts).where(alerts.c.rung == Rung.BREACH)).all()
    told = [
        Accepted(risk=row.risk, due_at=row.due_at, at=noted.accepted[row.alert_id])
        for row in rows
        if row.alert_id in noted.accepted
    ]
    return sorted(told, key=lambda one: one.at)
