"""Handing alerts over: told means accepted.

Each row of the outbox is leased before it is sent and marked only after the channel accepted it.
A crash in between sends it again with the same key: a duplicate is possible, a loss is not.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from uuid import uuid4

from sqlalchemy import Connection

from alerts.bare_words import bare_list_text, bare_text, marked
from alerts.channels import Channel, Parcel, PermanentFailure, TellsFates, TemporaryFailure
from alerts.composing import compose
from alerts.fates import begin_following
from alerts.list_gathering import gather
from alerts.list_words import list_text
from alerts.outbox import (
    Sent,
    alarms_told,
    change,
    free_leases,
    is_anything_to_do,
    lease,
    open_second,
    open_seconds,
    roles_of,
    tell_instead,
    told_of,
    wake_others,
)
from alerts.references import reference_to_tell
from alerts.routing import Told
from alerts.standing_in import Instead, with_note
from alerts.wording import AlarmText, alarm_text
from schemas.counts import DELIVERY, DELIVERY_EDGES, add_counts, labels, observed
from schemas.database import CommitUnknown, Database, retrying
from schemas.house import House
from schemas.lists import RoleList
from schemas.retries import may_pass

logger = logging.getLogger(__name__)

SHARD = "dispatch"
"""Whose counts these are."""

EVERY = timedelta(milliseconds=500)
"""How often the outbox is looked at. Source: design, an alert is accepted within 5 s."""

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
"""Pauses between tries; the last one repeats. Source: the plan for channels, an assumption."""

GIVEN_UP_AFTER = timedelta(hours=72)
"""From when an alert was raised; then it is not tried any more, and stays in sight.

Source: the plan for channels, an assumption; it is the top limit of the default policy.
"""

AT_ONCE = 20
"""Alerts leased in one turn."""

BUDGET = timedelta(seconds=15)
"""After so long a turn begins no further call. Source: with the time-out of one call it stays under
the 30 s after which a loop counts as stuck, and so under the lease.
"""


Outcome = Callable[[Connection], object]
"""Writes what became of an alert; written twice it changes nothing the second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Sends what the outbox holds, most urgent and highest risk first.

    One that hangs must not keep the others waiting: give each channel a dispatch of its own, which
    leaves ``not_ours``, the channels of the others, alone. What no channel here can send any of
    them takes, so that it is tried, given up and told of like all else.

    While the database is away what became of an alert is kept here, and written before anything
    else is sent: what somebody has accepted is not sent again for it.
    """

    database: Database
    house: House
    channels: Sequence[Channel]
    not_ours: frozenset[str] = frozenset()
    sender: str = field(default_factory=lambda: uuid4().hex)
    """Whose leases these are; no two that run at once may have the same."""
    is_stopping: Callable[[], bool] = lambda: False
    """Once it says so no further call begins, and what is left is put back at once."""
    steady_seconds: Callable[[], float] = monotonic
    """Tells how long a turn has lasted."""
    _owed: list[Outcome] = field(default_factory=list)
    """What has become of alerts and is not written yet, in order."""

    def turn(self, now: datetime) -> timedelta:
        """Send what is due; return how long to wait before the next turn."""
        self._write_owed()
        if not retrying(lambda: self._is_anything_to_do(now)):
            return EVERY
        try:
            leased = retrying(lambda: self._lease(now))
        except CommitUnknown:
            # Perhaps they are ours, and we do not know which: nobody has to wait for that.
            self._owed.append(partial(free_leases, now=now, senders=[self.sender]))
            raise
        is_done = self._send_all(leased, now)
        return EVERY if is_done and len(leased) < AT_ONCE else timedelta(0)

    def _is_anything_to_do(self, now: datetime) -> bool:
        with self.database.read() as connection:
            return is_anything_to_do(connection, now, self.not_ours)

    def _lease(self, now: datetime) -> list[Sent]:
        with self.database.write() as connection:
            open_seconds(connection, now, self.house, AT_ONCE)
            return lease(connection, now, self.not_ours, AT_ONCE, self.sender)

    def _send_all(self, leased: list[Sent], now: datetime) -> bool:
        """Send one after the other; False where the time ran out, and the rest was put back."""
        began = self.steady_seconds()
        unsent = deque(leased)
        lasted = timedelta(0)
        try:
            while unsent and lasted <= BUDGET and not self.is_stopping():
                self._send(unsent.popleft(), now + lasted)
                lasted = timedelta(seconds=int(self.steady_seconds() - began))
        finally:
            self._owed.extend(partial(_put_back_unsent, row, now) for row in unsent)
        self._write_owed()
        return not unsent

    def _write_owed(self) -> None:
        if not self._owed:
            return
        try:
            retrying(self._write)
        except CommitUnknown:
            retrying(self._write)  # where it was done, it changes nothing the second time
        self._owed.clear()

    def _write(self) -> None:
        with self.database.write() as connection:
            for outcome in self._owed:
                outcome(connection)

    def _became(self, outcome: Outcome) -> None:
        self._owed.append(outcome)
        self._write_owed()

    def _send(self, row: Sent, now: datetime) -> None:
        try:
            self._hand_over(self._channel(row.channel), row, now)
        except TemporaryFailure as failure:
            self._put_back(row, now, failure)
        except PermanentFailure as failure:
            self._give_up(row, now, str(failure))
        else:
            self._accepted(row, now)

    def _channel(self, name: str) -> Channel:
        for channel in self.channels:
            if channel.name == name:
                return channel
        raise TemporaryFailure(f"no channel {name} here")

    def _hand_over(self, channel: Channel, row: Sent, now: datetime) -> None:
        """Send an alert or a list with its text; where the text fails, the bare alert."""
        told = told_of(row)
        try:
            text = retrying(lambda: self._text(told, now))
            parcel = self._parcel(row, told, text, now)
            channel.send(replace(parcel, reference=self._reference(row, now)))
        except (TemporaryFailure, PermanentFailure):
            raise
        except Exception as error:
            if may_pass(error):
                # Nothing was sent: its full text can be made once the database is back.
                self._owed.append(partial(_put_back_unsent, row, now))
                raise
            logger.exception("the text failed: sending the bare alert")
            bare = marked(
                _bare(told, row.handle),
                is_simulated=self.house.is_simulated,
                is_shadow=self.house.is_shadow,
            )
            channel.send(self._parcel(row, told, bare, now))

    def _text(self, told: Told, now: datetime) -> AlarmText:
        """Read what a text is made of, then make it: on SQLite a writer waits for each reader."""
        if isinstance(told, RoleList):
            return list_text(gather(self.database, told, self.house, now))
        with self.database.read() as connection:
            facts = compose(connection, told, self.house, now)
        return alarm_text(facts)

    def _reference(self, row: Sent, now: datetime) -> str | None:
        return retrying(lambda: reference_to_tell(self.database, self.house, row, now))

    def _parcel(self, row: Sent, told: Told, text: AlarmText, now: datetime) -> Parcel:
        instead = None if row.instead is None else Instead(row.instead)
        route = self.house.routes.get(row.route)
        return Parcel(
            alert=told,
            text=text if instead is None else with_note(text, instead, roles_of(row)),
            handle=row.handle,
            addresses=() if route is None else route.addresses,
            instead=instead,
            sent_at=now,
            may_be_repeat=row.attempts > 0,
        )

    def _put_back(self, row: Sent, now: datetime, failure: TemporaryFailure) -> None:
        if now >= row.raised_at + GIVEN_UP_AFTER:
            self._give_up(row, now, str(failure))
            return
        logger.warning("an alert was not accepted", extra=_about(row, str(failure)))
        pause = pause_after(row.failures)
        if failure.retry_after is not None:
            pause = max(pause, min(failure.retry_after, BACK_OFF[-1]))
        values = {
            "next_attempt_at": now + pause,
            "failures": row.failures + 1,
            "last_error": str(failure)[:200],
        }
        self._became(partial(_put_back_refused, row, values))

    def _give_up(self, row: Sent, now: datetime, why: str) -> None:
        """Try this way no more; tell by the second, and tell the data manager that it failed."""
        logger.error("an alert was given up on one way", extra=_about(row, why))
        self._became(partial(self._note_given_up, row, now, why))

    def _note_given_up(self, row: Sent, now: datetime, why: str, connection: Connection) -> None:
        values = {"given_up_at": now, "next_attempt_at": None, "last_error": why[:200]}
        if not change(connection, row, failures=row.failures + 1, **values):
            return
        open_second(connection, row, now, self.house)
        tell_instead(connection, row, now, self.house)

    def _accepted(self, row: Sent, now: datetime) -> None:
        is_followed = isinstance(self._channel(row.channel), TellsFates)
        self._became(partial(_note_accepted, row, now, is_followed))


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures before this one."""
    return BACK_OFF[min(failures, len(BACK_OFF) - 1)]


def _put_back_refused(row: Sent, values: dict[str, object], connection: Connection) -> None:
    change(connection, row, **values)


def _put_back_unsent(row: Sent, now: datetime, connection: Connection) -> None:
    change(connection, row, next_attempt_at=now)


def _note_accepted(row: Sent, now: datetime, is_followed: bool, connection: Connection) -> None:
    if not change(connection, row, accepted_at=now, next_attempt_at=None, second_at=None):
        return
    wake_others(connection, row, now)
    # What was accepted, not delivered and sent again was counted the first time.
    if is_followed and not begin_following(connection, row.outbox_id, now):
        return
    counts: Counter[tuple[str, str]] = Counter()
    for due_at, alarms in alarms_told(connection, row):
        seconds = int(max(now - due_at, timedelta(0)).total_seconds())
        for values, by in observed((row.channel,), seconds, DELIVERY_EDGES):
            counts[DELIVERY, labels(*values)] += by * alarms
    add_counts(connection, SHARD, counts)


def _bare(told: Told, case_code: str | None) -> AlarmText:
    if isinstance(told, RoleList):
        return bare_list_text(told.due_at)
    return bare_text(kind=told.kind, rung=told.rung, case_code=case_code)


def _about(row: Sent, why: str) -> dict[str, str]:
    """Return what the log says of a row: by which it is found, and nothing of what it holds."""
    return {"alert_id": row.alert_id, "channel": row.channel, "route": row.route, "why": why}
