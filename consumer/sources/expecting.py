"""Which deliveries one inbox expects: planned ahead, and marked where they did not come."""

from datetime import datetime, timedelta

from alerts.deliveries import to_plan
from consumer.sources.file_memory import FileMemory, Missed, Planned
from schemas.deliveries import Delivery
from schemas.schedules import Schedule, next_slot, slot_of

STILL_COMING = timedelta(minutes=10)
"""How long a file that is there but still growing keeps its delivery from being overdue.

Source: assumption; a longer upload than that is told.
"""


class Expecting:
    """The deliveries of one inbox; without a schedule there are none, and nothing is overdue."""

    def __init__(self, schedule: Schedule | None, memory: FileMemory) -> None:
        """Take the schedule of the inbox, None where it has none."""
        self._schedule = schedule
        self._memory = memory
        self._planned_to: datetime | None = None
        self._open: list[Delivery] | None = None
        self._looked_since: datetime | None = None

    def plan(self, now: datetime) -> Planned | None:
        """Return what must be planned: there is always a delivery after now."""
        if self._schedule is None:
            return None
        is_first = self._planned_to is None
        before = self._planned_to or self._memory.planned_to(now) or now
        planned = to_plan(self._schedule, before, now)
        if not planned:
            return None
        return Planned(source=self._memory.source, deliveries=tuple(planned), anew=is_first)

    def missed(self, now: datetime, *, is_growing: bool) -> Missed | None:
        """Return what is overdue, where the folder has just been looked into and holds no more.

        ``is_growing`` is whether a file there may still become the one that is expected. One that
        waited while the monitor was down must settle too before anybody knows.
        """
        self._looked_since = self._looked_since or now
        if self._open is None:
            self._open = [] if self._schedule is None else self._memory.open_deliveries()
        patience = STILL_COMING if is_growing else timedelta(0)
        overdue = tuple(
            one.expected_at
            for one in self._open
            if one.due_at <= now and max(one.due_at, self._looked_since) + patience <= now
        )
        return Missed(source=self._memory.source, expected=overdue) if overdue else None

    def slot(self, made_at: datetime) -> datetime | None:
        """Return which delivery a file is, None without a schedule."""
        return None if self._schedule is None else slot_of(self._schedule, made_at)

    def quiet_until(self, slot: datetime | None, *, is_whole: bool) -> datetime | None:
        """Return until when the feed may be silent after a file; None without a schedule.

        A file that breaks off buys no silence beyond its own limit.
        """
        if self._schedule is None or slot is None:
            return None
        return self._schedule.due_at(next_slot(self._schedule, slot) if is_whole else slot)

    def stored(self, step: object) -> None:
        """Be told what was stored, so that the deliveries are read anew."""
        self._open = None
        if isinstance(step, Planned):
            self._planned_to = step.deliveries[-1].expected_at
