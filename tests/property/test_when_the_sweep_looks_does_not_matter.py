"""Verdicts and the alarms used up do not depend on when a job ran: design, law 4."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.alert_rows import alert_of
from schemas.database import Database
from schemas.moments import zulu
from schemas.pictures import load_case, load_marks
from schemas.tables import alerts, cases
from schemas.words import RUNG_ORDER, Clock, Kind, Rung
from tests.model.messages import files
from tests.model.times import Message, instant
from tests.replays.both import FEED_KINDS, emptied
from tests.replays.live import Live
from tests.replays.ours import replay_ours

SECOND = timedelta(seconds=1)
STEPS = (1, 59, 600, 3_600, 4 * 3_600, 6 * 3_600)
"""Between two looks at the clock: a second to six hours."""

MOVED_BY_THE_LOOK = Rung.ESCALATE
"""Due four hours after the breach alarm was raised, so later where that was raised later."""


@dataclass(frozen=True)
class Run:
    """A file, how long the clock runs on, and how the live monitor turns."""

    lines: list[Message]
    runs_on: timedelta
    steps: list[timedelta]
    restarts: frozenset[int]
    """After which of its turns it is stopped and started again."""

    @property
    def end(self) -> datetime:
        return max(instant(m["time"]) for m in self.lines) + self.runs_on


@st.composite
def runs(draw: st.DrawFn) -> Run:
    seconds = st.one_of(st.sampled_from(STEPS), st.integers(1, 6 * 3_600))
    return Run(
        lines=draw(files()),
        runs_on=timedelta(hours=draw(st.sampled_from((0, 4, 24, 80)))),
        steps=[timedelta(seconds=s) for s in draw(st.lists(seconds, min_size=1, max_size=8))],
        restarts=frozenset(draw(st.sets(st.integers(0, 40), max_size=3))),
    )


class Turning:
    """A live monitor under a virtual clock."""

    def __init__(self, live: Live, run: Run) -> None:
        self.live = live
        self.run = run
        self.turns = 0
        self.clock: datetime | None = None

    def to_the_end(self, *, looks_before_messages: bool) -> None:
        """Take every message in at its time; look at the clock at every step in between."""
        for line in self.run.lines:
            at = instant(line["time"])
            if self.clock is not None and at > self.clock:
                self.look_until(at - SECOND, also_then=looks_before_messages)
            self.clock = at if self.clock is None else max(at, self.clock)
            self.live.take_in([line], self.clock)
        self.look_until(self.run.end, also_then=True)

    def look_until(self, end: datetime, *, also_then: bool) -> None:
        assert self.clock is not None
        for step in self.steps(self.clock, end):
            self.look(step)
        if also_then:
            self.look(end)

    def steps(self, at: datetime, end: datetime) -> Iterator[datetime]:
        """Yield when it looks: at most forty times with the drawn steps, then every six hours."""
        for number in range(10_000):
            steps = self.run.steps
            at += steps[number % len(steps)] if number < 40 else timedelta(hours=6)
            if at > end:
                return
            yield at

    def look(self, at: datetime) -> None:
        self.live.sweep(at)
        self.turns += 1
        if self.turns in self.run.restarts:
            self.live.restart()


def known(database: Database) -> dict[bytes, Any]:
    """Return every case as it is known: milestones, clocks, verdicts, state."""
    with database.read() as connection:
        rows = connection.execute(cases.select()).all()
    return {row.case_key: load_case(row.picture) for row in rows}


def used_up(database: Database) -> dict[bytes, set[tuple[Clock, str]]]:
    """Return the rungs and notices that each case has used up."""
    with database.read() as connection:
        rows = connection.execute(cases.select()).all()
    return {
        row.case_key: {
            (claim.clock, claim.rung)
            for claim in load_marks(row.marks).claims
            if claim.rung != MOVED_BY_THE_LOOK
        }
        for row in rows
    }


Place = tuple[bytes | None, Clock | None, Rung]
Rang = dict[Place, tuple[datetime, datetime]]


def stands_above(one: Place, other: Place) -> bool:
    return one[:2] == other[:2] and RUNG_ORDER[one[2]] > RUNG_ORDER[other[2]]


def rungs(database: Database) -> Rang:
    """Return when each rung of the duty clock was due and raised."""
    with database.read() as connection:
        told = [alert_of(row) for row in connection.execute(alerts.select())]
    return {
        (one.case_key, one.clock, one.rung): (one.due_at, one.raised_at)
        for one in told
        if one.clock is Clock.DUTY and one.rung not in (Rung.NOTICE, MOVED_BY_THE_LOOK)
    }


def notices(database: Database) -> Counter[tuple[bytes | None, Kind]]:
    """Return how many notices of each kind each case rang."""
    with database.read() as connection:
        told = [alert_of(row) for row in connection.execute(alerts.select())]
    return Counter(
        (one.case_key, one.kind)
        for one in told
        if one.rung is Rung.NOTICE and one.kind not in FEED_KINDS
    )


FEW = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(runs())
def test_a_sweep_that_looks_before_each_message_uses_up_what_the_exact_replay_does(
    live: Live, run: Run
) -> None:
    replay_ours(emptied(live.database), run.lines, zulu(run.end))
    exact, marks, told = known(live.database), used_up(live.database), notices(live.database)
    rang = rungs(live.database)
    emptied(live.database)

    Turning(live, run).to_the_end(looks_before_messages=True)

    assert known(live.database) == exact
    assert used_up(live.database) == marks
    assert notices(live.database) == told
    rang_later = rungs(live.database)
    for rung, (due_at, raised_at) in rang_later.items():
        assert (rang[rung][0], True) == (due_at, rang[rung][1] <= raised_at)
    for stood_for in set(rang) - set(rang_later):
        assert any(stands_above(one, stood_for) for one in rang_later)


@FEW
@given(runs())
def test_verdicts_are_those_of_the_exact_replay_whenever_the_sweep_looks(
    live: Live, run: Run
) -> None:
    replay_ours(emptied(live.database), run.lines, zulu(run.end))
    exact = known(live.database)
    emptied(live.database)

    Turning(live, run).to_the_end(looks_before_messages=False)

    assert known(live.database) == exact
