"""Figures of delays as the hourly job last made them: what could not be said is not there."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from sqlalchemy import Connection

from consumer.metrics.families import gauge
from consumer.metrics.figure_names import FIGURES, FIGURES_MADE
from consumer.metrics.scene import Scene
from schemas.figures import figures_made_at, read_figures


def read_hourly(connection: Connection, _scene: Scene) -> Iterator[Metric]:
    """Yield every figure that is kept, and when they were made."""
    told = read_figures(connection)
    for family in FIGURES:
        yield gauge(family, told.get(family.name, {}))
    made_at = figures_made_at(connection)
    yield gauge(FIGURES_MADE, {} if made_at is None else {(): made_at.timestamp()})
