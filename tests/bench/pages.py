"""Pages of the board with very many waiting: the first after a start, and those that follow."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from consumer import wall_clock
from schemas.database import open_database
from tests.bench.many import fill_with_waiting
from tests.bench.measure import at_share, middle
from tests.bench.showing import say, show
from tests.bench.site import Running, Site
from tests.programs import ask
from tests.servers.postgresql import PostgreSQL

GATE_SECONDS = 0.2
"""Source: issue 6."""

SETTLED_AFTER = 10.0
"""Seconds after a start when somebody may well look for the first time."""

PATHS = ("/board", "/board?page=7", "/board?risk=high", "/board?council=E06000021", "/board/late")

HOW = (
    "Cases are real ones copied in bulk with all their rows. `danm run` is a process of its own; "
    "each page is asked for over HTTP and read to its end.",
    "First page: asked as soon as /readyz says ready; then of a second start, "
    f"{SETTLED_AFTER:.0f} s after it. Later: {', '.join(PATHS)}, one after the other.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one database gave, in seconds."""

    name: str
    waiting: int
    at_once: float
    settled: float
    later: Sequence[float]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        slow = at_share(self.later, 0.95)
        yield f"{self.name}: waiting", f"{self.waiting:,}", ""
        yield "first page, at once", f"{self.at_once:.3f} s", "reported"
        yield "first page", f"{self.settled:.3f} s", _gate(self.settled)
        yield "later, median", f"{middle(self.later):.3f} s", _gate(middle(self.later))
        yield "later, p95", f"{slow:.3f} s", _gate(slow)
        yield "later, longest", f"{max(self.later):.3f} s", f"n = {len(self.later)}"


def _gate(value: float) -> str:
    return f"{'within' if value <= GATE_SECONDS else 'OVER'} 0.2 s"


def with_many_waiting(number: int, rounds: int, databases: Sequence[str]) -> None:
    """Fill each sort of database, open pages on it, print how long they took."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/pages.sqlite"}
        if "PostgreSQL" in databases:
            urls["PostgreSQL"] = stack.enter_context(PostgreSQL()).fresh_database()
        rows: list[tuple[str, str, str]] = []
        for name in databases:
            site = Site(folder=folder / name, database_url=urls[name])
            rows += _measured(name, site, number, rounds).rows()
    show("Pages with very many waiting", ("", "measured", "gate"), rows, HOW)


def _measured(name: str, site: Site, number: int, rounds: int) -> Found:
    site.prepare()
    with closing(open_database(site.database_url)) as database:
        waiting = fill_with_waiting(database, number, wall_clock.now())
    say(f"{name}: {waiting:,} waiting cases")
    with site.running() as running:
        at_once = _page_seconds(running, PATHS[0])
    with site.running() as running:
        sleep(SETTLED_AFTER)
        settled = _page_seconds(running, PATHS[0])
        later = [_page_seconds(running, path) for _ in range(rounds) for path in PATHS]
    return Found(name=name, waiting=waiting, at_once=at_once, settled=settled, later=later)


def _page_seconds(running: Running, path: str) -> float:
    began = perf_counter()
    status, text = ask(f"{running.program.web}{path}")
    took = perf_counter() - began
    assert status == 200
    assert "</html>" in text
    return took
