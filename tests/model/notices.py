"""Notices about a case, each sort once: late receipt, not shared, not yet, cleared, repeat.

Contract section 3, "Alarms".
"""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.model.alarms import RECIPIENTS, Alarm, Instant, about, delivery, on_duty
from tests.model.clocks import clocks
from tests.model.state import BABIES, Case

NOT_YET_AFTER = timedelta(hours=24)
"""Section 2: "one `wait`/`notice` to police_desk at start + 24 h"."""


def notices(at: Instant) -> list[Alarm]:
    """Section 3: "each sort of notice once per case, `cleared` once per end of wait"."""
    found = [
        alarm
        for case in at.cases.values()
        for alarm in (
            late_receipt(at, case),
            not_shared(at, case),
            not_yet(at, case),
            repeat(at, case),
            cleared(at, case),
        )
        if alarm is not None
    ]
    told = {(alarm.ref, alarm.sort) for alarm in at.raised}
    return [
        alarm for alarm in found if alarm.sort == "cleared" or (alarm.ref, alarm.sort) not in told
    ]


def notice(at: Instant, case: Case, sort: str, roles: set[str]) -> Alarm:
    """Section 3: "for everything with rung `notice` [`due_at`] equals `raised_at`"; "`clock` is
    `duty` for a notice about a case"."""
    kind = sort if sort in ("cleared", "repeat") else "wait"
    return Alarm(
        kind=kind,
        rung="notice",
        sort=sort,
        clock="duty",
        due_at=at.now,
        raised_at=at.now,
        ref=case.ref,
        recipients=on_duty(roles, at.now),
        delivery=delivery(kind, "notice", case.risk),
        about=about(case),
    )


def alarms_of_lateness(at: Instant, case: Case) -> list[Alarm]:
    """The `breach`, `escalate` and `ceiling` alarms of the duty clock so far."""
    rungs = ("breach", "escalate", "ceiling")
    return [a for a in at.raised_for(case.ref) if a.clock == "duty" and a.rung in rungs]


def late_receipt(at: Instant, case: Case) -> Alarm | None:
    """Section 3: "A receipt that is late and had no breach, escalate or ceiling alarm raises
    `wait`/`notice`, once, when that becomes known, unless a disposition that ends the wait stands;
    its `due_at` is the limit missed". "late receipt → mash_duty".

    Choice: the limit counts from the earliest possible start, as all deadlines do. A case closed
    because it has no children raises nothing either.
    """
    duty = clocks(case).get("duty", {})
    if duty.get("verdict") != "late" or case.is_closed or alarms_of_lateness(at, case):
        return None
    limit = case.armed_from + timedelta(seconds=duty["target"])
    return replace(notice(at, case, "late receipt", {"mash_duty"}), due_at=limit)


def not_shared(at: Instant, case: Case) -> Alarm | None:
    """Section 3: "`not_shared_by_policy` on high, medium or a child under 4 raises `wait`/`notice`
    to mash_manager".

    Choice: by the risk as it stands, whenever both become true while the disposition stands, with
    or without a receipt.
    """
    serious = case.risk in ("high", "medium") or case.youngest in BABIES
    if case.disposition != "not_shared_by_policy" or not serious:
        return None
    return notice(at, case, "not shared", {"mash_manager"})


def not_yet(at: Instant, case: Case) -> Alarm | None:
    """Section 2: `not_yet` has "one `wait`/`notice` to police_desk at start + 24 h".

    Choice: only while the case waits, and from the instant alarms are armed from.
    """
    if not case.is_waiting or case.children_known != "not_yet":
        return None
    if case.armed_from + NOT_YET_AFTER > at.now:
        return None
    return notice(at, case, "not yet", {"police_desk"})


def not_yet_deadlines(at: Instant) -> list[datetime]:
    """The instants at which a list of children will have been owed for a day."""
    unsaid = [case for case in at.cases.values() if case.children_known == "not_yet"]
    return [case.armed_from + NOT_YET_AFTER for case in unsaid]


def cleared(at: Instant, case: Case) -> Alarm | None:
    """Section 3: "When a case that rang `breach`, `escalate` or `ceiling` ends its wait, the roles
    told of those (edt for mash_duty by the hour of clearing) get one `cleared`/`notice`".

    Choice: these are rungs of the duty clock; an end undone at the same instant is none; everyone
    who got one of those alarms is told, also for a rung it stood for, and the day team in place of
    edt where the front door is open at the hour of clearing.
    """
    rang = alarms_of_lateness(at, case)
    before = at.before.get(case.ref)
    if not rang or case.is_waiting or before is None or not before.is_waiting:
        return None
    roles: set[str] = set().union(*(alarm.recipients for alarm in rang))
    return notice(at, case, "cleared", roles)


def by_start(case: Case) -> tuple[datetime, str]:
    """Section 3: "the later case (by start) … on the same start by reference".

    Choice: the start is the instant alarms are armed from.
    """
    return case.armed_from, case.ref


def repeat(at: Instant, later: Case) -> Alarm | None:
    """Section 3: "`repeat`/`notice` names the later case (by start), once, when it becomes known
    that its household or any of its children also belongs to an earlier case that still waits; …
    the later one not closed, never between joined cases".

    A joined duplicate is closed, so it is neither. Choice: `not_yet` still waits.
    """
    earlier = [
        case
        for case in at.cases.values()
        if case.is_waiting and by_start(case) < by_start(later) and is_same_home(case, later)
    ]
    if later.is_closed or not earlier:
        return None
    return notice(at, later, "repeat", RECIPIENTS["breach"])


def is_same_home(one: Case, other: Case) -> bool:
    """Section 3: "its household or any of its children"."""
    same_household = one.household is not None and one.household == other.household
    return same_household or bool(set(one.children) & set(other.children))
