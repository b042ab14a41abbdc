"""Lists for programs that are read at once, as the board's own pages read them: never by pages.

On a second page, read later, a child could be missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from alerts.board.feed_lines import feed_lines
from alerts.board.feed_owners import owned_feeds
from alerts.board.late import late_today
from alerts.board.quarantine_scope import surely_of
from alerts.board.scope import in_scope
from alerts.board.visit import Visit
from alerts.flat import TABLES, Value, waiting_rows
from alerts.flat.subjects import ArrivedLate, Incident, Unread
from alerts.list_gathering import STILL_OPEN, without_cases
from alerts.list_scene import scene_of
from schemas.listing import Listed
from schemas.lists import RoleList
from schemas.refusals import Reason
from schemas.tables import quarantine
from schemas.words import ListSort, Role

Rows = list[dict[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A list as it is now. ``can_tell`` says whether no rows mean that there is nobody."""

    rows: Rows
    can_tell: bool | None = None
    """None for a list of which that is not asked."""


def waiting(visit: Visit) -> Whole:
    """Return who waits; the order is by urgency."""
    house = visit.board.house
    condition = in_scope(visit.person, house.policies.at(visit.now))
    rows = waiting_rows(visit.board.database.read, house.policies, visit.now, condition)
    return Whole(rows=rows, can_tell=_can_tell(visit))


def _can_tell(visit: Visit) -> bool:
    """Whether nobody among who waits means nobody of whom the police have told.

    Of every police feed: one that is another council's may know of a child of theirs.
    """
    now = visit.now
    about = RoleList(
        sort=ListSort.SHIFT,
        role=Role.DATA_MANAGER,
        local_authority=None,
        opened_at=now,
        due_at=now,
    )
    with visit.board.database.read() as connection:
        return without_cases(scene_of(connection, about, visit.board.house, now)).can_tell


def late(visit: Visit) -> Whole:
    """Return what arrived late today, the longest past its limit first."""
    today = late_today(visit)
    told = [
        ArrivedLate(
            incident=Incident(
                listed=Listed(
                    handle=row.about.case_code, case=today.held[row.about.case_code], rung=None
                )
            ),
            told=row,
        )
        for row in today.facts.arrived_late
    ]
    return Whole(rows=[TABLES["late"].row(one) for one in told], can_tell=today.can_tell)


def feeds(visit: Visit) -> Whole:
    """Return every feed, and those that were never heard."""
    house = visit.board.house
    with visit.board.database.read() as connection:
        every = owned_feeds(connection, house.owners)
    lines = feed_lines(every, visit.person, house.policies.at(visit.now), visit.now)
    return Whole(rows=[TABLES["feeds"].row(line) for line in lines])


def unread(visit: Visit) -> Whole:
    """Return what could not be read and nobody has settled, longest there first."""
    house = visit.board.house
    seen = surely_of(visit.person, house.owners, house.policies.at(visit.now))
    order = (quarantine.c.at, quarantine.c.quarantine_id)
    wanted = select(quarantine).where(quarantine.c.state == STILL_OPEN, seen).order_by(*order)
    with visit.board.database.read() as connection:
        found = connection.execute(wanted).all()
    return Whole(rows=[TABLES["quarantine"].row(_unread(row)) for row in found])


def _unread(row: Any) -> Unread:
    return Unread(
        quarantine_id=row.quarantine_id,
        reason=Reason(row.reason),
        source=row.source,
        coordinates=row.coordinates,
        at=row.at,
        clock_from=row.clock_from,
        is_taken_on=row.taken_at is not None,
    )


WHOLES: Mapping[str, Callable[[Visit], Whole]] = {
    "waiting": waiting,
    "late": late,
    "feeds": feeds,
    "quarantine": unread,
}
"""By the name of the table."""
