"""How many incidents were reported in each hour, and since when we know: counted by differences."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from schemas.feed_hours import ONE_HOUR, hour_of
from schemas.feed_tables import reported_hours
from schemas.inserts import insert_adding
from schemas.moments import from_stamp, local_midnight, stamp
from schemas.records import Case
from schemas.tables import cases
from schemas.volume_looks import set_first_look
from schemas.words import Milestone, Risk

NOT_COUNTED = ""
"""A case that names no force, no council, or no time at which it was reported."""


class Place(NamedTuple):
    """A force and the council that it must tell."""

    force: str
    local_authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedHour:
    """What we came to know in one hour of the incidents reported in another; differences."""

    reported_hour: datetime
    known_hour: datetime
    incidents: int
    high: int
    with_children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read of incidents reported since ``start``, by force and council."""

    start: datetime
    by_place: dict[Place, list[ReportedHour]]


Key = tuple[str, str, datetime, datetime]
"""Force, council, the hour in which they were reported, and that in which we knew."""


def reported_as(case: Case) -> str:
    """Return how a case is counted: its hour, whether high and with a child, council and force."""
    reported = case.milestones.get(Milestone.REPORTED)
    if reported is None or case.force is None or case.local_authority is None:
        return NOT_COUNTED
    high = "h" if case.risk is Risk.HIGH else "-"
    child = "c" if case.children else "-"
    hour = stamp(hour_of(reported.earliest))
    return f"{hour} {high}{child} {case.local_authority} {case.force}"


def codes_with_children(connection: Connection, place: Place, day: date) -> list[str]:
    """Return the case codes of the incidents that `held_with_children` counts for a day."""
    counted = (cases.c.handle, cases.c.reported_as)
    rows = (
        select(*counted)
        .where(
            cases.c.force == place.force,
            cases.c.local_authority == place.local_authority,
            cases.c.started_at >= local_midnight(day),
            cases.c.started_at < local_midnight(day + timedelta(days=1)),
        )
        .order_by(cases.c.started_at, cases.c.handle)
    )
    return [row.handle for row in connection.execute(rows) if _has_child(row.reported_as)]


def _has_child(counted_as: str) -> bool:
    return counted_as != NOT_COUNTED and counted_as.split(" ")[1].endswith("c")


class ReportedHours:
    """The incidents that one transaction counts."""

    def __init__(self, connection: Connection, shard: str) -> None:
        """Take the connection; ``shard`` names whose counts these are."""
        self._connection = connection
        self._shard = shard
        self._changes: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._read: _Read | None = None
        self._known_since: dict[Place, datetime] | None = None

    def count(self, before: str, after: str, now: datetime) -> None:
        """Count a case anew that was counted otherwise before; both as `reported_as` tells."""
        if before == after:
            return
        for counted_as, sign in ((before, -1), (after, 1)):
            if counted_as:
                self._change(counted_as, sign, hour_of(now))

    def since(self, start: datetime) -> Mapping[Place, Sequence[ReportedHour]]:
        """Return what was counted of incidents reported since an instant, or before it too.

        In the order of the hours in which they were reported. Read once in a transaction.
        """
        if self._read is None or start < self._read.start:
            self.flush()
            self._read = _Read(start=start, by_place=self._read_since(start))
        return self._read.by_place

    def known_since(self) -> Mapping[Place, datetime]:
        """Return since when each force's incidents of each council are counted."""
        if self._known_since is None:
            self.flush()
            place = (reported_hours.c.force, reported_hours.c.local_authority)
            first = select(*place, func.min(reported_hours.c.known_hour)).group_by(*place)
            rows = self._connection.execute(first)
            self._known_since = {Place(force, council): at for force, council, at in rows}
        return self._known_since

    def _read_since(self, start: datetime) -> dict[Place, list[ReportedHour]]:
        keys = (
            reported_hours.c.force,
            reported_hours.c.local_authority,
            reported_hours.c.reported_hour,
            reported_hours.c.known_hour,
        )
        counted = (
            func.sum(reported_hours.c.incidents),
            func.sum(reported_hours.c.high),
            func.sum(reported_hours.c.with_children),
        )
        rows = select(*keys, *counted).where(reported_hours.c.reported_hour >= start)
        found: dict[Place, list[ReportedHour]] = defaultdict(list)
        for force, council, reported, known, *numbers in self._connection.execute(
            rows.group_by(*keys).order_by(*keys)
        ):
            incidents, high, with_children = map(int, numbers)
            hour = ReportedHour(
                reported_hour=reported,
                known_hour=known,
                incidents=incidents,
                high=high,
                with_children=with_children,
            )
            found[Place(force, council)].append(hour)
        return found

    def flush(self) -> None:
        """Write what was counted, in this transaction; in order, so that no two can deadlock."""
        rows = [
            {**_key_row(key), "shard": self._shard, **_counted_row(change)}
            for key, change in sorted(self._changes.items())
            if any(change)
        ]
        if rows:
            self._connection.execute(_ADD, rows)
            set_first_look(self._connection, rows[0]["known_hour"] + ONE_HOUR)
        self._changes.clear()

    def _change(self, counted_as: str, sign: int, known_hour: datetime) -> None:
        stamped, marks, council, force = counted_as.split(" ", 3)
        change = self._changes[force, council, from_stamp(int(stamped)), known_hour]
        counted = [sign, sign * ("h" in marks), sign * ("c" in marks)]
        for place, number in enumerate(counted):
            change[place] += number
        hour = ReportedHour(
            reported_hour=from_stamp(int(stamped)),
            known_hour=known_hour,
            incidents=counted[0],
            high=counted[1],
            with_children=counted[2],
        )
        self._add(Place(force, council), hour)

    def _add(self, place: Place, hour: ReportedHour) -> None:
        """Add to what was read, so that it need not be read again."""
        if self._read is not None and hour.reported_hour >= self._read.start:
            insort(self._read.by_place[place], hour, key=attrgetter("reported_hour"))
        if self._known_since is not None:
            first = self._known_since.get(place, hour.known_hour)
            self._known_since[place] = min(first, hour.known_hour)


def held_with_children(connection: Connection, place: Place, day: date) -> int:
    """Return how many cases with a child have `reported` on a local day, closed ones too.

    By its lower bound, as contract section 3 says; midnight in London begins an hour of UTC.
    """
    held = select(func.coalesce(func.sum(reported_hours.c.with_children), 0)).where(
        reported_hours.c.force == place.force,
        reported_hours.c.local_authority == place.local_authority,
        reported_hours.c.reported_hour >= local_midnight(day),
        reported_hours.c.reported_hour < local_midnight(day + timedelta(days=1)),
    )
    return int(connection.execute(held).scalar_one())


def _key_row(key: Key) -> dict[str, Any]:
    return dict(zip(("force", "local_authority", "reported_hour", "known_hour"), key, strict=True))


def _counted_row(change: Iterable[int]) -> dict[str, int]:
    return dict(zip(("incidents", "high", "with_children"), change, strict=True))


_ADD = insert_adding(reported_hours, ["incidents", "high", "with_children"])
