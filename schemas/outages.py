"""Times in which nobody looked at the clock: what fell due then is late, and the delay is ours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from schemas.instants import set_instant
from schemas.moments import parse_instant, zulu
from schemas.tables import instants

OURS_AFTER = timedelta(minutes=5)
"""From how long without a look on it is told of. Source: assumption.

A restart or an upgrade takes less, and an alarm so late is one that people notice.
"""

_PREFIX = "not looked since "


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """From the last look at the clock to the next one."""

    since: datetime
    until: datetime

    def delayed(self, due_at: datetime, raised_at: datetime) -> bool:
        """Whether an alarm came late because it fell due in that time."""
        return self.since <= due_at < self.until <= raised_at


def outage_before(now: datetime, last_look_at: datetime | None) -> Outage | None:
    """Return the outage that ends now; None where the last look was lately, or the first is now."""
    if last_look_at is None or now - last_look_at <= OURS_AFTER:
        return None
    return Outage(since=last_look_at, until=now)


def note_outage(connection: Connection, outage: Outage) -> None:
    """Store an outage; one that went on, since nobody came to look after all, is made longer."""
    set_instant(connection, f"{_PREFIX}{zulu(outage.since)}", outage.until)


def forget_outages(connection: Connection, now: datetime) -> None:
    """Take back every outage that ends after now: a clock had run ahead, and has gone back since.

    Its length becomes zero, so that nothing is told of it when that instant comes.
    """
    ahead = select(instants.c.name).where(instants.c.name.startswith(_PREFIX), instants.c.at > now)
    for name in sorted(connection.scalars(ahead.with_for_update()).all()):
        set_instant(connection, name, parse_instant(name.removeprefix(_PREFIX)))


def outages_since(connection: Connection, since: datetime, now: datetime) -> tuple[Outage, ...]:
    """Return the outages that ended at an instant or after it, in order.

    One that ends after ``now`` is none: a clock had run ahead, and has gone back since.
    """
    ended = select(instants).where(
        instants.c.name.startswith(_PREFIX), instants.c.at >= since, instants.c.at <= now
    )
    found = connection.execute(ended.order_by(instants.c.at, instants.c.name))
    outages = (
        Outage(since=parse_instant(row.name.removeprefix(_PREFIX)), until=row.at) for row in found
    )
    return tuple(one for one in outages if one.since < one.until)
