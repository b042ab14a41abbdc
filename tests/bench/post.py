"""A real mail server that notes when it accepted each alert, and the monitor that writes to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, or_, select

from schemas.database import Database
from schemas.list_tables import list_alerts, lists
from schemas.tables import alerts, outbox
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
    local_authority: str
    due_at: datetime
    at: datetime

    @property
    def late(self) -> float:
        """Seconds from the instant it was due until the server had accepted it."""
        return (self.at - self.due_at).total_seconds()


def accepted_breaches(database: Database, noted: Post) -> list[Accepted]:
    """Return the alerts about limits passed, in the order in which they were accepted.

    One that some roles find on a digest is accepted when the last of its mails is.
    """
    with database.read() as connection:
        rows = connection.execute(select(alerts).where(alerts.c.rung == Rung.BREACH)).all()
        named = connection.execute(select(list_alerts)).all()
        alone = set(connection.scalars(select(outbox.c.alert_id)))
    mails = {row.alert_id: [row.alert_id] if row.alert_id in alone else [] for row in rows}
    for row in named:
        mails[row.alert_id].append(row.list_id)
    told = [
        Accepted(
            risk=row.risk,
            local_authority=row.local_authority,
            due_at=row.due_at,
            at=max(noted.accepted[mail] for mail in mails[row.alert_id]),
        )
        for row in rows
        if mails[row.alert_id] and all(mail in noted.accepted for mail in mails[row.alert_id])
    ]
    return sorted(told, key=lambda one: one.at)


def told_so_far(database: Database) -> int:
    """Return of how many limits passed everyone was told: alone, or by a digest."""
    unsent = select(outbox.c.alert_id).where(outbox.c.accepted_at.is_(None))
    unmade = select(lists.c.list_id).where(lists.c.made_at.is_(None))
    waits = select(list_alerts.c.alert_id).where(
        or_(list_alerts.c.list_id.in_(unmade), list_alerts.c.list_id.in_(unsent))
    )
    told = select(func.count()).where(
        alerts.c.rung == Rung.BREACH,
        alerts.c.alert_id.not_in(unsent),
        alerts.c.alert_id.not_in(waits),
    )
    with database.read() as connection:
        return connection.execute(told).scalar_one()
