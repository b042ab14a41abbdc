"""A made-up past in a Prometheus: what a scrape would have said at many instants of a replay.

The clock is virtual: weeks pass in seconds, and nothing depends on when it is run.
"""

import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from consumer.arrivals import Arrival
from consumer.metrics import exposition
from consumer.replay import Replay
from schemas.database import Database
from schemas.house import House
from schemas.refusals import Refusal
from tests.servers.prometheus import STORAGE
from tests.servers.required import require_program

EVERY = timedelta(hours=4)
"""Between two snapshots: the rules of the clock stay exact, only pictures have fewer points."""

LOOKBACK = f"--query.lookback-delta={EVERY // timedelta(minutes=1) + 5}m"
"""How Prometheus holds one snapshot until the next: an option of its own."""

_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


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


def played(
    database: Database, house: House, arrivals: Iterable[Arrival], instants: Iterable[datetime]
) -> Iterator[Snapshot]:
    """Run messages through the pipeline, and yield what was to be seen at each instant."""
    run, coming = Replay(database=database, house=house), deque(arrivals)
    for at in instants:
        run.until = at
        run.run(_sent_by(at, coming))
        yield Snapshot(at=at, text=exposition(database, house, at).decode())


def _sent_by(at: datetime, coming: deque[Arrival]) -> Iterator[Arrival]:
    """Take what comes up to an instant; an unreadable line comes with the one before it."""
    while coming and (isinstance(coming[0].told, Refusal) or coming[0].told.time <= at):
        yield coming.popleft()


def stored(snapshots: Iterable[Snapshot], folder: Path, instance: str) -> None:
    """Write snapshots into a folder, as a Prometheus keeps what it scraped from an address."""
    promtool = require_program("promtool", debian_package="prometheus")
    file = folder / "past.om"
    lines = (line for one in snapshots for line in one.lines(instance))
    with file.open("w") as text:
        text.writelines(f"{line}\n" for line in lines)
        text.write("# EOF\n")
    command = [
        str(promtool),
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        str(file),
        str(folder / STORAGE),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


def every(step: timedelta, since: datetime, until: datetime) -> list[datetime]:
    """Return the instants from one to another, the last included."""
    count = (until - since) // step
    return [until - step * number for number in range(count, -1, -1)]
