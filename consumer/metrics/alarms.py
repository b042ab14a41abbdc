"""Alerts raised, and how long they took to be accepted."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import Connection

from alerts.channels import Fate
from alerts.channels.notify import NotifyMail, NotifyText
from alerts.outbox import oldest_unsent
from consumer.metrics import names
from consumer.metrics.families import counter, from_the_start, gauge, histogram
from consumer.metrics.scene import Scene
from schemas.counts import ALERTS, DELIVERY, DELIVERY_EDGES, FATES, read_counts
from schemas.telling import LADDER, NOTICE_OCCASIONS
from schemas.words import Kind, Rung

ALARMS = (
    *((kind, rung) for kind in (Kind.WAIT, Kind.REGRADE) for rung in LADDER),
    *((kind, Rung.NOTICE) for kind in (*NOTICE_OCCASIONS, Kind.CLEARED)),
)
"""Every kind of alarm with every rung it can have. Source: contract section 3, "Alarms"."""


TELL_FATES = (NotifyMail.name, NotifyText.name)
"""The channels that can be asked what became of an alert."""

KNOWN_FATES = tuple(fate.value for fate in Fate if fate is not Fate.SENDING)


def read_alarms(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield what was raised and delivered, and since when something was not."""
    told = read_counts(connection, (ALERTS, DELIVERY, FATES))
    yield counter(names.ALERTS, from_the_start(ALARMS, told[ALERTS]))
    channels = [(channel,) for channel in scene.house.channels]
    yield histogram(names.DELIVERY, channels, told[DELIVERY], DELIVERY_EDGES)
    followed = set(TELL_FATES) & set(scene.house.channels)
    fates = [(channel, fate) for channel in sorted(followed) for fate in KNOWN_FATES]
    yield counter(names.FATES, from_the_start(fates, told[FATES]))
    yield gauge(names.OLDEST_UNSENT, _oldest_unsent(connection, scene.instant(connection)))


def _oldest_unsent(connection: Connection, now: datetime) -> dict[tuple[str, ...], float]:
    raised_at = oldest_unsent(connection, now)
    return {} if raised_at is None else {(): raised_at.timestamp()}
