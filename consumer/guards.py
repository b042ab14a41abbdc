"""What watches the watcher, as loops of a running monitor: which process has which."""

from dataclasses import dataclass
from datetime import timedelta
from socket import gethostname

from alerts.alertmanager import Reporter
from consumer.app import Monitor, Parts
from consumer.auditor import Auditor
from consumer.canary import CanaryRound, NoTopics, Topics
from consumer.clock_check import ClockWatch
from consumer.heartbeat import Heartbeat, Receiver, Wellness, receiver_of
from consumer.kafka_settings import Kafka
from consumer.loops import Beat, Loop, Turn
from consumer.own_troubles import OwnTroubles
from consumer.roles import MonitorRole, work_of_others
from consumer.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whom the guards need beside the database."""

    topics: Topics
    """The topics that have a canary."""
    receiver: Receiver | None
    """Who is told that all is well; None for nobody."""
    every: timedelta
    """How often."""


def outside(settings: Settings) -> Outside:
    """Return whom the settings name.

    Raises:
        Trouble: A secret cannot be read, or is none.
    """
    heartbeat = settings.heartbeat
    return Outside(
        topics=_topics(settings.kafka), receiver=receiver_of(heartbeat), every=heartbeat.every
    )


def _topics(kafka: Kafka) -> Topics:
    if not kafka.bootstrap or not kafka.canary:
        return NoTopics()
    from consumer.canary_kafka import CanaryTopics

    return CanaryTopics(kafka.connection())


def set_up_guards(monitor: Monitor, parts: Parts, settings: Settings) -> None:
    """Add the guards of these roles: each has a clock, and who watches watches itself.

    Raises:
        Trouble: A secret cannot be read, or is none.
    """
    clock = ClockWatch(database=parts.database)
    _add(monitor, "clock", clock.turn)
    monitor.guards.looks.append(clock.troubles)
    if MonitorRole.WATCH in monitor.roles:
        _watch_the_watcher(monitor, parts, outside(settings))


def _watch_the_watcher(monitor: Monitor, parts: Parts, outside: Outside) -> None:
    beat = Beat()
    canaries = CanaryRound(
        database=parts.database,
        keys=parts.house.keys,
        topics=outside.topics,
        still_turning=beat.show,
    )
    _add(monitor, "canary", canaries.turn, beat)
    _add(monitor, "audit", Auditor(database=parts.database, house=parts.house).turn)
    wellness = Wellness(
        database=parts.database,
        paths=canaries.paths,
        work=work_of_others(parts.house),
        ready=monitor.readiness,
    )
    monitor.guards.why_not_well = wellness.why_not
    if outside.receiver is not None:
        heartbeat = Heartbeat(
            receiver=outside.receiver, every=outside.every, why_not_well=wellness.why_not
        )
        _add(monitor, "heartbeat", heartbeat.turn)
        monitor.guards.looks.append(heartbeat.troubles)


def tell_machine_trouble(monitor: Monitor, parts: Parts, reporter: Reporter) -> None:
    """Tell Alertmanager what is wrong with this process, and with what all of them share."""
    turned = {loop.name for loop in monitor.loops.loops}
    work = work_of_others(parts.house).items()
    own = OwnTroubles(
        reporter=reporter,
        database=parts.database,
        instance=parts.instance or gethostname(),
        ready=monitor.readiness,
        others={loop: does for loop, does in work if loop not in turned},
        guards=monitor.guards,
    )
    monitor.loops.loops.append(Loop(name="alertmanager", turn=own.turn))
    monitor.last_words = own.last_words


def _add(monitor: Monitor, name: str, turn: Turn, beat: Beat | None = None) -> None:
    enduring = monitor.outages.enduring(name, turn)
    monitor.loops.loops.append(Loop(name=name, turn=enduring, beat=beat or Beat()))
