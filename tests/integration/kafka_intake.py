"""A Kafka topic taken into a database, a batch at a time, as the monitor's own loop does it."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from consumer import wall_clock
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.sources.kafka import KafkaSource
from schemas.database import Database, open_database
from schemas.tables import alerts, messages, quarantine
from tests.integration.kafka_monitor import PATIENCE, Monitor
from tests.replays.live import rows_of
from tests.replays.ours import HOUSE, KEYS

SENT_HOUSE = replace(HOUSE, channels=("console",))
GROUP = "danm"


@dataclass(slots=True)
class Taking:
    """One process: its source, its intake and its own connection to the database."""

    monitor: Monitor
    url: str
    instance: str = "one"
    database: Database = field(init=False)
    source: KafkaSource = field(init=False)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        """Open the database and join the group; all is let go of with the monitor's processes."""
        processes: ExitStack = self.monitor.processes
        self.database = processes.enter_context(closing(open_database(self.url)))
        offsets = Offsets(self.database, GROUP)
        connection = self.monitor.connection(self.instance)
        self.source = processes.enter_context(closing(KafkaSource(connection, offsets.read)))
        self.intake = Intake(
            database=self.database,
            house=SENT_HOUSE,
            reader=Reader(keys=KEYS, rules={}),
            sources=(self.source,),
            offsets=offsets,
        )

    def turn(self) -> timedelta:
        """Take one turn by the real clock."""
        return self.intake.turn(wall_clock.now())

    def until(self, taken: int, *, refused: int = 0, told: int = 0) -> None:
        """Take turns until so many messages are taken, refused and so many alerts are raised."""
        wanted = (taken, refused, told)
        for _ in range(PATIENCE):
            if all(has >= of for has, of in zip(self._counts, wanted, strict=True)):
                return
            self.turn()
        raise AssertionError(f"taken, refused, told after {PATIENCE} turns: {self._counts}")

    @property
    def _counts(self) -> tuple[int, int, int]:
        return len(self.taken), len(self.refused), len(self.told)

    @property
    def taken(self) -> Sequence[dict[str, Any]]:
        """The messages that were taken in, each once."""
        return rows_of(self.database, messages)

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Where what could not be read stood, and why it could not."""
        rows = rows_of(self.database, quarantine)
        return sorted((row["coordinates"], row["reason"]) for row in rows)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The kinds and reasons of the alerts raised."""
        return sorted((row["kind"], row["reason"]) for row in rows_of(self.database, alerts))
