"""Feeds over weeks (contract section 3, "Feeds"): how long one usually says nothing, how many
incidents are usual, and what is expected by a schedule. Beside `tests.model.silences`, for files
that are long, or whose sources deliver at fixed hours.

Here every message is handled at its own `time`, none twice, and no feed sends heartbeats.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil, exp, lgamma, log
from operator import attrgetter
from statistics import variance

from tests.model import hours
from tests.model.alarms import Alarm
from tests.model.feeds import trouble
from tests.model.times import LONDON, Message, instant

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
CHANCE = 0.001
WINDOWS = (24 * HOUR, 48 * HOUR, 7 * DAY)
GRACE, EARLY = timedelta(minutes=60), timedelta(hours=2)


def spoke(messages: list[Message], source: str, until: datetime) -> list[datetime]:
    """When a source spoke. Choice: what is sent in one instant counts once."""
    times = {instant(m["time"]) for m in messages if m["source"] == source}
    return sorted(at for at in times if at <= until)


def silences(messages: list[Message], until: datetime) -> list[Alarm]:
    """Section 3: "Otherwise silence is the longer of 6 h (10 h from 23:00 to 07:00 local) and the
    gap whose Poisson chance at those hours of the week over the last 8 weeks is under 0.001; with
    under 4 weeks of history, 24 h". "Once per silence"."""
    found = []
    for source in {m["source"] for m in messages}:
        times = spoke(messages, source, until)
        for number, last in enumerate(times):
            following = times[number + 1] if number + 1 < len(times) else until + HOUR
            if following - last >= 6 * HOUR:
                at = silent_from(times[: number + 1])
                if at < following and at <= until:
                    found.append(silence(at))
    return found


def silence(at: datetime) -> Alarm:
    """Section 3: edt "is added for silence" outside front-door hours."""
    told = trouble("silence", at)
    added = frozenset() if hours.is_open(at) else frozenset({"edt"})
    return replace(told, recipients=told.recipients | added)


def silent_from(times: list[datetime]) -> datetime:
    """From when a source is silent if nothing comes after the last of these.

    Choice: the 8 weeks begin no sooner than the first hour in which something came.
    """
    last = times[-1]
    counted = [at for at in times if at >= whole_hour(last - 8 * WEEK)]
    began = max(times[0], last - 8 * WEEK, whole_hour(counted[0]))
    if last - began < 4 * WEEK:
        return last + 24 * HOUR
    return max(least_silence(last), unlikely_silence(last, began, times))


def least_silence(last: datetime) -> datetime:
    """Choice: 10 h where the silence of 6 h ends between 23:00 and 07:00, cut at 07:00."""
    at = last + 6 * HOUR
    while at < last + 10 * HOUR and not 7 <= at.astimezone(LONDON).hour < 23:
        at += timedelta(seconds=1)
    return at


def unlikely_silence(last: datetime, began: datetime, times: list[datetime]) -> datetime:
    """Choice: a rate for each hour of the week in London, messages divided by weeks, from the whole
    hour in which the count began; the next whole second counts."""
    rates = dict.fromkeys(range(168), 0.0)
    for at in times:
        if at >= whole_hour(began):
            rates[hour_of_week(at)] += 1 / ((last - began) / WEEK)
    missing, at = -log(CHANCE), last
    while True:
        rate, ends = rates[hour_of_week(at)], whole_hour(at) + HOUR
        if rate * ((ends - at) / HOUR) >= missing:
            return at + timedelta(seconds=ceil(missing / rate * 3600))
        missing, at = missing - rate * ((ends - at) / HOUR), ends


def hour_of_week(at: datetime) -> int:
    local = at.astimezone(LONDON)
    return local.weekday() * 24 + local.hour


def whole_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Section 3: "A source with a schedule in the configuration": at what hour, on which days."""

    at: time
    days: frozenset[int]


def overdue(
    messages: list[Message], source: str, timetable: Timetable, until: datetime
) -> list[Alarm]:
    """Section 3: "silence when a delivery is overdue", "grace 60 min"; "Once per silence".

    Choice: a file made up to 2 h before its hour is the one of that hour. A source never heard
    before is not expected.
    """
    times = spoke(messages, source, until)
    found: list[Alarm] = []
    for slot in slots(timetable, times[0], until - GRACE):
        since = found[-1].raised_at if found else times[0] - EARLY
        is_here = any(slot - EARLY <= at <= slot + GRACE for at in times)
        if not is_here and any(since < at < slot for at in times):
            found.append(silence(slot + GRACE))
    return found


def slots(timetable: Timetable, first: datetime, last: datetime) -> Iterator[datetime]:
    """The hours at which something is expected, on the clock in London."""
    day: date = hours.local_day(first)
    while day <= hours.local_day(last):
        slot = datetime.combine(day, timetable.at, tzinfo=LONDON).astimezone(first.tzinfo)
        if day.weekday() in timetable.days and first < slot <= last:
            yield slot
        day += DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident of one council: when the police knew, and when we came to know."""

    reported: datetime
    known: datetime
    risk: str


def volumes(messages: list[Message], until: datetime) -> list[Alarm]:
    """Section 3: "`volume`: incidents reported (per force and council; all, and high)"; "evaluated
    hourly, once per episode (ended by 24 h without)"."""
    councils: dict[str, list[Incident]] = {}
    for m in messages:
        if m["type"] == "danm.incident.reported.v1":
            one = Incident(
                reported=instant(m["data"]["reported"]),
                known=instant(m["time"]),
                risk=m["data"]["risk"],
            )
            councils.setdefault(m["data"]["local_authority"], []).append(one)
    return [
        alarm
        for council, incidents in councils.items()
        for risks in (("high",), ("not_assessed", "standard", "medium", "high"))
        for alarm in episodes(incidents, frozenset(risks), council, until)
    ]


def episodes(
    incidents: list[Incident], risks: frozenset[str], council: str, until: datetime
) -> Iterator[Alarm]:
    since = whole_hour(min(one.known for one in incidents))
    counted = sorted((one for one in incidents if one.risk in risks), key=attrgetter("reported"))
    low_before: datetime | None = None
    hour = since + 4 * WEEK + DAY
    while hour <= until:
        if any(is_low(counted, hour, length, since) for length in WINDOWS):
            if low_before is None or hour - low_before >= DAY:
                yield replace(trouble("volume", hour), about={"local_authority": council})
            low_before = hour
        hour += HOUR


def is_low(incidents: list[Incident], hour: datetime, length: timedelta, since: datetime) -> bool:
    """Section 3: "in the last 24 h, 48 h and 7 days up to … now, against what was known at the
    same lag for the same weekdays of the last 8 weeks (at least 4, else no alarm …): tail under
    0.001"."""
    ends = [same_hour_before(hour, weeks) for weeks in range(1, 9)]
    before = [count(incidents, end, length) for end in ends if end - length >= since]
    return len(before) >= 4 and chance(count(incidents, hour, length), before) < CHANCE


def same_hour_before(hour: datetime, weeks: int) -> datetime:
    local = hour.astimezone(LONDON).replace(tzinfo=None) - weeks * WEEK
    return local.replace(tzinfo=LONDON).astimezone(hour.tzinfo)


def count(incidents: list[Incident], end: datetime, length: timedelta) -> int:
    first, last = (
        bisect_left(incidents, at, key=attrgetter("reported")) for at in (end - length, end)
    )
    return sum(one.known < end for one in incidents[first:last])


def chance(came: int, before: list[int]) -> float:
    """Section 3: "negative binomial by the variance of the past windows, never below Poisson".

    Mean and variance in whole fractions: they may be the same number.
    """
    weeks = [Fraction(number) for number in before]
    mean, spread = sum(weeks) / len(weeks), variance(weeks)
    if mean == 0:
        return 1.0
    if spread <= mean:
        return sum(exp(n * log(mean) - mean - lgamma(n + 1)) for n in range(came + 1))
    success, size = float(mean / spread), float(mean * mean / (spread - mean))
    return sum(
        exp(lgamma(n + size) - lgamma(size) - lgamma(n + 1) + size * log(success))
        * (1 - success) ** n
        for n in range(came + 1)
    )
