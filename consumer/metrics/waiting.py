"""Who waits now, and since when: never 0 where nobody can know."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import ColumnElement, Connection, literal, or_, select

from alerts.feeds import is_force_trusted
from consumer.ledger import NO_RUNG, OTHER
from consumer.metrics import names
from consumer.metrics.families import from_the_start, gauge
from consumer.metrics.scene import Scene
from schemas.counts import WAITING, WAITING_CHILDREN, Labels, read_counts
from schemas.feeds import Feed
from schemas.policy import Policy
from schemas.records import DUTY_RUNGS
from schemas.tables import cases, feeds
from schemas.words import Risk, State

RUNGS = (NO_RUNG, *DUTY_RUNGS)
"""The highest alarm of a case so far, as a label."""


def read_waiting(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield how many wait by the counts, and the start of the longest wait by the cases."""
    told = read_counts(connection, (WAITING, WAITING_CHILDREN))
    untrusted = _untrusted(connection, scene)
    every = [
        (*place, risk, rung)
        for place in scene.places()
        if place[0] not in untrusted
        for risk in Risk
        for rung in RUNGS
    ]
    yield gauge(names.WAITING, from_the_start(every, _known(told[WAITING], untrusted)))
    children = _known(told[WAITING_CHILDREN], untrusted)
    yield gauge(names.WAITING_CHILDREN, from_the_start(every, children))
    yield gauge(names.OLDEST_WAITING, _oldest(connection, scene.policy, told[WAITING]))


def _untrusted(connection: Connection, scene: Scene) -> set[str]:
    """Return the forces of the policy whose feeds nobody can rely on at this instant."""
    now = scene.instant(connection)
    heard = [Feed(**row._mapping) for row in connection.execute(select(feeds))]
    return {force for force in scene.policy.forces if not is_force_trusted(heard, force, now)}


def _known(told: Mapping[Labels, int], untrusted: set[str]) -> dict[Labels, int]:
    """Leave out the forces that are not trusted; no feed vouches for `other`, so all are told."""
    return {values: value for values, value in told.items() if values[0] not in untrusted}


def _oldest(
    connection: Connection, policy: Policy, told: Mapping[Labels, int]
) -> dict[Labels, float]:
    """Return when the longest wait began, for each force, council and risk that has any.

    Each is one step into an index: a million waiting cases need not be read.
    """
    series = sorted({values[:3] for values, waiting in told.items() if waiting > 0})
    starts = ((values, _first_start(connection, policy, values)) for values in series)
    return {values: start.timestamp() for values, start in starts if start is not None}


def _first_start(connection: Connection, policy: Policy, values: Labels) -> datetime | None:
    force, council, risk = values
    first = (
        select(cases.c.started_at)
        .where(
            # Written out, not bound: or the index of those who wait is not used.
            cases.c.state == literal(State.WAITING.value, literal_execute=True),
            cases.c.counted != "",
            cases.c.risk == risk,
            _labelled(cases.c.force, force, policy.forces),
            _labelled(cases.c.local_authority, council, policy.councils),
        )
        .order_by(cases.c.started_at)
        .limit(1)
    )
    return connection.execute(first).scalar_one_or_none()


def _labelled(
    column: ColumnElement[str | None], label: str, known: Iterable[str]
) -> ColumnElement[bool]:
    if label == OTHER:
        return or_(column.is_(None), column.not_in(list(known)))
    return column == label
