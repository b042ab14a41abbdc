"""Who waits now, and since when: never 0 where nobody can know."""

from collections.abc import Container, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import ColumnElement, Connection, func, select

from alerts.feeds import is_force_trusted
from alerts.list_waits import WAITS
from consumer.ledger import NO_RUNG, OTHER
from consumer.metrics import names
from consumer.metrics.families import from_the_start, gauge
from consumer.metrics.scene import Scene
from schemas.counts import WAITING, WAITING_CHILDREN, Labels, read_counts
from schemas.feeds import every_feed
from schemas.policy import Policy
from schemas.records import DUTY_RUNGS
from schemas.tables import cases
from schemas.words import Risk

Place = tuple[str | None, str | None]
"""A force and a council as the police wrote them; None where they did not."""

RUNGS = (NO_RUNG, *DUTY_RUNGS)
"""The highest alarm of a case so far, as a label."""


def read_waiting(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield how many wait by the counts, and the start of the longest wait by the cases."""
    told = read_counts(connection, (WAITING, WAITING_CHILDREN))
    untrusted = untrusted_forces(connection, scene)
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


def untrusted_forces(connection: Connection, scene: Scene) -> set[str]:
    """Return the forces of the policy whose feeds nobody can rely on at this instant."""
    now = scene.instant(connection)
    heard = list(every_feed(connection))
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
    places = {
        place: list(_places(connection, policy, place))
        for place in sorted({(force, council) for force, council, _ in series})
    }
    began: dict[Labels, float] = {}
    for force, council, risk in series:
        starts = [_first_start(connection, place, risk) for place in places[force, council]]
        if known := [start for start in starts if start is not None]:
            began[force, council, risk] = min(known).timestamp()
    return began


def _places(connection: Connection, policy: Policy, labels: tuple[str, str]) -> Iterator[Place]:
    """Yield the forces and councils that two labels stand for: of `other`, where somebody waits."""
    force, council = labels
    forces = [force] if force != OTHER else _others(connection, cases.c.force, policy.forces)
    for one in forces:
        if council != OTHER:
            yield one, council
            continue
        of_force = _is(cases.c.force, one)
        councils = _others(connection, cases.c.local_authority, policy.councils, of_force)
        yield from ((one, other) for other in councils)


def _others(
    connection: Connection,
    column: ColumnElement[str | None],
    known: Container[str],
    *within: ColumnElement[bool],
) -> list[str | None]:
    """Return the values of those who wait that are not known, by hops from one to the next.

    To ask for all that is not this and not that would read the index from end to end.
    """
    found: list[str | None] = []
    following = select(func.min(column)).where(WAITS, *within)
    at: str | None = connection.execute(following).scalar()
    while at is not None:
        if at not in known:
            found.append(at)
        at = connection.execute(following.where(column > at)).scalar()
    nameless = select(cases.c.case_key).where(WAITS, *within, column.is_(None)).limit(1)
    return found if connection.execute(nameless).first() is None else [*found, None]


def _first_start(connection: Connection, place: Place, risk: str) -> datetime | None:
    force, council = place
    first = (
        select(cases.c.started_at)
        .where(
            WAITS,
            cases.c.counted != "",
            cases.c.risk == risk,
            _is(cases.c.force, force),
            _is(cases.c.local_authority, council),
        )
        .order_by(cases.c.started_at)
        .limit(1)
    )
    return connection.execute(first).scalar_one_or_none()


def _is(column: ColumnElement[str | None], value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
