"""How each role is told of what one transaction raises: of an alarm alone, or by a digest.

In a storm a digest comes every five minutes at most; one that names a case which the police grade
high does not wait for that, and goes out half a minute after it got it.

That an alarm is on a digest is written in the transaction of its alert, while the digest's row is
held: so none comes to one that is made already, and none is lost between the two.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from alerts.file_holds import HELD_FOR, is_held
from alerts.outbox_rows import outbox_row
from alerts.routing import ways_of
from alerts.storms import GATHERED_FOR, STORM_WITHIN, goes_on_a_digest, storm_digest_due
from schemas.book import Book
from schemas.house import House
from schemas.inserts import insert_ignoring
from schemas.list_rows import list_row
from schemas.list_tables import list_alerts, lists
from schemas.lists import RoleList
from schemas.raised import Raised
from schemas.tables import alerts, outbox
from schemas.words import BABIES, ListSort, Risk, Role

Whose = tuple[Role, str | None]
"""A role, and the council that its alarms are about; None where they are about no single one."""


class Digest(NamedTuple):
    """Which digest an alarm goes on, whichever of them is open at present."""

    sort: ListSort
    role: Role
    local_authority: str | None
    file: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """In which order they are opened by everyone, so that no two wait for each other."""
        return self.sort, self.role, self.local_authority or "", self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How the roles that one alert interrupts are told of it: alone where there is no digest."""

    raised: Raised
    digests: Mapping[Role, Digest | None]


def tell(book: Book, house: House, raised: Sequence[Raised]) -> None:
    """Write how all that a transaction has raised leaves, the gravest first.

    Where no routes are set up all of it goes to a screen, which interrupts nobody.
    """
    if not house.routes:
        for one in raised:
            _send(book, house, one, None)
        return
    now = max(one.alert.raised_at for one in raised)
    told = told_lately(book.connection, now) if any(map(_interrupts, raised)) else Counter()
    decided = list(decide(raised, told))
    opened = _open_all(book.connection, decided, now)
    for telling in decided:
        _write(book, house, telling, opened)


def decide(raised: Sequence[Raised], told: Counter[Whose]) -> Iterator[Telling]:
    """Yield how each role is told, the gravest alarm first: those are told alone. Pure.

    ``told`` are the alarms of a storm so far, by whose they are.
    """
    so_far = Counter(told)
    for one in sorted(raised, key=_gravest_first):
        roles = sorted(one.alert.told_at_once)
        yield Telling(raised=one, digests={role: _digest(one, role, so_far) for role in roles})


def told_lately(connection: Connection, now: datetime) -> Counter[Whose]:
    """Return how many alarms interrupted each role about each council in the last minutes.

    Those that a file's list held back did not.
    """
    # What a clock raised that has gone back since lies ahead: it is no storm of now.
    lately = (alerts.c.raised_at > now - STORM_WITHIN, alerts.c.raised_at <= now)
    number = func.count()
    interrupting = (
        select(alerts.c.local_authority, alerts.c.interrupts, number)
        .where(*lately, alerts.c.interrupts > "")
        .group_by(alerts.c.local_authority, alerts.c.interrupts)
    )
    held = (
        select(lists.c.role, alerts.c.local_authority, number)
        .join(list_alerts, list_alerts.c.list_id == lists.c.list_id)
        .join(alerts, alerts.c.alert_id == list_alerts.c.alert_id)
        .where(*lately, lists.c.sort == ListSort.FILE)
        .group_by(lists.c.role, alerts.c.local_authority)
    )
    told: Counter[Whose] = Counter()
    for council, roles, times in connection.execute(interrupting):
        for role in roles.split():
            told[Role(role), council] += times
    for role, council, times in connection.execute(held):
        told[Role(role), council] -= times
    return told


def _interrupts(one: Raised) -> bool:
    return bool(one.alert.told_at_once)


def _gravest_first(one: Raised) -> tuple[int, bool, datetime, str]:
    """Return its place: by the grade of the police, then babies, for whom no school will hear."""
    risk, is_older = one.alert.risk, one.alert.youngest not in BABIES
    return -risk.strictness if risk else 1, is_older, one.alert.due_at, one.alert.alert_id


def _digest(one: Raised, role: Role, so_far: Counter[Whose]) -> Digest | None:
    """Return the digest by which a role is told of an alarm, None where alone; count the latter."""
    council = one.alert.local_authority
    if is_held(one):
        return Digest(ListSort.FILE, role, council, one.file or "")
    earlier = so_far[role, council]
    so_far[role, council] += 1
    return Digest(ListSort.STORM, role, council) if goes_on_a_digest(earlier) else None


def _open_all(
    connection: Connection, decided: Sequence[Telling], now: datetime
) -> Mapping[Digest, str | None]:
    """Return the ids of all digests wanted; one that gets a police-graded high comes forward.

    Also in the midst of a storm: then it goes out once it has gathered, not five minutes on.
    """
    wanted: dict[Digest, bool] = {}
    for telling in decided:
        is_high = telling.raised.alert.risk is Risk.HIGH
        for digest in filter(None, telling.digests.values()):
            wanted[digest] = wanted.get(digest, False) or is_high
    opened = {}
    for digest, is_high in sorted(wanted.items(), key=lambda one: one[0].order):
        opened[digest] = _open(connection, digest, now)
        if is_high:
            _bring_forward(connection, opened[digest], now + GATHERED_FOR)
    return opened


def _bring_forward(connection: Connection, list_id: str | None, due_at: datetime) -> None:
    later = update(lists).where(lists.c.list_id == list_id, lists.c.due_at > due_at)
    connection.execute(later.values(due_at=due_at))


def _open(connection: Connection, digest: Digest, now: datetime) -> str | None:
    """Return the id of the digest that gathers now, held for us; None where it was just made."""
    council = lists.c.local_authority
    about = council.is_(None) if digest.local_authority is None else council == digest[2]
    same = (
        lists.c.sort == digest.sort,
        lists.c.role == digest.role,
        about,
        lists.c.source == digest.file,
    )
    gathers = select(lists.c.list_id).where(*same, lists.c.made_at.is_(None)).with_for_update()
    if (known := connection.scalar(gathers)) is not None:
        return str(known)
    last_due_at: datetime | None = connection.scalar(select(func.max(lists.c.due_at)).where(*same))
    one = RoleList(
        sort=digest.sort,
        role=digest.role,
        local_authority=digest.local_authority,
        opened_at=now,
        due_at=_due(digest.sort, now, last_due_at),
        source=digest.file,
    )
    connection.execute(insert_ignoring(lists), list_row(one))
    # One of the same second may have been made already: then its alarms are told alone.
    ours = gathers.where(lists.c.list_id == one.alert_id)
    return None if connection.scalar(ours) is None else one.alert_id


def _due(sort: ListSort, now: datetime, last_due_at: datetime | None) -> datetime:
    return now + HELD_FOR if sort is ListSort.FILE else storm_digest_due(now, last_due_at)


def _write(book: Book, house: House, telling: Telling, opened: Mapping[Digest, str | None]) -> None:
    alone = set()
    for role, digest in telling.digests.items():
        list_id = None if digest is None else opened[digest]
        if list_id is None:
            alone.add(role)
        else:
            row = {"list_id": list_id, "alert_id": telling.raised.alert.alert_id}
            book.add(list_alerts, row)
    _send(book, house, telling.raised, frozenset(alone))


def _send(book: Book, house: House, one: Raised, roles: frozenset[Role] | None) -> None:
    """Put an alert into the outbox for these roles; None: for all of them."""
    for way in ways_of(one.alert, house, roles):
        book.add(outbox, outbox_row(one.alert.alert_id, way, one.alert.raised_at))
