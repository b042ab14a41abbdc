"""Reads who waits, for one list: each case with its limit, its marks, and who has it in hand.

Rows are found within the list's one transaction and read after it: on SQLite a writer waits for
each reader, and to read the pictures of thousands takes longer than a writer may wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, literal, null, select

from alerts.alarm import Reason
from alerts.deadlines import late_at
from alerts.list_scene import FoundRow, Scene
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
class FoundWaits:
    """The rows of those who wait, unread, and what is known beside them, by case code."""

    rows: Sequence[FoundRow]
    from_last_shift: frozenset[str] = frozenset()
    same_home: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holds: Mapping[str, Hold] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, bytes]:
        """The stored facts of each case; none where there is no earlier list to compare with."""
        return {row.handle: row.facts for row in self.rows if row.facts is not None}


def find_waits(scene: Scene) -> FoundWaits:
    """Fetch who waits, and nothing is read yet; within the list's transaction."""
    facts = null() if scene.last_list_at is None else cases.c.facts
    columns = (cases.c.handle, cases.c.picture, cases.c.rung, facts.label("facts"))
    rows = scene.connection.execute(select(*columns).where(WAITS, scene.in_scope)).all()
    if not rows:
        return FoundWaits(rows=rows)
    return FoundWaits(
        rows=rows,
        from_last_shift=_from_last_shift(scene),
        same_home=_same_home(scene),
        holds=standing_holds(scene.connection, scene.now),
    )


def waiting_rows(
    scene: Scene, found: FoundWaits, handled: Mapping[str, datetime]
) -> tuple[tuple[WaitingRow, ...], tuple[WaitingRow, ...]]:
    """Return who waits, and apart who waits without anyone knowing yet which children.

    The first in the order of the contract: past the limit first, babies first within, then by
    limit; the others by when the police knew. ``handled``: when we first heard of each. It needs
    no transaction.
    """
    every = [_waiting(row, scene) for row in found.rows]
    named = [one for one in every if not _is_unnamed(one)]
    unnamed = sorted(filter(_is_unnamed, every), key=_start)
    new = _new_ones(scene, every, handled)
    return (
        tuple(_row(one, scene, found, new) for one in in_order(named)),
        tuple(_row(one, scene, found, new) for one in unnamed),
    )


def _waiting(row: FoundRow, scene: Scene) -> Waiting:
    case = load_case(row.picture)
    rung = None if row.rung is None else Rung(row.rung)
    return Waiting(
        listed=Listed(handle=row.handle, case=case, rung=rung),
        as_of=scene.now,
        late_at=late_at(case, scene.house.policies.by_version(case.policy), scene.now),
    )


def _new_ones(
    scene: Scene, every: Sequence[Waiting], handled: Mapping[str, datetime]
) -> frozenset[str]:
    """Return those of whom we first heard after the last list; before the first list nobody.

    Where nobody kept when the first message was handled, the time that its sender wrote counts.
    """
    last = scene.last_list_at
    if last is None:
        return frozenset()
    heard = {one.listed.handle: one.listed.case.first_heard for one in every}
    return frozenset(code for code, at in heard.items() if handled.get(code, at) > last)


def _is_unnamed(waiting: Waiting) -> bool:
    return waiting.listed.case.children_known is ChildrenKnown.NOT_YET


def _start(waiting: Waiting) -> tuple[object, str]:
    return waiting.listed.case.started_at, waiting.listed.handle


def _row(waiting: Waiting, scene: Scene, found: FoundWaits, new: frozenset[str]) -> WaitingRow:
    case, code = waiting.listed.case, waiting.listed.handle
    policy = scene.house.policies.by_version(case.policy)
    return WaitingRow(
        about=children_of(code, case),
        grade_for_targets=policy.grade_for_targets(grade_at(case.grades, scene.now), case.youngest),
        waiting_since=case.armed_from,
        late_at=waiting.late_at,
        rung=waiting.listed.rung,
        is_new=code in new,
        is_from_last_shift=code in found.from_last_shift,
        same_home=found.same_home.get(code, ()),
        hold=found.holds.get(code),
        flags=case.flags,
        is_council_known=case.local_authority is not None,
    )


def children_of(code: str, case: Case) -> ListedChildren:
    """Return the children of a case as every list names them."""
    return ListedChildren(
        case_code=code, children=case.children, youngest=case.youngest, risk=case.risk
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


def _same_home(scene: Scene) -> Mapping[str, tuple[str, ...]]:
    """Return which cases were told to be of one home; no alarm is older than its oldest wait."""
    oldest = select(func.min(cases.c.started_at)).where(WAITS, scene.in_scope).scalar_subquery()
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
