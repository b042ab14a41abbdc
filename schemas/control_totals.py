"""The force's own counts of a day, and when each of them is to be compared with what we hold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text, update

from schemas.moments import local_day, local_midnight
from schemas.tables import control_totals
from schemas.utc import UtcDateTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotal:
    """What a force counted for one council and local day; the latest told of several.

    ``judge_at`` is None once it was compared. ``told_difference`` is the largest of which somebody
    was told, None where nobody was.
    """

    force: str
    local_authority: str
    day: date
    incidents_with_children: int
    judge_at: datetime | None = None
    told_difference: int | None = None

    @property
    def day_ends(self) -> datetime:
        """When the day ends in London."""
        return local_midnight(self.day + timedelta(days=1))


def control_total_of(row: Row[Any]) -> ControlTotal:
    """Return the control total of a row of its table."""
    return ControlTotal(
        force=row.force,
        local_authority=row.local_authority,
        day=date.fromisoformat(row.day),
        incidents_with_children=row.incidents_with_children,
        judge_at=row.judge_at,
        told_difference=row.told_difference,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBy:
    """When a message was sent, and its source and id: by which the latest of several counts."""

    at: datetime
    name: str


class ControlTotals:
    """The control totals of one transaction that are still to be compared."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection; totals are read when somebody asks."""
        self._connection = connection
        self._open: list[ControlTotal] | None = None

    def keep(self, told: ControlTotal, by: ToldBy, now: datetime) -> None:
        """Keep a count that came at ``now``, to be compared then, or when its day has ended.

        One that an older message tells changes nothing.
        """
        self._connection.execute(
            _REPLACE,
            {
                "force": told.force,
                "local_authority": told.local_authority,
                "day": told.day.isoformat(),
                "incidents_with_children": told.incidents_with_children,
                "told_at": by.at,
                "told_by": by.name,
                "judge_at": max(now, told.day_ends),
            },
        )
        self._open = None

    def open(self) -> list[ControlTotal]:
        """Return what is still to be compared, soonest first, for update."""
        if self._open is None:
            of_them = select(control_totals).where(control_totals.c.judge_at.is_not(None))
            rows = of_them.order_by(
                control_totals.c.judge_at,
                control_totals.c.force,
                control_totals.c.local_authority,
                control_totals.c.day,
            ).with_for_update()
            self._open = [control_total_of(row) for row in self._connection.execute(rows)]
        return self._open

    def look_again(self, force: str | None, now: datetime) -> None:
        """Compare at once what waited for a file of a force that has now been read."""
        if force is None:
            return
        waiting = update(control_totals).where(
            control_totals.c.force == force,
            control_totals.c.judge_at > now,
            control_totals.c.day < local_day(now).isoformat(),
        )
        self._connection.execute(waiting.values(judge_at=now))
        self._open = None

    def store(self, judged: ControlTotal) -> None:
        """Store when it is looked at again, or that it was compared."""
        of_it = update(control_totals).where(
            control_totals.c.force == judged.force,
            control_totals.c.local_authority == judged.local_authority,
            control_totals.c.day == judged.day.isoformat(),
        )
        values = {"judge_at": judged.judge_at, "told_difference": judged.told_difference}
        self._connection.execute(of_it.values(**values))
        self._open = None


_REPLACE = text(
    "INSERT INTO control_totals (force, local_authority, day, incidents_with_children, "
    "told_at, told_by, judge_at) VALUES (:force, :local_authority, :day, "
    ":incidents_with_children, :told_at, :told_by, :judge_at) "
    "ON CONFLICT (force, local_authority, day) DO UPDATE SET "
    "incidents_with_children = excluded.incidents_with_children, "
    "told_at = excluded.told_at, told_by = excluded.told_by, judge_at = excluded.judge_at "
    "WHERE (excluded.told_at, excluded.told_by) > "
    "(control_totals.told_at, control_totals.told_by)"
).bindparams(bindparam("told_at", type_=UtcDateTime), bindparam("judge_at", type_=UtcDateTime))
