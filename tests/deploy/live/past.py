"""A made-up past in a Prometheus: what a scrape would have said at many instants of a replay.

The clock is virtual: weeks pass in seconds, and nothing depends on when it is run.
"""

import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from prometheus_client.core import Metric
from prometheus_client.exposition import generate_latest
from sqlalchemy import Connection

from consumer.arrivals import Arrival
from consumer.figuring import make_figures
from consumer.metrics import Metrics, names
from consumer.metrics.collecting import GROUPS, Read
from consumer.metrics.families import counter, from_the_start
from consumer.metrics.scene import Scene
from consumer.replay import Replay
from schemas.counts import RECEIPTS, read_counts
from schemas.database import Database
from schemas.house import House
from schemas.refusals import Refusal
from schemas.words import Risk, Verdict
from tests.servers.prometheus import STORAGE
from tests.servers.required import require_program

SELDOM, LATELY, OFTEN = timedelta(hours=4), timedelta(hours=1), timedelta(minutes=15)
"""Between two snapshots of everything, of everything in the last two days, and of receipts, which
panels count by the quarter-hour."""

TWO_DAYS = timedelta(days=2)

OPTIONS = (
    f"--query.lookback-delta={SELDOM // timedelta(minutes=1) + 5}m",
    "--storage.tsdb.retention.time=5y",
)
"""How a Prometheus holds one snapshot until the next, and forgets none."""

_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


def _read_receipts(connection: Connection, scene: Scene) -> Iterator[Metric]:
    """Yield receipts alone: the rest of a scrape takes ten times as long."""
    every = [
        (*place, risk, verdict) for place in scene.places() for risk in Risk for verdict in Verdict
    ]
    told = read_counts(connection, (RECEIPTS,))
    yield counter(names.RECEIPTS, from_the_start(every, told[RECEIPTS]))


ONLY_RECEIPTS: Mapping[str, Read] = MappingProxyType({"ledger": _read_receipts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a scrape says at an instant."""

    at: datetime
    text: str

    def lines(self, instance: str) -> Iterator[str]:
        """Yield its samples as Prometheus stores what it scrapes from an address."""
        for line in self.text.splitlines():
            if found := _SAMPLE.match(line):
                name, labels, value = found.groups()
                told = f'instance="{instance}",job="danm"' + (f",{labels}" if labels else "")
                yield f"{name}{{{told}}} {value} {self.at.timestamp():.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The time that is played, and for how long before its end receipts are seen often."""

    since: datetime
    until: datetime
    often: timedelta

    def instants(self) -> Iterator[tuple[datetime, Mapping[str, Read]]]:
        """Yield when a snapshot is taken, and of which groups of metrics."""
        at = _whole(self.since, SELDOM)
        while at <= self.until:
            step = LATELY if at > self.until - TWO_DAYS else SELDOM
            if at == _whole(at, step) or self.ends_at(at):
                yield at, GROUPS
            elif at > self.until - self.often:
                yield at, ONLY_RECEIPTS
            at += OFTEN

    def ends_at(self, at: datetime) -> bool:
        """Whether this is the last instant."""
        return at + OFTEN > self.until


def _whole(at: datetime, step: timedelta) -> datetime:
    """Return the last whole step of a day, as Prometheus counts its own steps."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return at - (at - epoch) % step


def played(
    database: Database, house: House, arrivals: Iterable[Arrival], stretch: Stretch
) -> Iterator[Snapshot]:
    """Run messages through the pipeline, and yield what was to be seen meanwhile.

    Nothing of it is left to send, but the ways out that the house has are seen from the start.
    """
    run = Replay(database=database, house=replace(house, channels=()))
    coming = deque(arrivals)
    for at, groups in stretch.instants():
        run.until = at
        run.run(_sent_by(at, coming))
        if stretch.ends_at(at):
            make_figures(database, house, at)
        yield Snapshot(at=at, text=_seen(database, house, at, groups))


def _seen(database: Database, house: House, at: datetime, groups: Mapping[str, Read]) -> str:
    return generate_latest(Metrics(database, house, lambda: at, groups)).decode()


def _sent_by(at: datetime, coming: deque[Arrival]) -> Iterator[Arrival]:
    """Take what comes up to an instant; an unreadable line comes with the one before it."""
    while coming and (isinstance(coming[0].told, Refusal) or coming[0].told.time <= at):
        yield coming.popleft()


def stored(snapshots: Sequence[Snapshot], folder: Path, instance: str) -> None:
    """Write snapshots into a folder, as a Prometheus keeps what it scraped from an address."""
    if not snapshots:
        return
    promtool = require_program("promtool", debian_package="prometheus")
    file = folder / "past.om"
    lines = (line for one in snapshots for line in one.lines(instance))
    with file.open("w") as text:
        text.writelines(f"{line}\n" for line in lines)
        text.write("# EOF\n")
    # It reads the whole file again for each block: of the usual two hours that takes minutes.
    longest = "--max-block-duration=1000h"
    command = [str(promtool), "tsdb", "create-blocks-from", longest, "openmetrics"]
    made = subprocess.run([*command, file, folder / STORAGE], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
