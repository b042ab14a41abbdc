"""What a database holds, in a few numbers, and how far its clock has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from consumer.quarantining import OPEN
from consumer.work import HANDLED, SWEPT
from schemas.counts import CASE_PURGED, DROPPED, NO_COUNCIL, QUARANTINED, labels
from schemas.made_up import made_up_words
from schemas.pictures import load_case
from schemas.tables import alerts, cases, counts, feeds, instants, quarantine
from schemas.words import ChildrenKnown, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """How many of each a database holds."""

    cases: int
    waiting: int
    alerts: int
    quarantined: int
    dropped: int
    """Messages of councils that do not use this monitor."""
    of_purged: int
    """Messages about cases that were removed by age."""


def holdings(connection: Connection) -> Holdings:
    """Count what a database holds."""
    every = select(func.count()).select_from(cases)
    return Holdings(
        cases=connection.scalar(every) or 0,
        waiting=connection.scalar(every.where(cases.c.state == State.WAITING.value)) or 0,
        alerts=connection.scalar(select(func.count()).select_from(alerts)) or 0,
        quarantined=_counted(connection, QUARANTINED),
        dropped=_counted(connection, DROPPED, NO_COUNCIL),
        of_purged=_counted(connection, DROPPED, CASE_PURGED),
    )


def made_up(connection: Connection) -> str | None:
    """Return what must stand above all that is made from a database; None where all is real."""
    return made_up_words(connection.scalars(select(feeds.c.source)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Who may wait as well, but cannot be on the list of who waits."""

    children_not_yet_known: int
    unread: int
    """Messages in quarantine that nobody has dealt with."""

    def words(self) -> Iterator[str]:
        """Yield a sentence for each that there is."""
        if self.children_not_yet_known:
            yield (
                f"Not on this list: {self.children_not_yet_known} incidents where police have not "
                "yet said which children."
            )
        if self.unread:
            yield (
                f"Not on this list: {self.unread} messages that could not be read; each may be a "
                "child. See: danm quarantine"
            )


def not_on_the_list(connection: Connection) -> Beside:
    """Count who may wait as well, as the database stands now."""
    waiting = select(cases.c.picture).where(cases.c.state == State.WAITING.value)
    known = (load_case(row.picture).children_known for row in connection.execute(waiting))
    unread = select(func.count()).where(quarantine.c.state == OPEN)
    return Beside(
        children_not_yet_known=sum(word is ChildrenKnown.NOT_YET for word in known),
        unread=connection.scalar(unread) or 0,
    )


def _counted(connection: Connection, metric: str, *values: str) -> int:
    """Return what was counted of a metric, with these label values where any are given."""
    total = select(func.sum(counts.c.value)).where(counts.c.metric == metric)
    if values:
        total = total.where(counts.c.labels == labels(*values))
    return int(connection.scalar(total) or 0)


def last_instant(connection: Connection) -> datetime | None:
    """Return when the last message was handled or the last sweep looked, None in a new database."""
    looked = select(func.max(instants.c.at)).where(instants.c.name.in_((HANDLED, SWEPT)))
    at: datetime | None = connection.scalar(looked)
    return at
