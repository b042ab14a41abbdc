"""The hourly figures of very many notifications: how long all steps take, and the longest one."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import func, select

from consumer.arrivals import Reader
from consumer.demo import history_records, play_history
from consumer.figuring import Making
from reviews.cohorts import WEEKS
from schemas.database import Database, open_database
from schemas.inserts import put_rows
from schemas.migrating import upgrade
from schemas.moments import Moment
from schemas.pictures import dump_case, load_case
from schemas.tables import cases
from tests.bench.showing import show
from tests.replays.ours import HOUSE, KEYS
from tests.servers.postgresql import PostgreSQL

END = datetime(2026, 11, 24, 19, 50, tzinfo=UTC)
SPREAD = WEEKS - 2
"""Over so many weeks: none lies before the first that is shown."""

_AT_ONCE = 5_000

HOW = (
    "Cases are those of the demo's 28 days, copied with keys of their own into the weeks before. "
    "Pauses between steps are left out.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one database gave."""

    name: str
    notifications: int
    figures: int
    steps: Sequence[float]
    processor: float

    def rows(self) -> Iterator[tuple[str, str]]:
        yield f"{self.name}: notifications", f"{self.notifications:,}"
        yield "figures", f"{self.figures:,}"
        yield f"all {len(self.steps)} steps", f"{sum(self.steps):.1f} s"
        yield "longest step", f"{max(self.steps):.2f} s"
        yield "processor", f"{self.processor:.1f} s"


def of_very_many(number: int, databases: Sequence[str]) -> None:
    """Fill each sort of database, make figures of it, print how long that took."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/figures.sqlite"}
        if "PostgreSQL" in databases:
            urls["PostgreSQL"] = stack.enter_context(PostgreSQL()).fresh_database()
        rows: list[tuple[str, str]] = []
        for name in databases:
            with closing(open_database(urls[name])) as database:
                _fill(database, number)
                rows += _measured(name, database).rows()
    show("Figures of delays", ("", "measured"), rows, HOW)


def _measured(name: str, database: Database) -> Found:
    before = process_time()
    steps: list[float] = []
    making = Making(database=database, house=HOUSE, now=END).steps()
    made = None
    while made is None:
        began = perf_counter()
        made = next(making)
        steps.append(perf_counter() - began)
    with database.read() as connection:
        held = connection.execute(select(func.count()).select_from(cases)).scalar_one()
    return Found(
        name=name,
        notifications=held,
        figures=len(made.figures),
        steps=steps,
        processor=process_time() - before,
    )


def _fill(database: Database, number: int) -> None:
    upgrade(database)
    reader = Reader(keys=KEYS, rules={})
    told = (reader.read(record, None) for record in history_records(END))
    play_history(database, HOUSE, told, END, lambda _: None)
    with database.read() as connection:
        models = [dict(row._mapping) for row in connection.execute(select(cases))]
    copies = islice(_copies(models), max(number - len(models), 0))
    while some := list(islice(copies, _AT_ONCE)):
        with database.write() as connection:
            put_rows(connection, cases, some, is_new=True)


def _copies(models: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, model in enumerate(cycle(models)):
        earlier = timedelta(weeks=number % SPREAD)
        key = KEYS.reference_key(f"COPY-{number}")
        yield {
            **model,
            "case_key": key,
            "handle": f"C{number}",
            "picture": _moved(model["picture"], earlier),
            "started_at": model["started_at"] - earlier,
            "named_duplicate_of": None,
        }


def _moved(picture: bytes, earlier: timedelta) -> bytes:
    case = load_case(picture)
    times = {
        name: Moment(earliest=at.earliest - earlier, latest=at.latest - earlier)
        for name, at in case.milestones.items()
    }
    armed_from = case.armed_from and case.armed_from - earlier
    moved = replace(case, milestones=times, armed_from=armed_from)
    return dump_case(replace(moved, first_heard=case.first_heard - earlier))
