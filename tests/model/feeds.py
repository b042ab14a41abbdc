"""Conflicts and gaps in what a source sends (contract sections 2 and 3, "Feeds")."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.model.alarms import Alarm
from tests.model.times import Message

GAP_AFTER = timedelta(minutes=10)
"""Section 3: "a missing sequence number still missing after 10 minutes"."""

TOLD_OF_MESSAGES = frozenset({"data_manager", "mash_manager"})
"""Section 3: "feeds and quarantine, conflict, gap → data_manager, mash_manager"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message and the instant at which it was handled."""

    at: datetime
    message: Message


def content(message: Message) -> str:
    """Section 2: "same content (as JSON values, envelope included)"."""
    return json.dumps(message, sort_keys=True)


def identity(message: Message) -> tuple[str, str]:
    """Section 1: "`id` is unique within `source`"."""
    return message["source"], message["id"]


def kept(arrivals: list[Arrival]) -> list[Message]:
    """Section 2: "the first handled is kept", and "a repeat, no effect"."""
    first: dict[tuple[str, str], Message] = {}
    for arrival in arrivals:
        first.setdefault(identity(arrival.message), arrival.message)
    return list(first.values())


def trouble(kind: str, now: datetime) -> Alarm:
    """Section 3: `clock` is "absent for feeds and messages"; trouble with them is told `now`.

    Choice: such an alert names no case and no council.
    """
    return Alarm(
        kind=kind,
        rung="notice",
        due_at=now,
        raised_at=now,
        recipients=TOLD_OF_MESSAGES,
        delivery="now",
    )


def conflicts(arrivals: list[Arrival], now: datetime) -> list[Alarm]:
    """Section 2: "Other content: the first handled is kept, the other is quarantined as `conflict`
    and a person is told once per different content"."""
    seen: dict[tuple[str, str], list[str]] = {}
    found = []
    for arrival in arrivals:
        contents = seen.setdefault(identity(arrival.message), [])
        if content(arrival.message) not in contents:
            contents.append(content(arrival.message))
            if len(contents) > 1 and arrival.at == now:
                found.append(trouble("conflict", now))
    return found


def missing_since(arrivals: list[Arrival], source: str) -> dict[int, datetime]:
    """Section 1: `sequence` is "a whole number growing by 1 per `source` (a gap is a lost
    message)": each number still missing, and since when that was known.

    Choice: known since the first instant at which both a smaller and a larger number had come; the
    number of a message in conflict has come.
    """
    come: set[int] = set()
    missing: dict[int, datetime] = {}
    for arrival in arrivals:
        m = arrival.message
        if m["source"] != source or "sequence" not in m:
            continue
        come.add(int(m["sequence"]))
        for number in range(min(come), max(come)):
            missing.setdefault(number, arrival.at)
        missing = {number: since for number, since in missing.items() if number not in come}
    return missing


def gap_deadlines(arrivals: list[Arrival]) -> list[datetime]:
    """The instants at which a missing number will have been missing for 10 minutes."""
    return [
        since + GAP_AFTER
        for source in {arrival.message["source"] for arrival in arrivals}
        for since in missing_since(arrivals, source).values()
    ]


def gaps(arrivals: list[Arrival], now: datetime) -> list[Alarm]:
    """Section 3: "`gap`: a missing sequence number still missing after 10 minutes".

    Choice: one alarm per source for all numbers found missing at the same instant.
    """
    sources = {arrival.message["source"] for arrival in arrivals}
    return [
        trouble("gap", now)
        for source in sources
        if now - GAP_AFTER in missing_since(arrivals, source).values()
    ]
