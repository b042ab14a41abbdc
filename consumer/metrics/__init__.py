"""Metrics read from the database, so that a crash, a replay or a restart never changes them."""

from datetime import datetime

from prometheus_client.exposition import generate_latest

from consumer.metrics.collecting import Metrics
from consumer.metrics.lag import set_lag
from schemas.database import Database
from schemas.house import House

__all__ = ["Metrics", "exposition", "set_lag"]


def exposition(database: Database, house: House, as_of: datetime | None) -> bytes:
    """Return all metrics once, in the plain text form that Prometheus reads.

    ``as_of`` is the instant they speak of; None takes the last message or sweep of the database, so
    that a replay of last year is judged by its own clock.
    """
    return generate_latest(Metrics(database, house, lambda: as_of))
