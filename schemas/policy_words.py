"""The policy in plain English, for `danm policy show`: who is told when, and why so. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from itertools import groupby

from schemas.durations import say_duration
from schemas.hours import FrontDoorHours
from schemas.moments import LONDON
from schemas.policy import Council, ListTimes, Policy, Target
from schemas.policy_texts import WEEKDAYS
from schemas.telling import Interruption, Occasion
from schemas.words import AGE_ORDER, Kind, Risk, Role, Rung

RISK_WORDS = {
    Risk.HIGH: "high",
    Risk.MEDIUM: "medium",
    Risk.STANDARD: "standard",
    Risk.NOT_ASSESSED: "not assessed",
}
"""Risk grades, strictest first."""

ROLE_WORDS = {
    Role.MASH_DUTY: "front-door duty worker",
    Role.EDT: "emergency duty team (EDT)",
    Role.MASH_MANAGER: "MASH manager",
    Role.POLICE_DESK: "police desk",
    Role.POLICE_MANAGER: "police manager",
    Role.SERVICE_HEAD: "head of service",
    Role.DIRECTOR: "director of children's services",
    Role.DATA_MANAGER: "data manager",
}
"""Who is told, in the order in which they are named."""

OCCASION_WORDS = {
    Occasion.WARN: "will soon be late",
    Occasion.BREACH: "is late",
    Occasion.ESCALATE: "is late and nobody has answered",
    Occasion.CEILING: "still waits at the longest wait of all",
    Occasion.REPEAT: "another incident in a home that still waits",
    Occasion.LATE_RECEIPT: "arrived late, and no alarm had said so",
    Occasion.NOT_YET: "police have not yet said which children",
    Occasion.NOT_SHARED: "not shared, with a grave risk or a child under 4",
    Occasion.SILENCE: "a feed has gone silent",
    Occasion.VOLUME: "far fewer incidents than usual",
    Occasion.RECONCILIATION: "the force counts more than we hold",
    Occasion.QUARANTINE: "a message cannot be read",
    Occasion.CONFLICT: "one message told in two ways",
    Occasion.GAP: "messages are missing in between",
}
"""What somebody is told of."""

KIND_WORDS = {
    Kind.WAIT: "a wait",
    Kind.REGRADE: "a wait graded anew",
    Kind.REPEAT: "another incident in a home that still waits",
    Kind.CLEARED: "a wait that has ended",
    Kind.SILENCE: "a silent feed",
    Kind.VOLUME: "far fewer incidents than usual",
    Kind.RECONCILIATION: "a count above what we hold",
    Kind.QUARANTINE: "a message that cannot be read",
    Kind.CONFLICT: "a message told in two ways",
    Kind.GAP: "missing messages",
}
"""What an alarm is about, as it is named among the interruptions."""

RUNG_WORDS = {
    Rung.WARN: "soon late",
    Rung.BREACH: "late",
    Rung.ESCALATE: "late and unanswered",
    Rung.CEILING: "at the longest wait of all",
    Rung.NOTICE: "a notice",
}
"""How far a wait has come."""

DAY_NAMES = tuple(day.capitalize() for day in WEEKDAYS)
"""Monday first."""


def render(policy: Policy) -> str:
    """Return the whole policy as text that a MASH manager can read and hand on."""
    start = policy.in_force_from.astimezone(LONDON)
    sections = (
        _title(policy, f"{start.day} {start:%B %Y %H:%M} (UK time)"),
        _duty(policy),
        _council_time(policy),
        _recipients(policy),
        _delivery(policy),
        _lists(policy),
        _front_doors(policy),
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _title(policy: Policy, start: str) -> Iterator[str]:
    yield f"Policy {policy.version}, in force from {start}"
    yield f"Owner:  {policy.owner} (of every number, unless another owner is named)"
    yield f"Source: {policy.source}"


def _duty(policy: Policy) -> Iterator[str]:
    yield "POLICE KNEW -> FRONT DOOR TOLD (day and night, weekends and bank holidays)"
    yield from _targets(policy, "duty", policy.duty)
    yield from _uplift(policy)
    escalate, ceiling = say_duration(policy.escalate_after), say_duration(policy.ceiling)
    yield f"  A senior is told {escalate} after the alarm that it is late, if nobody answered."
    yield _why(policy, "escalate")
    yield f"  The longest wait of all, whatever the grade: {ceiling}."
    yield _why(policy, "ceiling")
    notice = say_duration(policy.not_yet_notice)
    yield f"  Police say there are children but not which: asked after {notice}."
    yield _why(policy, "not_yet")


def _uplift(policy: Policy) -> Iterator[str]:
    bands = " or ".join(band.value for band in sorted(policy.uplift_for, key=AGE_ORDER.__getitem__))
    changes = ", ".join(
        f"{RISK_WORDS[risk]} as {RISK_WORDS[policy.uplift[risk]]}"
        for risk in RISK_WORDS
        if policy.uplift[risk] is not risk
    )
    if bands and changes:
        yield f"  Where the youngest child is {bands}, timed more strictly: {changes}."
    else:
        yield "  No stricter timing for the youngest children."
    yield _why(policy, "uplift")


def _council_time(policy: Policy) -> Iterator[str]:
    live, high = say_duration(policy.contact_feed_live), say_duration(policy.decision_high)
    yield "FRONT DOOR TOLD -> CONTACT RECORDED (front-door hours only)"
    yield from _targets(policy, "pickup", policy.pickup)
    yield f"  Alarms only where the council's own contact feed spoke in the last {live}."
    yield _why(policy, "contact_feed")
    yield "  A decision is due at the close of the front door on the next working day;"
    yield f"  graded high also within {high}. It is shown, without alarms."
    yield _why(policy, "decision.high")


def _targets(policy: Policy, clock: str, targets: Mapping[Risk, Target]) -> list[str]:
    rows = [
        (
            word,
            say_duration(targets[risk].warn),
            say_duration(targets[risk].late),
            _note(policy, f"{clock}.{risk}"),
        )
        for risk, word in RISK_WORDS.items()
    ]
    return _table(("Risk grade", "Warned after", "Late after", "Source"), rows)


def _recipients(policy: Policy) -> Iterator[str]:
    yield "WHO IS TOLD"
    rows = [
        (word, _roles(policy.telling.told_of[occasion]))
        for occasion, word in OCCASION_WORDS.items()
    ]
    yield from _table(("The notification, or the feed", "Who"), rows)
    yield _why(policy, "recipients")
    yield "  When the wait is over: those who were told that it was late."
    yield "  Police roles are never told of the council's own time."
    yield f"  Front door closed: the {ROLE_WORDS[Role.EDT]} stands in for the duty worker."
    also = [KIND_WORDS[kind] for kind in Kind if kind in policy.telling.edt_also_for]
    if also:
        yield f"  The EDT is then also told of {' and of '.join(also)}."
    yield _why(policy, "out_of_hours")


def _roles(roles: Iterable[Role]) -> str:
    named = frozenset(roles)
    return ", ".join(word for role, word in ROLE_WORDS.items() if role in named)


def _delivery(policy: Policy) -> Iterator[str]:
    yield "TOLD AT ONCE (everything else goes on the next list, which is always sent)"
    for interruption in policy.telling.at_once:
        yield f"  - {_interruption(interruption)}"
    for (role, rung), delivery in policy.telling.by_role.items():
        yield f"  {ROLE_WORDS[role]}, {RUNG_WORDS[rung]}: always {delivery}"
    yield _why(policy, "delivery")


def _interruption(alarms: Interruption) -> str:
    kinds = ", ".join(word for kind, word in KIND_WORDS.items() if kind in alarms.kinds)
    rungs = " or ".join(word for rung, word in RUNG_WORDS.items() if rung in alarms.rungs)
    risks = " or ".join(word for risk, word in RISK_WORDS.items() if risk in alarms.risks)
    graded = f"graded {risks} by the police" if risks else ""
    return ", ".join(part for part in (kinds or "any alarm", rungs, graded) if part)


def _lists(policy: Policy) -> Iterator[str]:
    yield "LISTS OF EVERY CHILD WHO WAITS (UK time; sent even when nobody waits)"
    rows = [
        (word, *_list_times(policy.lists[role]), _note(policy, f"lists.{role}"))
        for role, word in ROLE_WORDS.items()
    ]
    yield from _table(("Who", "At", "On", "Source"), rows)


def _list_times(times: ListTimes) -> tuple[str, str]:
    days = "days the front door is open" if times.is_on_open_days_only else "every day"
    return ", ".join(_clock(at) for at in times.at), days


def _front_doors(policy: Policy) -> Iterator[str]:
    yield "FRONT DOORS"
    for council in policy.councils.values():
        yield f"  {council.name} ({council.code}): {council.front_door_name}"
        yield f"    {_hours(council.hours)}"
        yield _why(policy, _hours_place(policy, council))
        yield from (
            f"    {_reached(council, role)}" for role in ROLE_WORDS if _is_reached(council, role)
        )
    for force in policy.forces.values():
        phone = f", police desk {force.police_desk_phone}" if force.police_desk_phone else ""
        yield f"  {force.name} ({force.code}): {', '.join(force.councils)}{phone}"
        yield from (
            f"    {ROLE_WORDS[role]}: {', '.join(force.routes[role])}"
            for role in ROLE_WORDS
            if role in force.routes
        )


def _hours_place(policy: Policy, council: Council) -> str:
    own = f"councils.{council.code}.hours"
    return own if own in policy.notes else "hours"


def _is_reached(council: Council, role: Role) -> bool:
    return role in council.routes or role in council.phones


def _reached(council: Council, role: Role) -> str:
    ways = (*council.routes.get(role, ()), *filter(None, [council.phones.get(role)]))
    return f"{ROLE_WORDS[role]}: {', '.join(ways)}"


def _hours(hours: FrontDoorHours) -> str:
    runs = groupby(sorted(hours.opening.items()), key=lambda day: day[1])
    days = ", ".join(_day_range([day for day, _ in run], *span) for span, run in runs)
    holidays = "closed" if hours.bank_holidays else "open"
    closed = ", ".join(f"{day.day} {day:%B %Y}" for day in sorted(hours.closed_days))
    return f"{days}; {holidays} on bank holidays" + (f"; also closed {closed}" if closed else "")


def _day_range(days: list[int], opens: time, closes: time) -> str:
    in_a_row = days[-1] - days[0] == len(days) - 1
    ends = dict.fromkeys((DAY_NAMES[days[0]], DAY_NAMES[days[-1]]))
    names = " to ".join(ends) if in_a_row else ", ".join(DAY_NAMES[day] for day in days)
    return f"{names} {_clock(opens)}-{_clock(closes, '24:00')}"


def _clock(at: time, midnight: str = "00:00") -> str:
    return f"{at:%H:%M}" if at != time(0) else midnight


def _why(policy: Policy, place: str) -> str:
    return f"    Source: {_note(policy, place)}"


def _note(policy: Policy, place: str) -> str:
    note = policy.notes[place]
    return note.source if note.owner == policy.owner else f"{note.source} (owner: {note.owner})"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
