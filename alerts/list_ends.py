"""Reads whose wait is over, and what the front door has and nobody has recorded, for one list.

As with those who wait, rows are found within the list's transaction and read after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from alerts.alarm import Reason
from alerts.deadlines import pickup_ladder
from alerts.list_scene import FoundRow, Scene
from alerts.list_waits import WAITS, children_of
from alerts.lists import EndedRow, PickupRow
from alerts.shift_ends import FRONT_DOOR_ROLES
from schemas.moments import local_day, local_midnight
from schemas.pictures import load_case
from schemas.records import TOLD_RUNGS, Case
from schemas.tables import alerts, cases
from schemas.words import BABIES, Clock, Flag, Kind, Role, Rung, State

LOOKS_FIRST = FRONT_DOOR_ROLES | {Role.EDT}
"""Roles whose list begins with what arrived late today. Source: issue 5."""

_END_TOLD = or_(
    alerts.c.kind == Kind.CLEARED.value,
    and_(alerts.c.kind == Kind.WAIT.value, alerts.c.reason == Reason.LATE_RECEIPT.value),
)
"""Of every late wait that ended one of these was told, once that was known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEnds:
    """The rows of those who do not wait any more, and of what nobody has recorded; unread."""

    ended: Sequence[FoundRow]
    pickups: Sequence[FoundRow]


def find_ends(scene: Scene) -> FoundEnds:
    """Fetch whose wait is over, and nothing is read yet; within the list's transaction."""
    return FoundEnds(
        ended=_over(scene) if scene.is_digest else _told_since(scene, _looks_back_to(scene)),
        pickups=_pickups(scene),
    )


def ended_rows(
    scene: Scene, found: FoundEnds, pickups: Iterable[PickupRow]
) -> tuple[tuple[EndedRow, ...], tuple[EndedRow, ...]]:
    """Return what arrived late today, and what else has ended since the last list.

    A case is in one of the two only; both hold the longest past its limit first. It needs no
    transaction.
    """
    if scene.is_digest:
        return (), _of_digest(found, pickups)
    today = local_midnight(local_day(scene.now))
    told = {row.handle: (load_case(row.picture), row.raised_at) for row in found.ended}
    arrived = {
        code: case
        for code, (case, _) in told.items()
        if _looks_first(scene) and _is_received_late(case, today)
    }
    last = scene.last_list_at or scene.now
    ended = {c: case for c, (case, at) in told.items() if c not in arrived and at > last}
    return _in_order(arrived.items()), _in_order(ended.items())


def _looks_first(scene: Scene) -> bool:
    return scene.about.role in LOOKS_FIRST


def _looks_back_to(scene: Scene) -> datetime:
    today = local_midnight(local_day(scene.now)) if _looks_first(scene) else None
    return min(at for at in (scene.last_list_at, today, scene.now) if at)


def _told_since(scene: Scene, since: datetime) -> Sequence[FoundRow]:
    """Fetch each case whose late end was told since an instant, the last telling last."""
    told = (
        select(cases.c.handle, cases.c.picture, alerts.c.raised_at)
        .join(cases, cases.c.case_key == alerts.c.case_key)
        .where(alerts.c.raised_at >= since, _END_TOLD, not_(WAITS))
        .where(or_(scene.in_scope, _was_told_of(scene.about.local_authority)))
        .order_by(alerts.c.raised_at)
    )
    return scene.connection.execute(told).all()


def _was_told_of(council: str | None) -> ColumnElement[bool]:
    """Whether a council was told of a case that may be another's by now.

    Who heard that it was late must hear that it is over, also where it is not theirs any more.
    """
    before = alerts.alias()
    return exists().where(
        before.c.case_key == cases.c.case_key,
        before.c.local_authority == council,
        before.c.clock == Clock.DUTY.value,
        before.c.rung.in_([rung.value for rung in TOLD_RUNGS]),
    )


def _is_received_late(case: Case, today: datetime) -> bool:
    received, reading = case.received, case.clocks.get(Clock.DUTY)
    if received is None or reading is None or reading.late_by is None or case.is_closed:
        return False
    return received.latest >= today


def _over(scene: Scene) -> Sequence[FoundRow]:
    over = select(cases.c.handle, cases.c.picture).where(not_(WAITS), scene.in_scope)
    return scene.connection.execute(over).all()


def _of_digest(found: FoundEnds, pickups: Iterable[PickupRow]) -> tuple[EndedRow, ...]:
    """Return the cases of a digest that do not wait any more, but for the council's own waits."""
    own = {row.about.case_code for row in pickups}
    rows = (row for row in found.ended if row.handle not in own)
    return _in_order((row.handle, load_case(row.picture)) for row in rows)


def _in_order(found: Iterable[tuple[str, Case]]) -> tuple[EndedRow, ...]:
    rows = [_ended(code, case) for code, case in found]
    return tuple(sorted(rows, key=_longest_late_first))


def _longest_late_first(row: EndedRow) -> tuple[bool, float, str]:
    late = row.late_by.total_seconds() if row.late_by else 0.0
    return row.about.youngest not in BABIES, -late, row.about.case_code


def _ended(code: str, case: Case) -> EndedRow:
    reading, received = case.clocks.get(Clock.DUTY), case.received
    return EndedRow(
        about=children_of(code, case),
        state=case.state,
        disposition=case.disposition if case.is_closed else None,
        received_at=None if received is None else received.latest,
        received_from=None if received is None or received.is_exact else received.earliest,
        waited=None if reading is None else reading.lower,
        late_by=None if reading is None else reading.late_by,
        is_by_hand=Flag.ENTERED_BY_HAND in case.flags,
    )


def _pickups(scene: Scene) -> Sequence[FoundRow]:
    """Fetch what the front door has and nobody has recorded; for its own only.

    A digest names them to whoever was told by its alarms. Only where an alarm said so: where a
    council's contacts do not come in nobody can tell.
    """
    if not (scene.is_digest or scene.about.role in FRONT_DOOR_ROLES):
        return ()
    told = (
        select(cases.c.handle, cases.c.picture)
        .distinct()
        .join(alerts, alerts.c.case_key == cases.c.case_key)
        .where(_is_pickup_late(), cases.c.state == State.RECEIVED.value, scene.in_scope)
    )
    return scene.connection.execute(told).all()


def pickup_rows(scene: Scene, found: FoundEnds) -> tuple[PickupRow, ...]:
    """Return what the front door has and nobody has recorded, past its limit.

    It needs no transaction.
    """
    rows = [_pickup(row, scene) for row in found.pickups]
    return tuple(sorted((row for row in rows if row is not None), key=_baby_first))


def _is_pickup_late() -> ColumnElement[bool]:
    return and_(alerts.c.clock == Clock.PICKUP.value, alerts.c.rung == Rung.BREACH.value)


def _pickup(row: FoundRow, scene: Scene) -> PickupRow | None:
    case = load_case(row.picture)
    policy = scene.house.policies.by_version(case.policy)
    ladder = pickup_ladder(case, policy, scene.now)
    late_at = next((step.due_at for step in ladder if step.rung is Rung.BREACH), None)
    if case.received is None or late_at is None or late_at > scene.now:
        return None
    return PickupRow(
        about=children_of(row.handle, case),
        received_at=case.received.earliest,
        late_at=late_at,
        is_by_hand=Flag.ENTERED_BY_HAND in case.flags,
    )


def _baby_first(row: PickupRow) -> tuple[bool, datetime, str]:
    return row.about.youngest not in BABIES, row.late_at, row.about.case_code
