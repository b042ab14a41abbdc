"""Reads who waits, for one list: each case with its limit, its marks, and who has it in hand.

Rows are found within the list's one transaction and read after it: on SQLite a writer waits for
each reader, and to read the pictures of thousands takes longer than a writer may wait.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter

from sqlalchemy import func, literal, null, select

from alerts.alarm import Reason
from alerts.deadlines import late_at
from alerts.list_scene import FoundRow, Scene
from alerts.lists import OF_ANOTHER_COUNCIL, ListedChildren, WaitingRow
from alerts.shift_ends import last_minutes
from schemas.holds import standing_holds
from schemas.in_hand import Hold
from schemas.listing import Place, place_of
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

    def names(self, code: str) -> bool:
        """Whether anything is known of a case beside its row."""
        return code in self.holds or code in self.same_home or code in self.from_last_shift


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRow:
    """One case that waits, without what is known beside it."""

    row: WaitingRow
    is_unnamed: bool
    """Whether nobody knows yet which children."""
    started_at: datetime
    first_heard: datetime
    holds_until: datetime | None
    """Until when it is true: then a grade told in advance takes over; None for ever."""


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
    every = [made_row(row, scene) for row in found.rows]
    return in_rows(every, found, scene.now, _new_ones(scene, every, handled))


def in_rows(
    every: Iterable[MadeRow], found: FoundWaits, now: datetime, new: frozenset[str] = frozenset()
) -> tuple[tuple[WaitingRow, ...], tuple[WaitingRow, ...]]:
    """Return the rows in order, those without known children apart, with what is known beside."""
    named: list[WaitingRow] = []
    unnamed: list[tuple[datetime, str, WaitingRow]] = []
    for made in every:
        row = _with_beside(made.row, found, new)
        if made.is_unnamed:
            unnamed.append((made.started_at, row.about.case_code, row))
        else:
            named.append(row)
    named.sort(key=lambda row: _place(row, now))
    return tuple(named), tuple(row for *_, row in sorted(unnamed, key=itemgetter(0, 1)))


def _place(row: WaitingRow, now: datetime) -> Place:
    return place_of(row.late_at, now, row.about.youngest, row.about.case_code)


def made_row(found: FoundRow, scene: Scene) -> MadeRow:
    """Return one case that waits as its picture tells it, at the scene's instant."""
    case, code = load_case(found.picture), found.handle
    policy = scene.house.policies.by_version(case.policy)
    row = WaitingRow(
        about=children_of(code, case),
        grade_for_targets=policy.grade_for_targets(grade_at(case.grades, scene.now), case.youngest),
        waiting_since=case.armed_from,
        late_at=late_at(case, policy, scene.now),
        rung=None if found.rung is None else Rung(found.rung),
        is_new=False,
        is_from_last_shift=False,
        same_home=(),
        hold=None,
        flags=case.flags,
        is_council_known=case.local_authority is not None,
        local_authority=case.local_authority,
    )
    return MadeRow(
        row=row,
        is_unnamed=case.children_known is ChildrenKnown.NOT_YET,
        started_at=case.started_at,
        first_heard=case.first_heard,
        holds_until=min((g.since for g in case.grades if g.since > scene.now), default=None),
    )


def _with_beside(row: WaitingRow, found: FoundWaits, new: frozenset[str]) -> WaitingRow:
    code = row.about.case_code
    if not (code in new or found.names(code)):
        return row
    return replace(
        row,
        is_new=code in new,
        is_from_last_shift=code in found.from_last_shift,
        same_home=found.same_home.get(code, ()),
        hold=found.holds.get(code),
    )


def _new_ones(
    scene: Scene, every: Sequence[MadeRow], handled: Mapping[str, datetime]
) -> frozenset[str]:
    """Return those of whom we first heard after the last list; before the first list nobody.

    Where nobody kept when the first message was handled, the time that its sender wrote counts.
    """
    last = scene.last_list_at
    if last is None:
        return frozenset()
    heard = {made.row.about.case_code: made.first_heard for made in every}
    return frozenset(code for code, at in heard.items() if handled.get(code, at) > last)


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
    """Return which cases were told to be of one home; no alarm is older than its oldest wait.

    A case of another council stands there without its code: whose it is, that council says.
    """
    oldest = select(func.min(cases.c.started_at)).where(WAITS, scene.in_scope).scalar_subquery()
    told = (
        select(cases.c.handle, alerts.c.reason)
        .join(alerts, alerts.c.case_key == cases.c.case_key)
        .where(alerts.c.raised_at >= oldest, alerts.c.kind == Kind.REPEAT.value)
        .order_by(alerts.c.raised_at, alerts.c.alert_id)
    )
    pairs = [
        (row.handle, row.reason.removeprefix(f"{Reason.SAME_HOME} "))
        for row in scene.connection.execute(told)
    ]
    every = {code for pair in pairs for code in pair}
    of_readers = select(cases.c.handle).where(cases.c.handle.in_(every), scene.of_readers)
    ours = frozenset(scene.connection.execute(of_readers).scalars())
    homes: dict[str, tuple[str, ...]] = {}
    for one, other in (*pairs, *((other, one) for one, other in pairs)):
        named = other if other in ours else OF_ANOTHER_COUNCIL
        homes[one] = tuple(dict.fromkeys((*homes.get(one, ()), named)))
    return homes
