"""What watches the watcher, as loops of a running monitor: canaries and the audit."""

from consumer.app import Monitor, Parts
from consumer.auditor import Auditor
from consumer.canary import CanaryRound, NoTopics, Topics
from consumer.kafka_settings import Kafka
from consumer.loops import Loop, Turn


def canary_topics(kafka: Kafka) -> Topics:
    """Return the topics that have a canary: none unless the settings ask for them.

    Raises:
        Trouble: A secret of the broker's settings cannot be read.
    """
    if not kafka.bootstrap or not kafka.canary:
        return NoTopics()
    from consumer.canary_kafka import CanaryTopics

    return CanaryTopics(kafka.connection())


def send_canaries(monitor: Monitor, parts: Parts, topics: Topics) -> None:
    """Have this process send the canaries of the hour, if no other was first."""
    canaries = CanaryRound(database=parts.database, keys=parts.house.keys, topics=topics)
    _add(monitor, "canary", canaries.turn)


def audit_every_hour(monitor: Monitor, parts: Parts) -> None:
    """Have this process audit what is armed, unsent and counted, if no other was first."""
    _add(monitor, "audit", Auditor(database=parts.database, house=parts.house).turn)


def _add(monitor: Monitor, name: str, turn: Turn) -> None:
    monitor.loops.loops.append(Loop(name=name, turn=monitor.outages.enduring(name, turn)))
