"""A made-up county that sends messages like a real one: for the demo, and to try things on. Pure.

Nothing in it is real: no place, family or delay was taken from records. One seed and one end give
one stream; `history` is what came up to the end, `live` is what comes after it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count, dropwhile, takewhile

from consumer.sources.synthetic_cases import (
    COUNCILS,
    FORCE,
    POLICE,
    STOKE,
    Case,
    Council,
    Draft,
    drafts_of,
)
from consumer.sources.synthetic_course import HOUR, MINUTE, local_instant
from consumer.sources.synthetic_hand import Hand
from consumer.sources.synthetic_scenes import scenes, taken_over_by
from schemas.moments import local_day, local_midnight, parse_instant, zulu
from schemas.words import MessageType

CloudEvent = dict[str, object]
"""A message as plain JSON values, in the structured form of contract section 1."""

DAYS = 28
ONE_DAY = timedelta(days=1)

QUIET_BEFORE_HEARTBEAT = 50 * MINUTE
"""A source that says nothing for so long sends a heartbeat: an hour's silence means trouble.

Source: contract section 3 (silence after 1 h), less ten minutes for a demo on a faster clock.
"""
HEARTBEATS = {POLICE: {"force": FORCE}, STOKE.source: {"local_authority": STOKE.code}}
"""The county council's system sends no heartbeats: not every system can."""
PROGRESS_EVERY = 2.5 * HOUR
"""The police say at least this often how far their extract is complete."""
PROGRESS_LAG = 10 * MINUTE

SILENT_NIGHT_DAYS = 10
SILENT_NIGHT_HOUR = 22
SILENT_NIGHT_LENGTH = 9 * HOUR
UNCOUNTED_DAYS = 3
UNCOUNTED_INCIDENTS = 2
"""On one day the force counts more incidents with children in the city than it ever sends."""


def history(seed: int, end: datetime, days: int = DAYS) -> list[CloudEvent]:
    """Return the messages of the local days before ``end``, and of its own day, by `time`.

    Scenes reach back 12 days and more from the end; a shorter history holds only some of them.
    """
    stream = _Stream(seed, end, days).messages()
    return list(takewhile(lambda message: _sent_at(message) <= end, stream))


def live(seed: int, start: datetime, days: int = DAYS) -> Iterator[CloudEvent]:
    """Return without end what comes after ``start``, by `time`: it goes on from `history`.

    With the seed, end and days of a history, its open cases come through and its sequences go on.
    """
    stream = _Stream(seed, start, days).messages()
    return dropwhile(lambda message: _sent_at(message) <= start, stream)


def bad_lines(seed: int, times: tuple[str, str]) -> list[bytes]:
    """Return two lines that must be refused: a time without an offset, an unknown field.

    ``times`` are when they are sent.
    """
    case = f"STF-26-9{seed % 1_000_000:06}"
    good: CloudEvent = {
        "specversion": "1.0",
        "id": f"bad-{seed}-1",
        "source": POLICE,
        "type": MessageType.INCIDENT_GRADED.value,
        "time": times[0],
        "subject": case,
        "datacontenttype": "application/json",
        "data": {"risk": "high", "at": times[1]},
    }
    naive = good | {"data": {"risk": "high", "at": times[0].replace("T", " ").removesuffix("Z")}}
    unknown = good | {"id": f"bad-{seed}-2", "time": times[1], "officer": "not asked for"}
    return [json.dumps(line).encode() for line in (naive, unknown)]


def _sent_at(message: CloudEvent) -> datetime:
    return parse_instant(str(message["time"]))


@dataclass(slots=True, kw_only=True)
class _Pulse:
    """When a source last said anything, and when it last sent a heartbeat."""

    last_at: datetime
    last_beat_at: datetime

    @property
    def next_at(self) -> datetime:
        """When the next heartbeat is due."""
        return min(self.last_at + QUIET_BEFORE_HEARTBEAT, self.last_beat_at + PROGRESS_EVERY)


class _Stream:
    """Plans one local day after the other and gives out its messages in order of time."""

    def __init__(self, seed: int, end: datetime, days: int) -> None:
        end = end.astimezone(UTC)
        today = local_day(end)
        self._seed = seed
        self._hand = Hand(seed)
        self._first_day = today - days * ONE_DAY
        self._uncounted_day = today - UNCOUNTED_DAYS * ONE_DAY
        self._silent_from = local_instant(today - SILENT_NIGHT_DAYS * ONE_DAY, SILENT_NIGHT_HOUR)
        self._order = count()
        self._waiting: list[tuple[datetime, datetime, int, Draft]] = []
        self._sequences: Counter[str] = Counter()
        self._counted: Counter[tuple[str, date]] = Counter()
        begin = local_midnight(self._first_day)
        self._pulses = {source: _Pulse(last_at=begin, last_beat_at=begin) for source in HEARTBEATS}
        for case in scenes(self._hand, end):
            if local_day(case.reported_at) >= self._first_day:
                self._plan(case)

    def messages(self) -> Iterator[CloudEvent]:
        """Give out the messages, without end."""
        for day in (self._first_day + number * ONE_DAY for number in count()):
            self._plan_day(day)
            midnight = local_midnight(day + ONE_DAY)
            while self._waiting and self._waiting[0][0] < midnight:
                *_, draft = heappop(self._waiting)
                yield from self._heartbeats_before(draft.at)
                yield from [self._said(draft)] * (2 if draft.is_sent_twice else 1)

    def _plan_day(self, day: date) -> None:
        for council in COUNCILS:
            for reported_at in self._hand.incident_times(council, day):
                self._plan(self._hand.case(council, reported_at))
        for council in COUNCILS:
            self._add(self._control_total(council, day))

    def _plan(self, case: Case) -> None:
        if case.children_known is None:
            self._counted[taken_over_by(case), local_day(case.reported_at)] += 1
        for draft in drafts_of(case):
            self._add(draft)

    def _add(self, draft: Draft) -> None:
        at = self._let_through_at(draft.source, draft.at)
        heappush(self._waiting, (at, draft.at, next(self._order), replace(draft, at=at)))

    def _let_through_at(self, source: str, at: datetime) -> datetime:
        """Return when a message comes through: what the silent night holds back, in the morning."""
        silent_until = self._silent_from + SILENT_NIGHT_LENGTH
        is_held_back = source == POLICE and self._silent_from <= at < silent_until
        return silent_until if is_held_back else at

    def _heartbeats_before(self, at: datetime) -> Iterator[CloudEvent]:
        while True:
            due = {
                source: self._let_through_at(source, pulse.next_at)
                for source, pulse in self._pulses.items()
            }
            source = min(due, key=lambda name: due[name])
            if due[source] >= at:
                return
            yield self._said(_heartbeat(source, due[source]))

    def _said(self, draft: Draft) -> CloudEvent:
        """Return the message with its source's next number, and note that the source spoke."""
        if pulse := self._pulses.get(draft.source):
            pulse.last_at = draft.at
            if draft.kind is MessageType.HEARTBEAT:
                pulse.last_beat_at = draft.at
        self._sequences[draft.source] += 1
        sequence = self._sequences[draft.source]
        message: CloudEvent = {
            "specversion": "1.0",
            "id": f"s{self._seed}-{sequence:06}",
            "source": draft.source,
            "type": draft.kind.value,
            "time": zulu(draft.at),
            "sequence": str(sequence),
            "datacontenttype": "application/json",
            "data": dict(draft.data),
        }
        return message if draft.subject is None else message | {"subject": draft.subject}

    def _control_total(self, council: Council, day: date) -> Draft:
        """Return the force's own count of a day, sent the next morning."""
        counted = self._counted.pop((council.code, day), 0)
        if council is STOKE and day == self._uncounted_day:
            counted += UNCOUNTED_INCIDENTS
        data: dict[str, object] = {
            "force": FORCE,
            "local_authority": council.code,
            "date": day.isoformat(),
            "incidents_with_children": counted,
        }
        return Draft(
            at=local_instant(day + ONE_DAY, 6, 30),
            source=POLICE,
            kind=MessageType.CONTROL_TOTAL,
            subject=None,
            data=data,
        )


def _heartbeat(source: str, at: datetime) -> Draft:
    data = HEARTBEATS[source] | {"complete_to": zulu(at - PROGRESS_LAG)}
    return Draft(at=at, source=source, kind=MessageType.HEARTBEAT, subject=None, data=data)
