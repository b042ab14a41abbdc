"""Clocks, legs, receipts and dispositions, as first judged."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from sqlalchemy import Connection

from consumer.ledger import clock_edges
from consumer.metrics import names
from consumer.metrics.families import counter, from_the_start, histogram
from consumer.metrics.scene import Scene
from schemas import counts
from schemas.legs import every_leg
from schemas.words import Clock, Disposition, Risk, Verdict

CLOSING = tuple(one for one in Disposition if one is not Disposition.REOPENED)
"""Dispositions by which a notification is no longer expected."""

_METRICS = (
    counts.CLOCK,
    counts.UNMEASURED,
    counts.LEG,
    counts.RECEIPTS,
    counts.REVISED,
    counts.CLOSED,
)


def read_ledger(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield what the ledger has counted; nothing here depends on the time of day."""
    told = counts.read_counts(connection, _METRICS)
    edges = clock_edges(scene.policy)
    places = list(scene.places())
    graded = [(*place, risk) for place in places for risk in Risk]
    clocks = [(clock, *one) for clock in Clock for one in graded]
    legs = [(*leg, *place) for leg in every_leg() for place in places]
    verdicts = [(*one, verdict) for one in graded for verdict in Verdict]
    closed = [(*one, disposition) for one in graded for disposition in CLOSING]
    yield histogram(names.CLOCK, clocks, told[counts.CLOCK], edges)
    yield counter(names.UNMEASURED, from_the_start(clocks, told[counts.UNMEASURED]))
    yield histogram(names.LEG, legs, told[counts.LEG], edges)
    yield counter(names.RECEIPTS, from_the_start(verdicts, told[counts.RECEIPTS]))
    yield counter(names.REVISED, from_the_start([()], told[counts.REVISED]))
    yield counter(names.CLOSED, from_the_start(closed, told[counts.CLOSED]))
