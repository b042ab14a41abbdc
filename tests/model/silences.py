"""Feeds that go silent, and days of which the force counted more (contract section 3, "Feeds").

Files are short here: no feed has 4 weeks of history, and none has a schedule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tests.model import hours
from tests.model.alarms import Alarm, Instant
from tests.model.feeds import Arrival, identity, trouble
from tests.model.times import Message, instant, midnight

HEARTBEAT = "danm.feed.heartbeat.v1"
CONTROL_TOTAL = "danm.feed.control_total.v1"
EXPECTED_WITHIN = timedelta(days=1)
AFTER_HEARTBEAT = timedelta(hours=1)
UNDER_4_WEEKS = timedelta(hours=24)


def heard(arrivals: list[Arrival]) -> list[Arrival]:
    """Section 3: "repeats and refused lines do not break it"; nor does what is in conflict."""
    seen: set[tuple[str, str]] = set()
    first = []
    for arrival in arrivals:
        if identity(arrival.message) not in seen:
            first.append(arrival)
        seen.add(identity(arrival.message))
    return first


def feeds_of(arrivals: list[Arrival]) -> set[str]:
    """Every source but the program's own: nobody waits for what people enter by hand."""
    sources = {str(arrival.message["source"]) for arrival in arrivals}
    return {source for source in sources if not source.startswith("/danm/")}


def limits(arrivals: list[Arrival]) -> dict[str, datetime]:
    """Section 3: when each source has been silent for too long: "A source that sent a heartbeat
    within the last day is expected to go on: `silence` after 1 h without anything from it" …
    "with under 4 weeks of history, 24 h".

    Choice: within the day before its last message.
    """
    found = {}
    for source in feeds_of(arrivals):
        own = [one for one in heard(arrivals) if one.message["source"] == source]
        last = max(one.at for one in own)
        beats = [one.at for one in own if one.message["type"] == HEARTBEAT]
        goes_on = any(beat >= last - EXPECTED_WITHIN for beat in beats)
        found[source] = last + (AFTER_HEARTBEAT if goes_on else UNDER_4_WEEKS)
    return found


def silences(arrivals: list[Arrival], now: datetime) -> list[Alarm]:
    """Section 3: "Once per silence"; edt "is added for silence" outside front-door hours."""
    silent = [source for source, limit in limits(arrivals).items() if limit == now]
    added = frozenset() if hours.is_open(now) else frozenset({"edt"})
    told = trouble("silence", now)
    return [replace(told, recipients=told.recipients | added) for _ in silent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a control total is about."""

    force: str
    council: str
    date: date

    @property
    def ends(self) -> datetime:
        return midnight(self.date + timedelta(days=1))


def day_of(message: Message) -> Day:
    data = message["data"]
    return Day(
        force=data["force"],
        council=data["local_authority"],
        date=date.fromisoformat(data["date"]),
    )


def totals(arrivals: list[Arrival]) -> Iterator[tuple[Day, Arrival]]:
    """Every control total that was the latest told of its day when it came."""
    latest: dict[Day, tuple[datetime, str, str]] = {}
    for arrival in heard(arrivals):
        m = arrival.message
        if m["type"] != CONTROL_TOTAL:
            continue
        day, told_by = day_of(m), (instant(m["time"]), m["source"], m["id"])
        if day not in latest or told_by > latest[day]:
            latest[day] = told_by
            yield day, arrival


def judged_at(arrivals: list[Arrival]) -> list[datetime]:
    """Section 3: "judged when it arrives, or when the day ends if that is later"."""
    return [max(arrival.at, day.ends) for day, arrival in totals(arrivals)]


def reconciliations(at: Instant, arrivals: list[Arrival]) -> list[Alarm]:
    """Section 3: "a control total for a local date exceeds the cases we hold with `reported` on
    that date" … "again only above the largest difference told"."""
    due = {day for day, one in totals(arrivals) if max(one.at, day.ends) == at.now}
    found = []
    for day in due:
        counted = [one for other, one in totals(arrivals) if other == day][-1]
        difference = counted.message["data"]["incidents_with_children"] - held(at, day)
        name = f"{day.force} {day.council} {day.date} "
        told = [int(a.sort.removeprefix(name)) for a in at.raised if a.sort.startswith(name)]
        if difference > max(told, default=0):
            alarm = trouble("reconciliation", at.now)
            about = {"local_authority": day.council}
            found.append(replace(alarm, sort=f"{name}{difference}", about=about))
    return found


def held(at: Instant, day: Day) -> int:
    """Section 3: "cases with a child whose `reported` (lower bound) falls on that local date,
    closed ones too"."""
    return sum(
        case.force == day.force
        and case.local_authority == day.council
        and bool(case.children_counted)
        and "reported" in case.milestones
        and hours.local_day(case.milestones["reported"][0]) == day.date
        for case in at.cases.values()
    )
