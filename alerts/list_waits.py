"""Reads who waits, for one list: each case with its limit, its marks, and who has it in hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Row, literal, select

from alerts.alarm import Reason
from alerts.deadlines import late_at
from alerts.list_scene import Scene
from alerts.lists import ListedChildren, WaitingRow
from alerts.shift_ends import last_minutes
from schemas.holds import standing_holds
from schemas.in_hand import Hold
from schemas.listing import Listed, Waiting, in_order
from schemas.pictures import load_case
from schemas.records import Case, grade_at
from schemas.tables import alerts, cases
from schemas.words import ChildrenKnown, Clock, Kind, Rung, State

# Written out, not bound: or the index of those who wait is not used.
WAITS = cases.c.state == literal(State.WAITING.value, literal_execute=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known of waiting cases beside their own rows, by case code."""

    from_last_shift: frozenset[str]
    same_home: Mapping[str, tuple[str, ...]]
    holds: Mapping[str, Hold]


def waiting_rows(scene: Scene) -> tuple[tuple[WaitingRow, ...], tuple[WaitingRow, ...]]:
    """Return who waits, and apart who waits without anyone knowing yet which children.

    The first in the order of the contract: past the limit first, babies first within, then by
    limit; the others by when the police knew.
    """
    columns = (cases.c.handle, cases.c.picture, cases.c.rung)
    found = scene.connection.execute(select(*columns).where(WAITS, scene.in_scope)).all()
    every = [_waiting(row, scene) for row in found]
    if not every:
        return (), ()
    beside = _beside(scene, every)
    named = [one for one in every if not _is_unnamed(one)]
    unnamed = sorted(filter(_is_unnamed, every), key=_start)
    return (
        tuple(_row(one, scene, beside) for one in in_order(named)),
        tuple(_row(one, scene, beside) for one in unnamed),
    )


def _waiting(row: Row[*tuple[object, ...]], scene: Scene) -> Waiting:
    case = load_case(row.picture)
    rung = None if row.rung is None else Rung(row.rung)
    return Waiting(
        listed=Listed(handle=row.handle, case=case, rung=rung),
        as_of=scene.now,
        late_at=late_at(case, scene.house.policies.by_version(case.policy), scene.now),
    )


def _is_unnamed(waiting: Waiting) -> bool:
    return waiting.listed.case.children_known is ChildrenKnown.NOT_YET


def _start(waiting: Waiting) -> tuple[object, str]:
    return waiting.listed.case.started_at, waiting.listed.handle


def _row(waiting: Waiting, scene: Scene, beside: Beside) -> WaitingRow:
    case, code = waiting.listed.case, waiting.listed.handle
    policy = scene.house.policies.by_version(case.policy)
    last = scene.last_list_at
    return WaitingRow(
        about=children_of(code, case),
        grade_for_targets=policy.grade_for_targets(grade_at(case.grades, scene.now), case.youngest),
        waiting_since=case.armed_from,
        late_at=waiting.late_at,
        rung=waiting.listed.rung,
        is_new=last is not None and case.first_heard > last,
        is_from_last_shift=code in beside.from_last_shift,
        same_home=beside.same_home.get(code, ()),
        hold=beside.holds.get(code),
        flags=case.flags,
        is_council_known=case.local_authority is not None,
    )


def children_of(code: str, case: Case) -> ListedChildren:
    """Return the children of a case as every list names them."""
    return ListedChildren(
        case_code=code, children=case.children, youngest=case.youngest, risk=case.risk
    )


def _beside(scene: Scene, every: Iterable[Waiting]) -> Beside:
    return Beside(
        from_last_shift=_from_last_shift(scene),
        same_home=_same_home(scene, every),
        holds=standing_holds(scene.connection, scene.now),
    )


def _from_last_shift(scene: Scene) -> frozenset[str]:
    """Return the cases that were warned of in the last minutes of the shift before."""
    if scene.is_digest or scene.council is None:
        return frozenset()
    shift = last_minutes(
        scene.about.role, scene.council.hours, scene.about.due_at, scene.last_list_at
    )
    if shift is None:
        return frozenset()
    warned = (
        select(cases.c.handle)
        .join(alerts, alerts.c.case_key == cases.c.case_key)
        .where(
            alerts.c.raised_at >= shift.start,
            alerts.c.raised_at < shift.end,
            alerts.c.rung == Rung.WARN.value,
            alerts.c.clock == Clock.DUTY.value,
            scene.in_scope,
        )
    )
    return frozenset(scene.connection.execute(warned).scalars())


def _same_home(scene: Scene, every: Iterable[Waiting]) -> Mapping[str, tuple[str, ...]]:
    """Return which cases were told to be of one home; no alarm is older than its oldest wait."""
    oldest = min(one.listed.case.started_at for one in every)
    told = (
        select(cases.c.handle, alerts.c.reason)
        .join(alerts, alerts.c.case_key == cases.c.case_key)
        .where(alerts.c.raised_at >= oldest, alerts.c.kind == Kind.REPEAT.value)
        .order_by(alerts.c.raised_at, alerts.c.alert_id)
    )
    homes: dict[str, tuple[str, ...]] = {}
    for row in scene.connection.execute(told):
        other = row.reason.removeprefix(f"{Reason.SAME_HOME} ")
        homes[row.handle] = (*homes.get(row.handle, ()), other)
        homes[other] = (*homes.get(other, ()), row.handle)
    return homes
