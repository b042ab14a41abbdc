"""One installation for tests that run the program: two topics, a database, and its settings."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from sqlalchemy import Connection, func, select

from consumer.recount import Difference, differences
from schemas.database import Database, open_database
from schemas.policy_file import load_policies
from schemas.tables import alerts, cases, offsets, outbox
from tests.programs import DANM, Program
from tests.servers.kafka_broker import KafkaBroker
from tests.wire import Json, wire

PARTITIONS = 2
RULE = "-" * 72
"""What stands above each alert on the console."""


@dataclass(slots=True, kw_only=True)
class Installation:
    """Where it all is, how to start the program, and what the database says."""

    folder: Path
    database_url: str
    broker: KafkaBroker
    police: str = field(default_factory=lambda: f"police.{uuid4().hex}")
    front_door: str = field(default_factory=lambda: f"frontdoor.{uuid4().hex}")
    outputs: list[Path] = field(default_factory=list)

    def prepare(self, **settings: str) -> None:
        """Make the topics and the settings file; ``settings`` replaces lines of it."""
        for topic in self.topics:
            self.broker.create_topic(topic, partitions=PARTITIONS)
        self.write_settings(**settings)

    def write_settings(self, **changed: str) -> None:
        """Write the settings file."""
        lines = {
            "database": json.dumps(self.database_url),
            "data_dir": json.dumps(str(self.folder)),
            "log_format": '"json"',
            "mode": '"live"',
            "http.port": "0",
            "kafka.bootstrap": json.dumps([self.broker.bootstrap]),
            "kafka.topics": json.dumps(self.topics),
            "kafka.group": json.dumps(self.police),
        } | {name.replace("__", "."): value for name, value in changed.items()}
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        self.config.write_text(text, encoding="utf-8")

    @property
    def topics(self) -> list[str]:
        return [self.police, self.front_door]

    @property
    def config(self) -> Path:
        return self.folder / "danm.toml"

    def start(
        self,
        module: Sequence[str] = DANM,
        env: Mapping[str, str] | None = None,
        command: str = "run",
    ) -> Program:
        """Start `danm run`, or a role of it alone."""
        program = Program.start(
            self.folder, command, "--config", str(self.config), module=module, env=env
        )
        self.outputs.append(program.out)
        return program

    def send(self, topic: str, *messages: Json | bytes) -> None:
        """Send messages by their subject, in order; bytes go as they are."""
        with closing(KafkaProducer(bootstrap_servers=self.broker.bootstrap)) as producer:
            for message in messages:
                raw, subject = (message, "") if isinstance(message, bytes) else _record(message)
                producer.send(topic, raw, key=subject.encode() or None)
            producer.flush()

    @property
    def ends(self) -> dict[tuple[str, int], int]:
        """How far each partition reaches by the broker's word; empty ones are left out."""
        partitions = [TopicPartition(t, n) for t in self.topics for n in range(PARTITIONS)]
        with closing(KafkaConsumer(bootstrap_servers=self.broker.bootstrap)) as consumer:
            ends = consumer.end_offsets(partitions)
        return {(one.topic, one.partition): end for one, end in ends.items() if end}

    @property
    def stored_offsets(self) -> dict[tuple[str, int], int]:
        """How far each partition was read by our own word; those never moved are left out."""
        with self.reading() as connection:
            rows = connection.execute(select(offsets)).all()
        return {(row.topic, row.partition): row.next_offset for row in rows if row.next_offset}

    @property
    def cases(self) -> list[tuple[str, str]]:
        """State and risk of every case."""
        with self.reading() as connection:
            rows = connection.execute(select(cases.c.state, cases.c.risk)).all()
        return sorted((row.state, row.risk) for row in rows)

    @property
    def alerts(self) -> list[tuple[str, str]]:
        """Kind and rung of every alert."""
        with self.reading() as connection:
            rows = connection.execute(select(alerts.c.kind, alerts.c.rung)).all()
        return sorted((row.kind, row.rung) for row in rows)

    def has_told(self, number: int) -> bool:
        """Whether so many alerts were raised, and every one accepted by its channel."""
        with self.reading() as connection:
            raised = connection.execute(select(func.count()).select_from(alerts)).scalar_one()
            accepted = select(func.count()).where(outbox.c.accepted_at.is_not(None))
            return raised == number == connection.execute(accepted).scalar_one()

    def delivered(self) -> Counter[str]:
        """Return how often each alert was written to the console, by its subject."""
        return Counter(subject for path in self.outputs for subject in told_in(path))

    def differences(self) -> list[Difference]:
        """Return the counts that are not what the rows say."""
        with self.reading() as connection:
            return differences(connection, load_policies(()).versions[-1])

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read the database beside the running program."""
        with self.database() as database, database.read() as connection:
            yield connection

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database beside the running program."""
        with closing(open_database(self.database_url)) as database:
            yield database

    def scalar(self, query: Any) -> Any:
        """Return one value."""
        with self.reading() as connection:
            return connection.execute(query).scalar()


def told_in(output: Path) -> list[str]:
    """Return the subject of each alert that one life of the program wrote to the console."""
    blocks = output.read_text(encoding="utf-8").split(f"{RULE}\n")[1:]
    return [block.splitlines()[0] for block in blocks]


def _record(message: Json) -> tuple[bytes, str]:
    """Return what goes over the wire, and the key; a feed's own messages have none."""
    return wire(message), message.get("subject", "")
