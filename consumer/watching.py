"""The sweeping loop: several times a second, what is due rings."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, or_, select

from consumer.roles import WATCHING
from consumer.signs import last_sign
from consumer.sources import BATCH_RECORDS
from consumer.work import SWEPT, working
from schemas.canaries import is_any_to_look_at, look_at
from schemas.database import CommitUnknown, Database, retrying
from schemas.deliveries import is_anything_untold
from schemas.feeds import is_not_told_silent
from schemas.holds import look_again_at_what_lies_ahead
from schemas.house import House
from schemas.moments import CLOCKS_APART, zulu
from schemas.outages import forget_outages, note_outage, outage_before
from schemas.tables import cases, control_totals, feeds, gaps
from schemas.volume_looks import is_look_due

logger = logging.getLogger(__name__)

SHARD = "watch"
"""Whose counts these are."""

EVERY = timedelta(milliseconds=200)
"""How often the sweep looks. Source: measured; once a second, on top of a clock cut to the second,
a deadline was in the outbox 2.3 s late (p99), and 1 s is the limit (design, "Numbers").
"""

AT_ONCE = BATCH_RECORDS
"""Cases looked at in one transaction.

Each case that a batch brings must be looked at: with fewer at once the sweep falls behind while a
backlog drains, and what falls due meanwhile waits for the end of it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Looks at what is due, in transactions of its own."""

    database: Database
    house: House

    def turn(self, now: datetime) -> timedelta:
        """Ring what is due by now; return how long to wait before the next turn."""
        last, is_due = retrying(lambda: self._look(now))
        try:
            if last is not None:
                retrying(lambda: self._mind(last, now))
            if not is_due:
                return EVERY
            found = retrying(lambda: self._sweep(now))
        except CommitUnknown:
            # What is due is read anew: a claim that was written refuses to ring again.
            logger.warning("the commit may or may not have happened: looking again")
            return timedelta(0)
        return timedelta(0) if found == AT_ONCE else EVERY

    def _look(self, now: datetime) -> tuple[datetime | None, bool]:
        """Return when somebody looked last, None where nobody did, and whether anything is due."""
        with self.database.read() as connection:
            # The demo's clock runs on between two looks as no other does.
            last = None if self.house.is_simulated else last_sign(connection, WATCHING)
            return last, _is_anything_due(connection, now)

    def _mind(self, last: datetime, now: datetime) -> None:
        """Store an outage before anything rings that came late by it; or mend a clock's going back.

        The latter is done at each look until the next sign of life is left.
        """
        if last > now + CLOCKS_APART:
            with self.database.write() as connection:
                forget_outages(connection, now)
                look_again_at_what_lies_ahead(connection, now)
        outage = outage_before(now, last)
        if outage is None:
            return
        with self.database.write() as connection:
            note_outage(connection, outage)
        times = {"since": zulu(outage.since), "until": zulu(outage.until)}
        logger.warning("nobody looked at the clock", extra=times)

    def _sweep(self, now: datetime) -> int:
        with working(self.database, self.house, shard=SHARD) as work:
            # Before any case, as the consumer does; a number that came meanwhile is not missing.
            gaps_due = [gap.source for gap in work.feeds.untold_gaps() if gap.due_at <= now]
            silent = [source for source, at in work.feeds.looks().items() if at <= now]
            work.feeds.load([*gaps_due, *silent])
            # Deadlines first: a backlog of changes must not stand before a child's.
            found = len(work.book.load_due(now, at_most=AT_ONCE))
            found += len(work.book.load_changed(now, at_most=AT_ONCE - found))
            work.sweep.turn(now)
            look_at(work.book.connection, now)
            work.note(SWEPT, now)
        return found


def _is_anything_due(connection: Connection, now: datetime) -> bool:
    due_case = select(cases.c.case_key).where(cases.c.next_due_at <= now)
    changed = select(cases.c.case_key).where(cases.c.changed_at <= now)
    due_gap = select(gaps.c.source).where(gaps.c.due_at <= now, gaps.c.told_at.is_(None))
    due_feed = select(feeds.c.source).where(is_not_told_silent(), feeds.c.silent_at <= now)
    due_total = select(control_totals.c.day).where(control_totals.c.judge_at <= now)
    of_feeds = (exists(due_gap), exists(due_feed), exists(due_total), is_look_due(now))
    of_cases = (exists(due_case), exists(changed))
    due = select(or_(*of_cases, *of_feeds, is_anything_untold(now), is_any_to_look_at()))
    return bool(connection.execute(due).scalar())
