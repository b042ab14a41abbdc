"""The auditor: once an hour it reads again what is armed, unsent and counted, and tells.

It changes nothing, but for one thing: a case at whose deadline nobody would look is handed to the
sweep, since a wait must never be lost; and so is one that a new policy counts in another place.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, update

from consumer.auditor_counts import differing, stored_as, waiting_counts, waits_as
from consumer.auditor_reads import AT_ONCE, Try, cases_after, looks_of, not_tried
from consumer.auditor_rules import GRACE, WORDS, Armed, Fault, Looks, is_disarmed, overdue
from schemas.audits import DUE, write_result
from schemas.counts import Labels
from schemas.database import Database, retrying
from schemas.house import House
from schemas.pictures import load_case, load_marks
from schemas.tables import cases

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=30)
"""How often it is looked whether an audit is due. Source: assumption."""

BETWEEN = timedelta(milliseconds=20)
"""The pause between two of them, in which others go first. Source: assumption."""

NAMED = 20
"""How many case codes the log names. Source: assumption; more are no more use."""

REMEMBERED = 10_000
"""How many overdue cases are looked at a second time: of more the fault says that many.

Source: assumption; some megabytes, and far more than anybody would call in order.
"""


@dataclass(slots=True, kw_only=True)
class _Scan:
    """One reading of all cases. A second one only counts, to make sure of what the first found."""

    before: Counter[Labels]
    suspected: Mapping[Labels, int] | None = None
    """By how much counts were off in the first reading; None in that reading itself."""
    last_key: bytes = b""
    found: Counter[Fault] = field(default_factory=Counter)
    named: dict[Fault, list[str]] = field(default_factory=dict)
    waiting: Counter[Labels] = field(default_factory=Counter)
    overdue: dict[bytes, Looks] = field(default_factory=dict)
    """Cases at which somebody should have looked, by when."""
    not_tried: Mapping[Try, str | None] = field(default_factory=dict)
    is_read: bool = False
    """Whether all was read, and only what was late is looked at once more."""

    def note(self, fault: Fault, code: str | None) -> None:
        self.found[fault] += 1
        named = self.named.setdefault(fault, [])
        if code and len(named) < NAMED:
            named.append(code)


@dataclass(slots=True, kw_only=True)
class Auditor:
    """Audits in many short turns, so that nobody waits for it."""

    database: Database
    house: House
    _scan: _Scan | None = None
    _has_failed: bool = False

    def turn(self, now: datetime) -> timedelta:
        """Read on, or begin if it is time; return how long to wait before the next turn."""
        # Where the database goes away in this turn the reading is lost, and another begins later.
        scan, self._scan = self._scan, None
        if scan is None:
            if not DUE.begins(self.database, now):
                return LOOK_EVERY
            scan = _Scan(before=self._counts())
        if scan.is_read:
            return self._once_more(scan, now)
        rows = self._read(scan.last_key)
        for row in rows:
            self._look(scan, row, now)
        if len(rows) == AT_ONCE:
            scan.last_key = rows[-1].case_key
            self._scan = scan
            return BETWEEN
        return self._end_of_reading(scan, now)

    def _counts(self) -> Counter[Labels]:
        with self.database.read() as connection:
            return waiting_counts(connection)

    def _read(self, after: bytes) -> list[Row[Any]]:
        with self.database.read() as connection:
            return cases_after(connection, after)

    def _look(self, scan: _Scan, row: Row[Any], now: datetime) -> None:
        is_first = scan.suspected is None
        looks = row.next_due_at, row.changed_at
        if is_first and overdue(looks, now) and len(scan.overdue) < REMEMBERED:
            scan.overdue[row.case_key] = looks
        scan.waiting.update(stored_as(row.counted))
        if not is_first or not row.picture:
            return
        armed = _armed(row)
        policies = self.house.policies
        policy = policies.by_version(armed.case.policy)
        if is_disarmed(armed, policy, now):
            # The sweep may have been there between our instant and our reading. Another look does
            # no harm, a fault is only what would also be one when there was time for that.
            if is_disarmed(armed, policy, now + GRACE):
                scan.note(Fault.DISARMED, row.handle)
            retrying(lambda: self._hand_to_the_sweep(row.case_key, now))
        elif stored_as(row.counted) != waits_as(armed.case, armed.marks, policies.versions[-1]):
            # The policy names other forces or councils since: no fault, and its look moves it.
            retrying(lambda: self._hand_to_the_sweep(row.case_key, now))

    def _hand_to_the_sweep(self, case_key: bytes, now: datetime) -> None:
        is_in_no_hand = or_(cases.c.changed_at.is_(None), cases.c.changed_at > now)
        mend = update(cases).where(cases.c.case_key == case_key, is_in_no_hand)
        with self.database.write() as connection:
            connection.execute(mend.values(changed_at=now))

    def _end_of_reading(self, scan: _Scan, now: datetime) -> timedelta:
        """End a reading; counts that differ are read once more, since they move meanwhile."""
        after = self._counts()
        differ = differing(scan.before, scan.waiting, after)
        if differ and scan.suspected is None:
            self._scan = replace(
                scan, before=after, suspected=differ, last_key=b"", waiting=Counter()
            )
            return BETWEEN
        scan.found[Fault.COUNT] = len((scan.suspected or {}).items() & differ.items())
        with self.database.read() as connection:
            scan.not_tried = not_tried(connection, now)
        if scan.overdue or scan.not_tried:
            # After an outage, a restart or a jump of the clock all of it is late, and in good
            # hands: late is what still is, untouched, when there was time for it.
            scan.is_read, self._scan = True, scan
            return GRACE
        return self._end(scan, now)

    def _once_more(self, scan: _Scan, now: datetime) -> timedelta:
        """Note what was late and is still as it was."""
        keys = list(scan.overdue)
        for first in range(0, len(keys), AT_ONCE):
            with self.database.read() as connection:
                found = looks_of(connection, keys[first : first + AT_ONCE])
            for key, (code, looks) in found.items():
                if looks == scan.overdue[key] and overdue(looks, now):
                    scan.note(Fault.PAST_DUE, code)
        with self.database.read() as connection:
            still = not_tried(connection, now)
        for one in scan.not_tried.keys() & still.keys():
            scan.note(Fault.NOT_TRIED, still[one])
        return self._end(scan, now)

    def _end(self, scan: _Scan, now: datetime) -> timedelta:
        retrying(lambda: self._write(scan, now))
        self._say(scan)
        return LOOK_EVERY

    def _write(self, scan: _Scan, now: datetime) -> None:
        with self.database.write() as connection:
            write_result(connection, {fault: scan.found[fault] for fault in Fault}, now)

    def _say(self, scan: _Scan) -> None:
        for fault in Fault:
            if number := scan.found[fault]:
                named = ", ".join(scan.named.get(fault, ()))
                what = {"number": number, "fault": WORDS[fault], "cases": named}
                logger.error("the audit found something", extra=what)
        if self._has_failed and not scan.found.total():
            logger.warning("the audit finds nothing any more")
        self._has_failed = bool(scan.found.total())


def _armed(row: Row[Any]) -> Armed:
    return Armed(
        case=load_case(row.picture),
        marks=load_marks(row.marks),
        next_due_at=row.next_due_at,
        changed_at=row.changed_at,
        held_until=row.held_until,
    )
