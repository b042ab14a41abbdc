"""Ten years of a city and its county: how long `danm review` takes over all of it, and its memory.

Every incident and every delay is drawn anew (`consumer.sources.synthetic_course`), by both
councils and in four grades: morning batches, times known only as dates, regrades, repeats in a
home, incidents never told, the force's own daily counts. All of it goes through the real pipeline.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from pydantic_core import to_json

from consumer.arrivals import Reader
from consumer.replay import Replay
from consumer.sources import Record
from consumer.sources.synthetic_cases import COUNCILS, FORCE, POLICE, Council, Draft, drafts_of
from consumer.sources.synthetic_course import HOUR, draw_course, local_instant
from consumer.sources.synthetic_hand import Hand
from schemas.database import Database, open_database
from schemas.migrating import prepared
from schemas.moments import local_day, zulu
from schemas.words import MessageType
from tests.bench.showing import bar, say, show
from tests.programs import ROOT
from tests.replays.ours import HOUSE, KEYS

SEED = 2016
LAST = date(2026, 10, 31)
END = datetime(2026, 11, 1, 8, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
YEAR = 365 * ONE_DAY

A_DAY = 20.55
"""Incidents of both councils: 75,000 in ten years. Source: domain.md, fact 5, about 20 a day."""

SHARE_AGAIN = 0.01
"""Incidents followed by another in the home within a day and a half. Source: assumption."""

SECONDS, MEGABYTES = 60, 500
"""The aims. Source: the plan of the joint-review pack."""

_KIBIBYTES = 1_024

HOW = (
    "From the start of the command to its end: copy, cases, figures, page, PDF, workbook, tables. "
    "Memory: the most that one process held, the browser that prints among them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How one run of the command went."""

    seconds: float
    processor: float
    megabytes: float
    files: int


def of_ten_years(years: int, keep: Path | None) -> None:
    """Live through so many years, make the pack of all of them, print how long that took.

    ``keep`` is a database file that is used again where it exists, and made there where not.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = (keep or folder / "years.sqlite").resolve()
        is_kept = file.exists()
        with closing(prepared(open_database(f"sqlite:///{file}"), is_asked=True)) as database:
            if not is_kept:
                _live_through(database, years)
        took = _review(file, folder / "pack", years)
    rows = [
        ("danm review", f"{took.seconds:.1f} s", f"{SECONDS} s"),
        ("processor", f"{took.processor:.1f} s", ""),
        ("most memory", f"{took.megabytes:.0f} MB", f"{MEGABYTES} MB"),
        ("files", f"{took.files:,}", ""),
    ]
    show(f"A pack of {years} years", ("", "measured", "aim"), rows, HOW)


def messages(years: int) -> Iterator[bytes]:
    """Yield the messages of so many years in the order of their time."""
    drafts: list[Draft] = []
    for year in range(years):
        drafts += _of_year(Hand(SEED + year), LAST - (years - year) * YEAR)
    drafts.sort(key=lambda draft: draft.at)
    for number, draft in enumerate(drafts, 1):
        yield _message(number, draft)


def _of_year(hand: Hand, before: date) -> Iterator[Draft]:
    """Yield what is told of one year. A hand for each: it remembers every home it has drawn."""
    counted: Counter[tuple[date, str]] = Counter()
    for number in range(1, YEAR.days + 1):
        day = before + number * ONE_DAY
        for council in _councils():
            for at in hand.incident_times(council, day):
                for draft in _told(hand, council, at):
                    counted[day, council.code] += draft.kind is MessageType.INCIDENT_REPORTED
                    yield draft
    for (day, code), number in counted.items():
        yield _count(day, code, number)


def _councils() -> Sequence[Council]:
    usual = sum(council.incidents_a_day for council in COUNCILS)
    return [
        replace(council, incidents_a_day=A_DAY * council.incidents_a_day / usual)
        for council in COUNCILS
    ]


def _told(hand: Hand, council: Council, at: datetime) -> Iterator[Draft]:
    case = hand.case(council, at)
    yield from drafts_of(case)
    if hand.draw.random() < SHARE_AGAIN:
        again = hand.case_again(case, at + hand.draw.random() * 36 * HOUR)
        course = draw_course(hand.draw, council, again.risk, again.reported_at)
        yield from drafts_of(replace(again, course=course, further=()))


def _count(day: date, code: str, number: int) -> Draft:
    """Return the force's own count of a day, sent the next morning."""
    data = {"force": FORCE, "local_authority": code, "date": f"{day}"}
    return Draft(
        at=local_instant(day + ONE_DAY, 6, 30),
        source=f"{POLICE}-counts",
        kind=MessageType.CONTROL_TOTAL,
        subject=None,
        data=data | {"incidents_with_children": number},
    )


def _message(number: int, draft: Draft) -> bytes:
    message: dict[str, object] = {
        "specversion": "1.0",
        "id": f"t{number:07}",
        "source": draft.source,
        "type": draft.kind.value,
        "time": zulu(draft.at),
        "data": dict(draft.data),
    }
    return to_json(message if draft.subject is None else message | {"subject": draft.subject})


def _live_through(database: Database, years: int) -> None:
    lines = list(messages(years))
    reader = Reader(keys=KEYS, rules={})
    with bar(f"{years} years", len(lines)) as progress:
        run = Replay(
            database=database,
            house=HOUSE,
            until=END,
            on_progress=lambda number: progress.advance(progress.task_ids[0], number),
        )
        records = (Record(raw=raw, coordinates=f"years:{n}") for n, raw in enumerate(lines, 1))
        run.run(reader.read(record, None) for record in records)
    say(f"{len(lines):,} messages of {years} years, up to {local_day(END)}.")


def _review(file: Path, pack: Path, years: int) -> Took:
    first = LAST - years * YEAR + ONE_DAY
    began = perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "consumer", "review", "--database", f"sqlite:///{file}"),
            *("--from", f"{first}", "--to", f"{LAST}", "--out", str(pack)),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DANM_DATA_DIR": str(pack.parent)},
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit("danm review ended in trouble")
    return Took(
        seconds=seconds,
        processor=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / _KIBIBYTES,
        files=sum(path.is_file() for path in pack.rglob("*")),
    )
