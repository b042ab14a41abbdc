"""The same pipeline under a virtual clock: what would have been known and told, and when.

Deterministic: each message is handled at its time (at once, if that is behind the clock), every
deadline fires at its exact instant in between, and nothing is left to send.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from consumer.arrivals import Arrival
from consumer.work import HANDLED, SWEPT, Work, working
from schemas.database import Database
from schemas.house import House
from schemas.refusals import Refusal
from schemas.told import EARLIEST

TRANSACTION_MESSAGES = 500
"""Messages in one transaction. Source: design, "Replay"."""

LOOKED_AT_ONCE = 2_000
"""Cases read at once when only the clock moves on. Source: assumption, to bound memory."""

HELD_LINES = 1_000
"""Refused lines in a row that wait for the next good message to say what time it is.

Source: assumption, to bound memory at one large message each; those beyond are handled at once.
"""

Timed = tuple[datetime, Arrival]


def timed(arrivals: Iterable[Arrival], until: datetime | None = None) -> Iterator[Timed]:
    """Yield arrivals in their order, each with the instant at which it is handled.

    Messages later than ``until`` are left out. A refused one is handled at the time that could be
    read of it, but never moves the clock past the next good message: one bad line must not.
    """
    clock: datetime | None = None
    held: list[Arrival] = []
    for arrival in arrivals:
        if until is not None and arrival.time is not None and arrival.time > until:
            continue
        if isinstance(arrival.told, Refusal):
            held.append(arrival)
            if len(held) == HELD_LINES:
                yield from _between(held, clock, clock or _first_time(held))
                held = []
            continue
        at = arrival.told.time if clock is None else max(clock, arrival.told.time)
        yield from _between(held, clock, at)
        held, clock = [], at
        yield at, arrival
    yield from _between(held, clock, until or clock)


def _between(held: list[Arrival], clock: datetime | None, end: datetime | None) -> Iterator[Timed]:
    for refused in held:
        at = refused.time or clock or end or EARLIEST
        if end is not None:
            at = min(at, end)
        clock = at if clock is None else max(clock, at)
        yield clock, refused


def _first_time(held: list[Arrival]) -> datetime:
    return min((one.time for one in held if one.time is not None), default=EARLIEST)


@dataclass(slots=True, kw_only=True)
class Replay:
    """One run. ``clock`` is None until the first message says what time it is.

    In a database that was written to before it begins where that one stood: the clock never runs
    backwards, so what is older becomes known then.
    """

    database: Database
    house: House
    until: datetime | None = None
    shard: str = "replay"
    clock: datetime | None = None
    messages: int = 0
    on_refused: Callable[[Arrival, Refusal], None] = lambda _arrival, _refusal: None
    on_progress: Callable[[int], None] = lambda _: None

    def run(self, arrivals: Iterable[Arrival]) -> None:
        """Handle all arrivals in their order, then let the clock run to ``until``, inclusive."""
        coming = timed(arrivals, self.until)
        while some := list(islice(coming, TRANSACTION_MESSAGES)):
            self._handle(some)
            self.on_progress(len(some))
        ends = [at for at in (self.clock, self.until) if at is not None]
        if ends:
            self.run_out(max(ends))

    def _handle(self, some: list[Timed]) -> None:
        with working(self.database, self.house, shard=self.shard) as work:
            work.ingest.prepare([arrival for _, arrival in some])
            work.book.load_changed(some[-1][0])
            work.book.load_due(some[-1][0])
            work.ingest.prepare_homes()
            now = self.clock or some[0][0]
            for at, arrival in some:
                if at > now:
                    work.ingest.settle(now)
                    _sweep_before(work, now, at)
                    now = at
                work.ingest.take(arrival, now)
            work.ingest.settle(now)
            work.note(HANDLED, now)
        self.clock = now
        self.messages += len(some)
        for _, arrival in some:
            if isinstance(arrival.told, Refusal):
                self.on_refused(arrival, arrival.told)

    def run_out(self, until: datetime) -> None:
        """Let the clock run without messages; a deadline at ``until`` itself still fires."""
        while self._some_due(until):
            pass
        self.clock = until

    def _some_due(self, until: datetime) -> bool:
        """Ring the soonest cases that are due; return whether there may be more."""
        with working(self.database, self.house, shard=self.shard) as work:
            work.book.load_changed(until)
            found = work.book.load_due(until, at_most=LOOKED_AT_ONCE)
            is_all = len(found) < LOOKED_AT_ONCE
            # Beyond the last of these, cases that are not held may be due.
            end = until if is_all else found[-1].next_due_at or until
            now = self.clock or until
            while (due := work.sweep.next_due()) is not None and due <= end:
                now = max(now, due)
                work.sweep.turn(now)
            work.note(SWEPT, until if is_all else now)
        self.clock = now
        return not is_all


def _sweep_before(work: Work, now: datetime, end: datetime) -> None:
    """Ring what falls due from now on and before ``end``, each at its own instant."""
    while (due := work.sweep.next_due()) is not None and due < end:
        now = max(now, due)
        work.sweep.turn(now)
