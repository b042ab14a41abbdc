"""Feeds: whether they speak, how far they are complete, and what a force counts that we do not."""

from collections.abc import Iterator, Mapping
from datetime import date

from prometheus_client.core import Metric
from sqlalchemy import Connection, func, select

from alerts.feeds import is_own, is_trusted
from consumer.ledger import OTHER
from consumer.metrics import names
from consumer.metrics.families import gauge
from consumer.metrics.family import Family
from consumer.metrics.scene import Scene
from schemas.counts import Labels
from schemas.feeds import UNHEARD, every_feed
from schemas.policy import Policy
from schemas.reported_hours import Place, held_with_children
from schemas.tables import control_totals


def read_feeds(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield what is known of each partner's feed at the instant of the scene."""
    now = scene.instant(connection)
    heard = [feed for feed in every_feed(connection) if not is_own(feed)]
    last = {f.source: f.last_message_at.timestamp() for f in heard if f.side != UNHEARD}
    yield _by_feed(names.TRUSTED, {f.source: float(is_trusted(f, now)) for f in heard})
    yield _by_feed(names.LAST_MESSAGE, last)
    complete = {f.source: f.complete_to.timestamp() for f in heard if f.complete_to is not None}
    yield _by_feed(names.COMPLETE_TO, complete)
    yield gauge(names.CONTROL_TOTAL, _differences(connection, scene.policy))


def _by_feed(family: Family, values: Mapping[str, float]) -> Metric:
    return gauge(family, {(source,): value for source, value in values.items()})


def _differences(connection: Connection, policy: Policy) -> dict[Labels, float]:
    """Return told less held for the latest day of each force and council; the unknown add up."""
    latest = (
        select(
            control_totals.c.force,
            control_totals.c.local_authority,
            func.max(control_totals.c.day).label("day"),
        )
        .group_by(control_totals.c.force, control_totals.c.local_authority)
        .subquery()
    )
    told = select(control_totals).join(
        latest,
        (control_totals.c.force == latest.c.force)
        & (control_totals.c.local_authority == latest.c.local_authority)
        & (control_totals.c.day == latest.c.day),
    )
    differences: dict[Labels, float] = {}
    for row in connection.execute(told).all():
        told_for = Place(row.force, row.local_authority)
        held = held_with_children(connection, told_for, date.fromisoformat(row.day))
        place = (
            row.force if row.force in policy.forces else OTHER,
            row.local_authority if row.local_authority in policy.councils else OTHER,
        )
        more = row.incidents_with_children - held
        differences[place] = differences.get(place, 0) + more
    return differences
