"""Replay of a file under a virtual clock (contract section 4, `danm replay`)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from tests.model.alarms import LADDER, Alarm, Instant, deadlines, newly_silenced, rung_so_far, rungs
from tests.model.clocks import duty_limits, incident_json
from tests.model.feeds import Arrival, conflicts, gap_deadlines, gaps, kept
from tests.model.notices import not_yet_deadlines, notices
from tests.model.silences import judged_at, limits, reconciliations, silences
from tests.model.state import BABIES, Case, cases
from tests.model.times import Message, instant, zulu

NEVER = datetime.min.replace(tzinfo=UTC)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What comes out, in the contract's JSON form, references revealed."""

    incidents: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    waiting: list[dict[str, Any]]


def replay(
    messages: list[Message], until: str | None = None, *, with_feeds: bool = False
) -> Outcome:
    """Section 4: "lines are taken in file order, each message handled at its `time` (at once, if
    that is behind the clock), each deadline fires at its exact instant in between, up to and
    including `--until` (default: the greatest `time`; later messages are left out)".

    ``with_feeds``: also alarms of feeds that go silent, and of days the force counted more of.
    """
    end = instant(until) if until else max((instant(m["time"]) for m in messages), default=NEVER)
    lines = [m for m in messages if instant(m["time"]) <= end]
    arrivals: list[Arrival] = []
    at = Instant(now=NEVER, messages=[], fresh=[], cases={}, before={}, raised=[])
    while (now := next_instant(at, arrivals, lines[len(arrivals) :])) <= end:
        arrivals += [Arrival(at=now, message=m) for m in due_lines(lines[len(arrivals) :], now)]
        at = look(at, arrivals, now)
        of_feeds = silences(arrivals, now) + reconciliations(at, arrivals) if with_feeds else []
        at = replace(at, raised=at.raised + alarms_of(at, arrivals) + of_feeds)
    return Outcome(
        incidents=[incident_json(case) for case in at.cases.values()],
        alerts=[alarm.as_json() for alarm in sorted(at.raised, key=place)],
        waiting=waiting(at, end),
    )


def next_instant(at: Instant, arrivals: list[Arrival], rest: list[Message]) -> datetime:
    """Section 4: the time of the next line, or the exact instant of a deadline before it."""
    instants = deadlines(at) + not_yet_deadlines(at) + gap_deadlines(arrivals)
    instants += [*limits(arrivals).values(), *judged_at(arrivals)]
    instants += [instant(m["time"]) for m in rest[:1]]
    return min((i for i in instants if i > at.now), default=FOR_EVER)


def due_lines(rest: list[Message], now: datetime) -> list[Message]:
    """Section 4: "in file order, each message handled at its `time` (at once, if that is behind
    the clock)"."""
    return list(takewhile(lambda m: instant(m["time"]) <= now, rest))


def look(before: Instant, arrivals: list[Arrival], now: datetime) -> Instant:
    """Section 3: "At each instant every message is handled first, then alarms are decided"."""
    messages = kept(arrivals)
    at = Instant(
        now=now,
        messages=messages,
        fresh=messages[len(before.messages) :],
        cases=cases(messages),
        before=before.cases,
        raised=before.raised,
    )
    return replace(at, silenced=before.silenced | newly_silenced(at))


def alarms_of(at: Instant, arrivals: list[Arrival]) -> list[Alarm]:
    """Everything that rings at this instant."""
    return rungs(at) + notices(at) + conflicts(arrivals, at.now) + gaps(arrivals, at.now)


def place(alarm: Alarm) -> tuple[datetime, datetime, str, int, str, str]:
    """Section 4: "alerts come by `raised_at`, then `due_at`, kind, rung (ladder order, notice
    last), reference".

    Choice: kinds in the order of the alphabet; an alert without a reference first; then the clock.
    """
    step = (*LADDER, "notice").index(alarm.rung)
    return alarm.raised_at, alarm.due_at, alarm.kind, step, alarm.ref, alarm.clock


def waiting(at: Instant, as_of: datetime) -> list[dict[str, Any]]:
    """Section 4: "waiting: incident fields plus `waiting_seconds`, `due_at` …, `rung`"; "past
    due_at (≤ as-of) first; within each group unborn and 0-3 first, then by due_at".

    Section 2: "`not_yet` … is not in `danm waiting`". Choice: then by reference.
    """
    listed = [c for c in at.cases.values() if c.is_waiting and c.children_known != "not_yet"]
    listed.sort(key=lambda c: (late_at(c) > as_of, c.youngest not in BABIES, late_at(c), c.ref))
    return [waiting_json(at, case, as_of) for case in listed]


def late_at(case: Case) -> datetime:
    """Section 4: "`due_at` (the instant it becomes late)", by the risk as it stands."""
    return case.armed_from + duty_limits(case.risk, case.youngest)[1]


def waiting_json(at: Instant, case: Case, as_of: datetime) -> dict[str, Any]:
    """Section 4: one waiting case.

    Choice: the wait counts from the instant alarms are armed from (the earliest possible start),
    and is 0 where that lies ahead.
    """
    rung = rung_so_far(at, case.ref, "duty")
    waited = max(int((as_of - case.armed_from).total_seconds()), 0)
    plus = {"waiting_seconds": waited, "due_at": zulu(late_at(case)), "rung": rung}
    return incident_json(case) | {name: known for name, known in plus.items() if known is not None}
