"""Very many waiting: how soon a deadline is in the outbox, a scrape, memory, and the start."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from tests.bench.deadlines import Told, stream, take_in, watch_outbox
from tests.bench.many import control_totals, fill_with_waiting
from tests.bench.measure import at_share, memory_megabytes, middle, processor_seconds
from tests.bench.showing import bar, say, show
from tests.bench.site import Running, Site
from tests.servers.postgresql import PostgreSQL

PATIENCE = timedelta(seconds=60)
SCRAPES = 30
SCRAPE_EVERY = 1.0
LOOK_EVERY = {"PostgreSQL": 0.02, "SQLite": 0.05}
"""Seconds between two looks into the outbox, by which its figures are too high at most."""

GATES = {"p99": 1.0, "scrape": 0.25, "memory": 300.0}
"""Source: design, "Numbers"."""

HOW = (
    "Cases are real ones copied in bulk with all their rows, each with keys of its own; none of "
    "them falls due while we look. `danm run` is a process of its own; its channel is the console.",
    "Due to outbox: from the instant of each deadline of a separate stream until its row can be "
    "read by another connection. A scrape is a GET of /metrics, one a second meanwhile; memory is "
    "VmRSS (at most: VmHWM) after it.",
    "Start: from the start of the process until /readyz says ready; beside it with nothing in the "
    "database. 'Processor' is of danm run while the stream fell due. 'A third counted': after the "
    "force has told its own counts of a day to which a third of all cases belong.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one database gave."""

    name: str
    waiting: int
    told: Sequence[float]
    scrapes: Sequence[float]
    memory: tuple[float, float]
    """Megabytes now, and at most so far."""
    reconciling: float | None
    """Seconds of a scrape, once a force has counted a day of which a third of all cases are.

    None where there was no answer.
    """
    start: float
    start_empty: float
    processor: float

    def rows(self) -> Iterator[tuple[str, str, str]]:
        p99, slow = at_share(self.told, 0.99), at_share(self.scrapes, 0.95)
        yield f"{self.name}: waiting", f"{self.waiting:,}", ""
        yield "due → outbox, median", f"{middle(self.told):.2f} s", ""
        yield "due → outbox, p99", f"{p99:.2f} s", _gate(p99, GATES["p99"], "1 s")
        yield "due → outbox, longest", f"{max(self.told):.2f} s", f"n = {len(self.told)}"
        yield "scrape, median", f"{middle(self.scrapes):.3f} s", ""
        yield "scrape, p95", f"{slow:.3f} s", _gate(slow, GATES["scrape"], "0.25 s")
        yield "scrape, longest", f"{max(self.scrapes):.3f} s", f"n = {len(self.scrapes)}"
        now, most = self.memory
        gate = _gate(most, GATES["memory"], "300 MB")
        yield "memory (at most)", f"{now:.0f} ({most:.0f}) MB", gate
        reconciling = "NO ANSWER" if self.reconciling is None else f"{self.reconciling:.3f} s"
        yield "scrape, a third counted", reconciling, "reported"
        yield "start until ready", f"{self.start:.1f} s", f"empty: {self.start_empty:.1f} s"
        yield "processor", f"{self.processor:.1%} of a core", ""


def _gate(value: float, limit: float, words: str) -> str:
    return f"{'within' if value <= limit else 'OVER'} {words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked for: how many wait, and the stream of deadlines beside them.

    ``lead`` lies between making the stream and its first deadline: the monitor starts in it.
    """

    number: int
    seconds: int
    a_second: float
    lead: timedelta


def very_many(load: Load, databases: Sequence[str]) -> None:
    """Fill each sort of database, let deadlines fall due on it, print what was found."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": [f"sqlite:///{folder}/{name}.sqlite" for name in ("empty", "full")]}
        if "PostgreSQL" in databases:
            server = stack.enter_context(PostgreSQL())
            urls["PostgreSQL"] = [server.fresh_database(), server.fresh_database()]
        rows: list[tuple[str, str, str]] = []
        for name in databases:
            (folder / name).mkdir()
            rows += _measured(name, folder / name, urls[name], load).rows()
    show("Very many waiting", ("", "measured", "gate"), rows, HOW)


def _measured(name: str, folder: Path, urls: Sequence[str], load: Load) -> Found:
    start_empty = _start_of_empty(Site(folder=folder / "empty", database_url=urls[0]))
    site = Site(folder=folder / "full", database_url=urls[1])
    site.prepare()
    waiting = _fill(site, load)
    first = wall_clock.now() + load.lead
    due = stream(first, load.a_second, load.seconds)
    with site.database() as database:
        take_in(database, (one.report() for one in due))
    say(f"{name}: {len(due)} deadlines from now on, over {load.seconds} s")
    with site.running() as running:
        sleep(max((first - wall_clock.now()).total_seconds() - 2, 0))
        began, before = perf_counter(), processor_seconds(running.pid)
        told, scrapes = _watch(name, site, running, len(due), load.seconds)
        used = (processor_seconds(running.pid) - before) / (perf_counter() - began)
        memory = memory_megabytes(running.pid), memory_megabytes(running.pid, "VmHWM")
        reconciling = _scrape_with_totals(site, running)
        return Found(
            name=name,
            waiting=waiting,
            told=[one.late for one in told],
            scrapes=scrapes,
            memory=memory,
            reconciling=reconciling,
            start=running.start_seconds,
            start_empty=start_empty,
            processor=used,
        )


def _start_of_empty(site: Site) -> float:
    site.prepare()
    with closing(open_database(site.database_url)) as database:
        upgrade(database)
    with site.running() as running:
        return running.start_seconds


def _fill(site: Site, load: Load) -> int:
    began = perf_counter()
    with closing(open_database(site.database_url)) as database:
        waiting = fill_with_waiting(database, load.number, wall_clock.now())
    say(f"{waiting:,} waiting cases after {perf_counter() - began:.0f} s")
    return waiting


def _watch(
    name: str, site: Site, running: Running, number: int, seconds: int
) -> tuple[list[Told], list[float]]:
    told: list[Told] = []
    until = wall_clock.now() + timedelta(seconds=seconds) + PATIENCE
    with ThreadPoolExecutor(1) as beside, site.database() as database:
        scraping = beside.submit(_scrape, running, min(SCRAPES, seconds))
        with bar("deadlines", number) as progress:
            for rows in watch_outbox(database, number, until, every=LOOK_EVERY[name]):
                told += rows
                progress.advance(progress.task_ids[0], len(rows))
        return told, scraping.result()


def _scrape_with_totals(site: Site, running: Running) -> float | None:
    now = wall_clock.now()
    with site.database() as database:
        take_in(database, control_totals((now - timedelta(days=1)).date(), now))
    try:
        return middle([running.scrape_seconds() for _ in range(3)])
    except (AssertionError, OSError):
        return None


def _scrape(running: Running, times: int) -> list[float]:
    """Scrape as Prometheus does, only oftener."""
    took = []
    for _ in range(times):
        took.append(running.scrape_seconds())
        sleep(SCRAPE_EVERY)
    return took
