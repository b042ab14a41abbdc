"""What is wrong with the monitor and its feeds, for those who keep the machines running.

Only counts, names of feeds and names of loops: nothing of a case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from alerts.alertmanager import EVERY, MachineTrouble, Reporter
from alerts.feeds import is_own, is_trusted
from alerts.outbox import oldest_unsent
from consumer.auditor_rules import WORDS, Fault
from consumer.guarding import Guards
from consumer.outages import AWAY, NO_ROOM
from consumer.quarantining import OPEN
from consumer.signs import silences
from consumer.web import Readiness
from schemas.audits import last_audit
from schemas.canaries import failed, recent
from schemas.database import Database
from schemas.feeds import every_feed
from schemas.moments import zulu
from schemas.retries import may_pass
from schemas.tables import quarantine

UNSENT_FOR = timedelta(minutes=5)
"""From when an alert that nobody accepted is a trouble of the machines.

Source: assumption; by then its second route has been tried for four minutes.
"""

DATABASE_AWAY = "DanmDatabaseAway"
LOOP_STUCK = "DanmLoopStuck"
NOT_COMING_IN = "DanmMessagesDoNotComeIn"
NOT_DONE = "DanmWorkNotDone"
FEED_NOT_TRUSTED = "DanmFeedNotTrusted"
NOT_ACCEPTED = "DanmAlertsNotAccepted"
QUARANTINE_OPEN = "DanmQuarantineOpen"
CANARY_FAILED = "DanmCanaryFailed"
AUDIT_FOUND = "DanmAuditFound"
AUDIT_OVERDUE = "DanmAuditOverdue"

WATCHDOG = "Watchdog"
"""Fires while all is well, so that whoever waits for it notices when it stops. Source: the name
that Prometheus's own rules give to such an alert."""

CRITICAL = "critical"

AUDITED_WITHIN = timedelta(minutes=70)
"""How long ago the last audit may be. Source: the plan for alerts; one comes every hour."""

LAST_WORDS = timedelta(seconds=3)
"""How long a dying process waits to be heard. Source: assumption; its stop has 20 s in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTroubles:
    """Looks at one process, and through it at the whole database."""

    reporter: Reporter
    database: Database
    instance: str
    """Which process this is, among others."""
    ready: Callable[[], Readiness]
    others: Mapping[str, str]
    """Loops that other processes must turn, and what they do; none where this one does all."""
    guards: Guards = field(default_factory=Guards)
    """What else is known of this process, and whether it may say that all is well."""

    def turn(self, now: datetime) -> timedelta:
        """Look, and tell Alertmanager; return how long to wait before the next turn."""
        self.reporter.tell(list(self.found(now)), now)
        return EVERY

    def found(self, now: datetime) -> Iterator[MachineTrouble]:
        """Yield what is wrong now."""
        known = self.ready()
        away = [reason for reason in known.reasons if reason in (AWAY, NO_ROOM)]
        stored = self._stored(now)
        for loop in known.stuck:
            yield self._stuck(loop)
        if away or stored is None:
            yield self._here(DATABASE_AWAY, "; ".join(away) or AWAY)
        if not_coming_in := [reason for reason in known.reasons if reason not in away]:
            yield self._here(NOT_COMING_IN, "; ".join(not_coming_in))
        for own in self.guards.troubles():
            labels = {"instance": self.instance}
            yield MachineTrouble(name=own.name, labels=labels, severity=own.severity, says=own.says)
        yield from stored or ()
        yield from self._watchdog(now)

    def last_words(self, loop: str, now: datetime) -> None:
        """Tell that a loop died and the process ends with it; wait for it only so long."""
        told = Thread(
            target=self.reporter.add, args=(self._stuck(loop), now), daemon=True, name="last words"
        )
        told.start()
        told.join(LAST_WORDS.total_seconds())

    def _watchdog(self, now: datetime) -> Iterator[MachineTrouble]:
        """Yield what fires while all is well; without a word from us it ends by itself."""
        why_not = self.guards.why_not_well
        if why_not is not None and not why_not(now):
            says = "danm watches, and its own checks pass: no word of it means that nobody watches"
            yield MachineTrouble(name=WATCHDOG, severity="none", says=says)

    def _stuck(self, loop: str) -> MachineTrouble:
        return self._here(LOOP_STUCK, f"the {loop} loop does not turn: the process ends", loop=loop)

    def _here(self, name: str, says: str, **labels: str) -> MachineTrouble:
        own = labels | {"instance": self.instance}
        return MachineTrouble(name=name, labels=own, severity=CRITICAL, says=says)

    def _stored(self, now: datetime) -> list[MachineTrouble] | None:
        """Return what the database tells, None where it does not answer."""
        try:
            with self.database.read() as connection:
                return [*_in_database(connection, now), *self._not_done(connection, now)]
        except SQLAlchemyError as error:
            if may_pass(error):
                return None
            raise

    def _not_done(self, connection: Connection, now: datetime) -> Iterator[MachineTrouble]:
        for loop, does in self.others.items():
            for says in silences(connection, {loop: does}, now):
                yield MachineTrouble(
                    name=NOT_DONE, labels={"loop": loop}, severity=CRITICAL, says=says
                )


def _in_database(connection: Connection, now: datetime) -> Iterator[MachineTrouble]:
    """Yield what every process sees alike: told by several, it is one."""
    for feed in every_feed(connection):
        if not is_own(feed) and not is_trusted(feed, now):
            says = f"the feed is silent or behind; its last message: {zulu(feed.last_message_at)}"
            yield MachineTrouble(name=FEED_NOT_TRUSTED, labels={"feed": feed.source}, says=says)
    unsent = oldest_unsent(connection, now)
    if unsent is not None and now - unsent > UNSENT_FOR:
        says = f"an alert waits to be accepted since {zulu(unsent)}"
        yield MachineTrouble(name=NOT_ACCEPTED, severity=CRITICAL, says=says)
    still = select(func.count()).where(quarantine.c.state == OPEN)
    if count := connection.execute(still).scalar_one():
        lies, it = ("message lies", "it") if count == 1 else ("messages lie", "them")
        says = f"{count} {lies} in quarantine, and nobody has dealt with {it}"
        yield MachineTrouble(name=QUARANTINE_OPEN, says=says)
    yield from _of_the_watcher(connection, now)


def _of_the_watcher(connection: Connection, now: datetime) -> Iterator[MachineTrouble]:
    """Yield what canaries and audits have found: by number alone, never by case."""
    for canary in failed(recent(connection, now), now):
        labels = {"path": canary.path, "step": str(canary.missing)}
        yield MachineTrouble(
            name=CANARY_FAILED, labels=labels, severity=CRITICAL, says=canary.says()
        )
    audit = last_audit(connection)
    if audit is None:
        return
    for fault in Fault:
        if number := audit.found.get(fault, 0):
            labels, says = {"fault": fault.value}, f"{number} {WORDS[fault]}"
            yield MachineTrouble(name=AUDIT_FOUND, labels=labels, severity=CRITICAL, says=says)
    if now - audit.ended_at > AUDITED_WITHIN:
        says = f"nothing has been audited since {zulu(audit.ended_at)}"
        yield MachineTrouble(name=AUDIT_OVERDUE, severity=CRITICAL, says=says)
