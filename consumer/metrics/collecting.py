"""One scrape: every group of metrics read on its own, so that a failing one fails alone."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from consumer.metrics import names
from consumer.metrics.alarms import read_alarms
from consumer.metrics.becoming_late import read_becoming_late
from consumer.metrics.families import gauge, info
from consumer.metrics.figures import read_hourly
from consumer.metrics.heard import read_feeds
from consumer.metrics.lag import lag_by_topic
from consumer.metrics.ledger import read_ledger
from consumer.metrics.machine import NOWHERE, Machine, read_machine
from consumer.metrics.refused import read_refused
from consumer.metrics.scene import Scene
from consumer.metrics.waiting import read_waiting
from consumer.metrics.watcher import read_watcher
from schemas.database import Database
from schemas.house import House

_log = logging.getLogger(__name__)

Read = Callable[[Connection, Scene], Iterable[Metric]]
"""One group: only reads, in a short transaction of its own."""

GROUPS: Mapping[str, Read] = MappingProxyType(
    {
        "waiting": read_waiting,
        "becoming late": read_becoming_late,
        "ledger": read_ledger,
        "alerts": read_alarms,
        "feeds": read_feeds,
        "messages": read_refused,
        "watcher": read_watcher,
        "figures": read_hourly,
    }
)
"""Every group by its name, which is the label of `danm_collector_up`."""


class Metrics(Collector):
    """All metrics of one database, read anew at each scrape."""

    def __init__(
        self,
        database: Database,
        house: House,
        as_of: Callable[[], datetime | None],
        groups: Mapping[str, Read] = GROUPS,
        machine: Machine = NOWHERE,
    ) -> None:
        """Take the clock as ``as_of``; it gives None for the database's own last instant.

        What is known of the ``machine`` is told also where the database does not answer.
        """
        self._database = database
        self._house = house
        self._as_of = as_of
        self._groups = groups
        self._machine = machine

    def collect(self) -> Iterator[Metric]:
        """Yield every family that could be read, then which groups could not."""
        scene = Scene(house=self._house, as_of=self._as_of())
        up: dict[tuple[str, ...], float] = {}
        is_reachable = True
        for name, read in self._groups.items():
            families: list[Metric] = []
            if is_reachable:
                families, is_reachable = self._read(name, read, scene)
            up[name,] = float(bool(families))
            yield from families
        yield gauge(names.COLLECTOR_UP, up)
        yield from read_machine(self._machine)
        yield gauge(names.LAG, lag_by_topic())
        yield info(names.BUILD, _program_version(), scene.policy.version)

    def _read(self, name: str, read: Read, scene: Scene) -> tuple[list[Metric], bool]:
        """Return the families of a group, none where it failed, and whether to ask any further.

        Where the database does not answer, the others would only wait for it in turn, longer than
        Prometheus waits for us.
        """
        connected = False
        try:
            with ExitStack() as stack:
                connection = stack.enter_context(self._database.read())
                connected = True
                families = list(read(connection, scene))
                _make_sure_of_text(families)
                return families, True
        except Exception:  # noqa: BLE001 - it must not take the metrics of the others with it
            _log.exception("metrics could not be read", extra={"collector": name})
            return [], connected


def _make_sure_of_text(families: Iterable[Metric]) -> None:
    """Fail here where a label is no text: later it would fail the whole scrape."""
    for family in families:
        for sample in family.samples:
            "".join(sample.labels.values()).encode()


@cache
def _program_version() -> str:
    return version("da-notification-monitor")
