"""The demo: 28 made-up days through the real pipeline, then live events on a faster clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic_core import to_json

from consumer.arrivals import Arrival
from consumer.figuring import make_figures
from consumer.loops import Now
from consumer.replay import Replay
from consumer.sources import Batch, Record
from consumer.sources.synthetic import CloudEvent, bad_lines, history, live
from schemas.database import Database, open_database
from schemas.house import House
from schemas.migrating import prepared
from schemas.moments import parse_instant

SEED = 20260613
"""Which made-up county is shown: any number gives another."""

DATABASE_FILE = "demo.sqlite"
"""Apart from the real one, and emptied at each start."""

SPEED = 600
"""Simulated seconds in one real second: ten minutes pass in a second."""

_BAD_LINE_PLACES = (0.45, 0.8)
"""Where in the history the unreadable lines stand, as shares of its length."""


def fresh_database(folder: Path) -> Database:
    """Return the demo's own database, empty."""
    path = folder / DATABASE_FILE
    for leftover in (path, path.with_name(f"{path.name}-journal")):
        leftover.unlink(missing_ok=True)
    database = open_database(f"sqlite:///{path}")
    prepared(database)
    return database


def history_records(end: datetime) -> list[Record]:
    """Return the made-up history as raw lines, unreadable ones among them."""
    events = history(SEED, end)
    lines = [_raw(event) for event in events]
    first, second = (str(events[int(len(events) * place)]["time"]) for place in _BAD_LINE_PLACES)
    for place, line in zip(_BAD_LINE_PLACES, bad_lines(SEED, (first, second)), strict=True):
        lines.insert(int(len(lines) * place), line)
    return [Record(raw=line, coordinates=f"history:{n}") for n, line in enumerate(lines, 1)]


def play_history(
    database: Database,
    house: House,
    arrivals: Iterable[Arrival],
    end: datetime,
    on_progress: Callable[[int], None],
) -> None:
    """Run the history through the pipeline under a virtual clock, and make figures at ``end``."""
    run = Replay(
        database=database, house=house, until=end, shard="history", on_progress=on_progress
    )
    run.run(arrivals)
    make_figures(database, house, end)


def _raw(event: CloudEvent) -> bytes:
    return to_json(event)


@dataclass(slots=True)
class LiveCounty:
    """The made-up county as a source: its messages come as the demo's clock reaches them."""

    events: Iterator[CloudEvent]
    now: Now
    name: str = "made-up county"
    is_finished: bool = False
    _count: int = 0
    _next: CloudEvent | None = None
    _given: Batch = field(default_factory=lambda: Batch(records=()))

    @classmethod
    def after(cls, start: datetime, now: Now) -> "LiveCounty":
        """Return what follows the history that ended at ``start``."""
        return cls(live(SEED, start), now)

    def poll(self) -> Batch:
        """Return the messages whose time has come; an accepted batch is not given again."""
        if not self._given.records:
            self._given = Batch(records=tuple(self._due()))
        return self._given

    def _due(self) -> Iterator[Record]:
        now = self.now()
        while (event := self._next or next(self.events)) and _time(event) <= now:
            self._count += 1
            self._next = None
            yield Record(raw=_raw(event), coordinates=f"live:{self._count}")
        self._next = event

    def accepted(self, batch: Batch) -> None:
        """Go on to what comes next."""
        if batch is self._given:
            self._given = Batch(records=())

    def close(self) -> None:
        """Send nothing more."""
        self.is_finished = True


def _time(event: CloudEvent) -> datetime:
    return parse_instant(str(event["time"]))
