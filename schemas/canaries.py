"""Canaries: messages of our own that go the whole way every hour, out of every figure.

What counts is the row: the consumer says that the message came in, the look at the clock that it
looked, the outbox that it turns. Nobody outside is told anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from schemas.canary_tables import canaries
from schemas.inserts import insert_ignoring
from schemas.moments import CLOCKS_APART, zulu

SOURCE = "/danm/canary"
"""The reserved source: a message of it is a canary of ours, or nothing. Source: design, law 7."""

ENTERED = "entered"
"""The way in that is always there: what people enter. The folders' part of it is the same table,
the same loop and the same transaction, so that it stands for them too; that files can be read is
watched by their own schedule.
"""

EVERY = timedelta(hours=1)
"""How often one is sent on each way in. Source: design, law 7."""

THROUGH_WITHIN = timedelta(minutes=10)
"""A canary that is not through by then has failed.

Source: assumption, to agree with whoever keeps the machines running; usual are two seconds.
"""

KEPT = timedelta(days=7)
"""How long the rows are kept. Source: assumption; long enough to look back on a bad weekend."""

_NAMES = UUID("6c0f2a3b-5d1e-5b7c-9a53-0d6f5d1c7a10")
"""Under which the ids of canaries are made: the same for every watcher."""


class Step(StrEnum):
    """What must happen to a canary, in this order."""

    TAKEN_IN = "taken in"
    LOOKED_AT = "looked at"
    HANDED_OVER = "handed over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One canary; an instant is None where that has not happened yet."""

    canary_id: str
    path: str
    sent_at: datetime
    taken_at: datetime | None = None
    swept_at: datetime | None = None
    handed_at: datetime | None = None

    @property
    def missing(self) -> Step | None:
        """The first step that it has not got past; None where it is through."""
        steps = zip(Step, (self.taken_at, self.swept_at, self.handed_at), strict=True)
        return next((step for step, at in steps if at is None), None)

    def says(self) -> str:
        """Return in plain words where it is stuck."""
        minutes = THROUGH_WITHIN // timedelta(minutes=1)
        at = zulu(self.sent_at)
        return (
            f"our test message by {self.path} of {at} was not {self.missing} within {minutes} "
            "minutes: real ones may be stuck there too"
        )


def canary_id(path: str, now: datetime) -> str:
    """Return the id of the one canary of a way in and an hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return str(uuid5(_NAMES, f"{path} {zulu(hour)}"))


def failed(sent: Iterable[Canary], now: datetime) -> list[Canary]:
    """Return the canaries that failed: on each way the newest one that had its time.

    It is left out where it came through, late as it may have been, or a newer one did.
    """
    latest: dict[str, Canary] = {}
    for canary in sorted(sent, key=lambda one: one.sent_at):
        if canary.missing is None or now - canary.sent_at > THROUGH_WITHIN:
            latest[canary.path] = canary
    return [canary for canary in latest.values() if canary.missing is not None]


def recent(connection: Connection, now: datetime) -> list[Canary]:
    """Return the canaries of the last two hours."""
    rows = select(canaries).where(canaries.c.sent_at > now - 2 * EVERY, ~_is_of_the_future(now))
    return [Canary(**row._mapping) for row in connection.execute(rows)]


def last_passed(connection: Connection) -> Mapping[str, datetime]:
    """Return when a canary last came through, by its way in; one that never did is left out."""
    passed = select(canaries.c.path, func.max(canaries.c.handed_at).label("at"))
    passed = passed.where(canaries.c.handed_at.is_not(None)).group_by(canaries.c.path)
    return {row.path: row.at for row in connection.execute(passed)}


def begin(connection: Connection, path: str, now: datetime) -> str | None:
    """Claim the canary of this hour; return its id, None where somebody else was first."""
    row = {"canary_id": canary_id(path, now), "path": path, "sent_at": now}
    claimed = connection.execute(insert_ignoring(canaries), row).rowcount
    return row["canary_id"] if claimed else None  # type: ignore[return-value]


def note_taken(connection: Connection, came: Mapping[str, str], now: datetime) -> int:
    """Note canaries (id, and the way each came by) as taken in; return how many were not ours.

    One that comes again changes nothing. One that came by another way proves nothing of its own.
    """
    foreign = 0
    for one, path in sorted(came.items()):
        ours = canaries.c.canary_id == one, canaries.c.path == path
        taken = update(canaries).where(*ours, canaries.c.taken_at.is_(None)).values(taken_at=now)
        if not connection.execute(taken).rowcount:
            foreign += connection.execute(select(canaries.c.path).where(*ours)).first() is None
    return foreign


def is_any_to_look_at() -> ColumnElement[bool]:
    """Whether a canary was taken in and not looked at."""
    return select(canaries.c.path).where(_is_to_look_at()).exists()


def look_at(connection: Connection, now: datetime) -> None:
    """Note every canary that was taken in as looked at."""
    connection.execute(update(canaries).where(_is_to_look_at()).values(swept_at=now))


def is_any_to_hand_over(connection: Connection) -> bool:
    """Whether a canary was looked at and not handed over."""
    return connection.execute(select(canaries.c.path).where(_is_to_hand_over())).first() is not None


def hand_over(connection: Connection, now: datetime) -> None:
    """Note every canary that was looked at as handed over: to nobody."""
    connection.execute(update(canaries).where(_is_to_hand_over()).values(handed_at=now))


def is_any_to_forget(connection: Connection, now: datetime) -> bool:
    """Whether there are old rows, or rows of a clock that has gone back since."""
    return connection.execute(select(canaries.c.path).where(_is_over(now))).first() is not None


def forget(connection: Connection, now: datetime) -> None:
    """Delete old rows, and those of a clock that has gone back: their hours come again."""
    connection.execute(delete(canaries).where(_is_over(now)))


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(canaries.c.sent_at < now - KEPT, _is_of_the_future(now))


def _is_of_the_future(now: datetime) -> ColumnElement[bool]:
    return canaries.c.sent_at > now + CLOCKS_APART


def _is_to_look_at() -> ColumnElement[bool]:
    return canaries.c.taken_at.is_not(None) & canaries.c.swept_at.is_(None)


def _is_to_hand_over() -> ColumnElement[bool]:
    return canaries.c.swept_at.is_not(None) & canaries.c.handed_at.is_(None)
