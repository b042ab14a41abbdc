"""A year of one city at typical waits, replayed: how often would whom have been interrupted?

`uv run python -m tests.a_year` prints it: the same numbers each time. `--without-heartbeats`: of
feeds that send none, so that their silence must be told by what they usually send.

Made up: about seven notifications a day, their waits and the front door's are those of the demo's
county (`consumer.sources.synthetic_course`). What goes wrong besides is set here, as assumptions.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic_core import to_json
from sqlalchemy import select

from consumer.arrivals import Reader
from consumer.backtest.shifts import DAY_SHIFT_LIMIT, EDT_NIGHT_LIMIT, Team
from consumer.interruptions import interruptions
from consumer.replay import Replay
from consumer.sources import Record
from consumer.sources.synthetic import HEARTBEATS, PROGRESS_LAG, QUIET_BEFORE_HEARTBEAT
from consumer.sources.synthetic_cases import FORCE, POLICE, STOKE, Case, Draft, drafts_of
from consumer.sources.synthetic_course import draw_course, local_instant
from consumer.sources.synthetic_hand import Hand
from schemas.database import Database, open_database
from schemas.migrating import prepared
from schemas.moments import local_day, local_midnight, zulu
from schemas.tables import alerts
from schemas.words import Clock, Kind, MessageType, Role, Rung
from tests.bench.showing import bar, say
from tests.replays.ours import HOUSE, KEYS
from tests.scenarios.stories.saying import SAID

SEED = 2026
FIRST = local_midnight(datetime(2026, 1, 1, tzinfo=UTC).date())
LAST = local_midnight(datetime(2027, 1, 1, tzinfo=UTC).date())
DAYS = (LAST - FIRST).days
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

SHARE_REPEATED_WHILE_WAITING = 0.02
"""Incidents followed by another in the same home within a day and a half. Source: assumption."""

SILENT_NIGHTS = range(14, DAYS, 61)
"""On which days the police feed goes down from 22:00 to 07:00. Source: assumption, every 2 months.
"""
UNCOUNTED_DAYS = range(20, DAYS, 30)
"""Of which days the force counts one incident more than it sends. Source: assumption, monthly."""

UNREADABLE_DAYS = range(7, DAYS, 30)
"""On which mornings one message cannot be read. Source: assumption, monthly."""

DAY_AND_HALF = 36 * HOUR


def day_number(number: int) -> date:
    """Return a day of the year, counted from 0."""
    return local_day(FIRST + number * DAY + 2 * HOUR)


DOWN = [
    (local_instant(day_number(number), 22), local_instant(day_number(number + 1), 7))
    for number in SILENT_NIGHTS
]


def cases(hand: Hand) -> Iterator[Case]:
    """Yield every incident of the year, some of them in a home whose first child still waits."""
    at = FIRST
    while at < LAST:
        for reported_at in hand.incident_times(STOKE, local_day(at)):
            case = hand.case(STOKE, reported_at)
            yield case
            if hand.draw.random() < SHARE_REPEATED_WHILE_WAITING:
                again = hand.case_again(case, reported_at + hand.draw.random() * DAY_AND_HALF)
                yield replace(
                    again,
                    course=draw_course(hand.draw, STOKE, again.risk, again.reported_at),
                    further=(),
                )
        at = local_midnight(local_day(at + 30 * HOUR))


def counts(known: Iterable[Case]) -> Iterator[Draft]:
    """Yield the force's own count of each day, told the next morning by another system."""
    with_children = Counter(
        local_day(case.reported_at) for case in known if case.children_known is None
    )
    for number in range(DAYS):
        day = day_number(number)
        data: dict[str, object] = {
            "force": FORCE,
            "local_authority": STOKE.code,
            "date": day.isoformat(),
            "incidents_with_children": with_children[day] + (number in UNCOUNTED_DAYS),
        }
        yield Draft(
            at=local_instant(day + DAY, 7, 30),
            source=f"{POLICE}-counts",
            kind=MessageType.CONTROL_TOTAL,
            subject=None,
            data=data,
        )


def heartbeats() -> Iterator[Draft]:
    """Yield what the sources say of themselves, whether or not they have anything to tell."""
    for source, whose in HEARTBEATS.items():
        at = FIRST
        while at < LAST:
            data: dict[str, object] = {**whose, "complete_to": zulu(at - PROGRESS_LAG)}
            beat = Draft(at=at, source=source, kind=MessageType.HEARTBEAT, subject=None, data=data)
            if through_at(beat) == at:
                yield beat
            at += QUIET_BEFORE_HEARTBEAT


def through_at(draft: Draft) -> datetime:
    """Return when a message comes through: what a silent night holds back, in the morning."""
    for down, up in DOWN:
        if draft.source == POLICE and down <= draft.at < up:
            return up
    return draft.at


def messages(*, with_heartbeats: bool) -> list[Record]:
    """Return the messages of the year in the order in which they come."""
    known = list(cases(Hand(SEED)))
    drafts = [draft for case in known for draft in drafts_of(case)]
    drafts += [*counts(known), *(heartbeats() if with_heartbeats else ())]
    came = [(through_at(one), one) for one in drafts]
    lines = [
        (at, _message(number, at, one))
        for number, (at, one) in enumerate(sorted(came, key=lambda pair: pair[0]))
        if at < LAST
    ]
    for number in UNREADABLE_DAYS:
        at = FIRST + number * DAY + 10 * HOUR
        lines.append((at, b'{"specversion":"1.0","id":"cut off","time":"%s' % zulu(at).encode()))
    lines.sort(key=lambda line: line[0])
    return [Record(raw=raw, coordinates=f"year:{n}") for n, (_, raw) in enumerate(lines, 1)]


def _message(number: int, at: datetime, draft: Draft) -> bytes:
    message: dict[str, object] = {
        "specversion": "1.0",
        "id": f"y{number:06}",
        "source": draft.source,
        "type": draft.kind.value,
        "time": zulu(at),
        "datacontenttype": "application/json",
        "data": dict(draft.data),
    }
    return to_json(message if draft.subject is None else message | {"subject": draft.subject})


def live_through(database: Database, records: Sequence[Record]) -> None:
    """Replay the year into a database."""
    reader = Reader(keys=KEYS, rules={})
    with bar("a year", len(records)) as progress:
        run = Replay(
            database=database,
            house=HOUSE,
            until=LAST,
            on_progress=lambda number: progress.advance(progress.task_ids[0], number),
        )
        run.run(reader.read(record, None) for record in records)


@dataclass(frozen=True, slots=True)
class Rang:
    """One alarm as it is stored: what it was, whom it interrupted, and on whose list it went."""

    kind: Kind
    rung: Rung
    clock: str | None
    at_once: frozenset[Role]
    listed: frozenset[Role]

    @property
    def in_words(self) -> str:
        """What sort of alarm it is."""
        words = SAID[self.kind, self.rung]
        return f"{words} to be picked up" if self.clock == Clock.PICKUP else words


def rang(database: Database) -> list[Rang]:
    """Return every alarm of the year. Who is not named as interrupted found it on the next list."""
    with database.read() as connection:
        rows = connection.execute(select(alerts)).all()
    found = []
    for row in rows:
        recipients = frozenset(map(Role, row.recipients.split()))
        told = (
            recipients if row.interrupts is None else frozenset(map(Role, row.interrupts.split()))
        )
        at_once = told if row.delivery == "now" else frozenset[Role]()
        found.append(Rang(Kind(row.kind), Rung(row.rung), row.clock, at_once, recipients - at_once))
    return found


def by_role(database: Database, told: Sequence[Rang]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each role: day shifts, nights, and what it found on its lists."""
    with database.read() as connection:
        found = interruptions(connection, HOUSE.policies, FIRST, LAST)
    for role in Role:
        team = Team(role, FORCE if role in (Role.POLICE_DESK, Role.POLICE_MANAGER) else STOKE.code)
        loads = [found.load(team, is_night=is_night) for is_night in (False, True)]
        cells = [(f"{one.per_shift:.2f}", str(one.most)) for one in loads]
        limits = [str(loads[0].above), str(loads[1].above) if role is Role.EDT else "-"]
        listed = sum(role in one.listed for one in told) / DAYS
        woken = str(found.woken(team))
        yield (role, *cells[0], limits[0], *cells[1], limits[1], woken, f"{listed:.1f}")


def by_sort(told: Sequence[Rang]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each sort of alarm: how many in the year, and how many interrupted."""
    every = Counter(one.in_words for one in told)
    now = Counter(one.in_words for one in told if one.at_once)
    for words, number in every.most_common():
        yield (words, f"{number:,}", f"{number / DAYS:.2f}", str(now[words]))


def main(*, with_heartbeats: bool) -> None:
    """Replay the year and print what it comes to."""
    records = messages(with_heartbeats=with_heartbeats)
    with tempfile.TemporaryDirectory() as folder:
        database = prepared(open_database(f"sqlite:///{Path(folder) / 'year.sqlite'}"))
        with closing(database):
            live_through(database, records)
            told = rang(database)
            say(f"{len(records):,} messages of {DAYS} days, {len(told):,} alarms. Made-up data.")
            _print(database, told)


def _print(database: Database, told: Sequence[Rang]) -> None:
    say("\nInterruptions by role: a mean, the most in one shift, and shifts above the aim.\n")
    aims = f"> {DAY_SHIFT_LIMIT}", f"> {EDT_NIGHT_LIMIT}"
    columns = ("role", "a day", "most", aims[0], "a night", "most", aims[1], "woken in the year")
    for row in in_markdown([*columns, "on lists a day"], by_role(database, told)):
        say(row)
    say("\nAlarms:\n")
    for row in in_markdown(("alarm", "in the year", "a day", "at once"), by_sort(told)):
        say(row)
    say(
        "\nA day is 08:30 to 17:00, a night all between, every day of the week. "
        "Woken: interrupted from 23:00 to 07:00."
    )


def in_markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, numbers to the right."""
    yield f"| {' | '.join(columns)} |"
    yield f"|---|{'---:|' * (len(columns) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main(with_heartbeats="--without-heartbeats" not in sys.argv[1:])
