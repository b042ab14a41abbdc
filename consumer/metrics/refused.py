"""Messages that were not taken in: each may be a child."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from sqlalchemy import Connection, func, select

from consumer.metrics import names
from consumer.metrics.families import counter, from_the_start, gauge
from consumer.metrics.scene import Scene
from consumer.quarantining import OPEN
from schemas.counts import CASE_PURGED, DROPPED, NO_COUNCIL, QUARANTINED, read_counts
from schemas.refusals import Reason
from schemas.tables import quarantine

_DROPPED_FOR = [(NO_COUNCIL,), (CASE_PURGED,)]


def read_refused(connection: Connection, _scene: Scene) -> Iterator[Metric]:
    """Yield what went to quarantine, what still lies there, and what was dropped."""
    told = read_counts(connection, (QUARANTINED, DROPPED))
    reasons = [(reason,) for reason in Reason]
    yield counter(names.QUARANTINED, from_the_start(reasons, told[QUARANTINED]))
    still = select(func.count()).where(quarantine.c.state == OPEN)
    yield gauge(names.QUARANTINE_OPEN, {(): connection.execute(still).scalar_one()})
    yield counter(names.DROPPED, from_the_start(_DROPPED_FOR, told[DROPPED]))
