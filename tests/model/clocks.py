"""Clocks, targets and verdicts of one case (contract section 3), and its JSON form (section 4)."""

from datetime import datetime, timedelta
from typing import Any

from tests.model import hours, told
from tests.model.state import BABIES, SKEW, Case
from tests.model.times import Moment, earliest, moment_json

DUTY_HOURS = {"high": (4, 8), "medium": (12, 24), "standard": (24, 48), "not_assessed": (8, 24)}
"""Section 3: "duty warn/late: high 4/8 h, medium 12/24 h, standard 24/48 h, not_assessed 8/24 h".
"""

PICKUP_HOURS = {"high": (1, 2), "medium": (4, 8), "standard": (4, 8), "not_assessed": (4, 8)}
"""Section 3: "Pickup: high 1/2 h, others 4/8 h, counted in front-door hours", "no uplift"."""

UPLIFTED = {"standard": "medium", "medium": "high", "high": "high", "not_assessed": "high"}
"""Section 3: "one grade stricter (standard→medium→high; not_assessed→high)"."""

DECISION_OF_HIGH = timedelta(hours=24)
"""Section 3: "high also 24 h elapsed"."""

ZERO = timedelta(0)


def duty_limits(risk: str, youngest: str) -> tuple[timedelta, timedelta]:
    """Section 3: warn and late, "youngest known child unborn or 0-3: one grade stricter"."""
    warn, late = DUTY_HOURS[UPLIFTED[risk] if youngest in BABIES else risk]
    return timedelta(hours=warn), timedelta(hours=late)


def pickup_limits(risk: str) -> tuple[timedelta, timedelta]:
    """Section 3: warn and breach of the pickup clock, in front-door hours."""
    warn, late = PICKUP_HOURS[risk]
    return timedelta(hours=warn), timedelta(hours=late)


def ends_of_clocks(case: Case) -> dict[str, tuple[Moment | None, Moment | None]]:
    """Section 3: the first sentence, "`exposure` = occurred→received" and so on."""
    at = case.milestones.get
    contact = earliest(m for m in (at("recorded"), at("decided")) if m is not None)
    return {
        "exposure": (at("occurred"), at("received")),
        "duty": (at("reported"), at("received")),
        "transport": (at("sent"), at("received")),
        "pickup": (at("received"), contact),
        "decision": (at("received"), at("decided")),
    }


def measured(case: Case) -> dict[str, tuple[Moment, Moment]]:
    """The clocks of which both ends are known.

    Choice: a receipt that is not believed has no duty clock, but still bounds the others.
    """
    return {
        name: (start, end)
        for name, (start, end) in ends_of_clocks(case).items()
        if start is not None and end is not None
    }


def elapsed(start: Moment, end: Moment) -> tuple[timedelta, timedelta] | None:
    """Section 3: "Elapsed seconds in UTC"; bounds "cut at 0 where the ends may overlap"; negative
    "by more [than 5 minutes] it has no value"."""
    upper = end[1] - start[0]
    if upper < -SKEW:
        return None
    return max(end[0] - start[1], ZERO), max(upper, ZERO)


def flags(case: Case) -> list[str]:
    """Section 4: "`flags` (sorted list)".

    Section 3: "negative by up to 5 minutes counts as 0, flag `clock_skew`; by more it has no value,
    flag `times_disagree`". Choice: any of the five clocks raises them, not the duty clock alone.
    """
    found = set(case.flags)
    for start, end in measured(case).values():
        upper = end[1] - start[0]
        if upper < -SKEW:
            found.add("times_disagree")
        elif upper < ZERO:
            found.add("clock_skew")
    return sorted(found)


def clocks(case: Case) -> dict[str, dict[str, Any]]:
    """Section 4: "`clocks` ({name: {"seconds"} or {"lower","upper"}, with …})"."""
    found = {}
    for name, (start, end) in measured(case).items():
        length = elapsed(start, end)
        if length is not None:
            found[name] = value(start, end, length) | judgement(case, name, (start, end))
    if "duty" not in found and ("received" in case.milestones or case.receipt_counts):
        # Section 3: "a duty clock without a value is `cannot_tell`". Choice: it then shows the
        # verdict alone, and only once there is a receipt or the wait has ended.
        found["duty"] = {"verdict": "cannot_tell"}
    return found


def value(start: Moment, end: Moment, length: tuple[timedelta, timedelta]) -> dict[str, Any]:
    """Section 3: "A date-only or ranged end gives `lower` and `upper` … and no
    `working_seconds`"."""
    lower, upper = (int(bound.total_seconds()) for bound in length)
    if start[0] < start[1] or end[0] < end[1]:
        return {"lower": lower, "upper": upper}
    return {"seconds": lower, "working_seconds": hours.working_seconds(start[0], end[0])}


def judgement(case: Case, name: str, ends: tuple[Moment, Moment]) -> dict[str, Any]:
    """Section 3: "Verdict per clock with a target"; "Clocks without a target have no verdict"."""
    grade = told.in_force(case.grades, case.milestones["received"][1])
    if name == "duty":
        return judge_duty(duty_limits(grade, case.youngest)[1], ends)
    if name == "pickup":
        return judge_pickup(pickup_limits(grade)[1], ends)
    if name == "decision":
        return judge_decision(grade, ends)
    return {}


def verdict(lower: timedelta, upper: timedelta, target: timedelta) -> dict[str, Any]:
    """Section 3: "`met` if upper ≤ target, `late` if lower > target (`late_by` is what is over),
    else `cannot_tell`"."""
    seconds = {"target": int(target.total_seconds())}
    if upper <= target:
        return {**seconds, "verdict": "met"}
    if lower > target:
        late_by = int((lower - target).total_seconds())
        return {**seconds, "verdict": "late", "late_by": late_by}
    return {**seconds, "verdict": "cannot_tell"}


def judge_duty(target: timedelta, ends: tuple[Moment, Moment]) -> dict[str, Any]:
    """Section 3: the duty clock in elapsed time."""
    length = elapsed(*ends)
    return {} if length is None else verdict(*length, target)


def judge_pickup(target: timedelta, ends: tuple[Moment, Moment]) -> dict[str, Any]:
    """Section 3: "counted in front-door hours".

    Choice: what is held against the target, and `late_by`, are then front-door seconds too.
    """
    start, end = ends
    lower = timedelta(seconds=hours.working_seconds(start[1], end[0]))
    upper = timedelta(seconds=hours.working_seconds(start[0], end[1]))
    return verdict(lower, upper, target)


def judge_decision(grade: str, ends: tuple[Moment, Moment]) -> dict[str, Any]:
    """Section 3: "due at the close of the front door on the next working day after receipt";
    "high also 24 h elapsed".

    Choice: both limits hold, so the earlier counts; the target is the elapsed time from receipt to
    it. A ranged receipt has a limit for each bound: met needs the earlier one, late the later one,
    and there is no single target to show.
    """
    start, end = ends
    first, last = decision_limit(start[0], grade), decision_limit(start[1], grade)
    if start[0] == start[1]:
        lower, upper = max(end[0] - start[0], ZERO), max(end[1] - start[0], ZERO)
        return verdict(lower, upper, first - start[0])
    if end[1] <= first:
        return {"verdict": "met"}
    if end[0] > last:
        return {"verdict": "late", "late_by": int((end[0] - last).total_seconds())}
    return {"verdict": "cannot_tell"}


def decision_limit(received: datetime, grade: str) -> datetime:
    """Section 3: the instant by which a decision is due."""
    due = hours.decision_due(received)
    return min(due, received + DECISION_OF_HIGH) if grade == "high" else due


def incident_json(case: Case) -> dict[str, Any]:
    """Section 4: "incident: …", absent where unknown; without `handle` and `policy`."""
    told_fields = {
        "incident_ref": case.ref,
        "force": case.force,
        "local_authority": case.local_authority,
        "risk": case.risk,
        "highest_risk": case.highest_risk,
        "youngest": case.youngest,
        "children": case.children_counted,
        "milestones": {name: moment_json(at) for name, at in case.milestones.items()},
        "clocks": clocks(case),
        "state": case.state,
        "disposition": case.disposition,
        "flags": flags(case),
    }
    return {name: known for name, known in told_fields.items() if known is not None}
