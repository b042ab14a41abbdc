"""After a long outage of ours: what falls due while the backlog drains rings, and says why."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer
from sqlalchemy import func, select, update

from consumer import wall_clock
from schemas.tables import alerts, cases, messages, offsets
from tests.a_night import reported
from tests.installation import Installation
from tests.programs import Program, ask
from tests.servers.kafka_broker import KafkaBroker
from tests.wire import Json, wire

pytestmark = pytest.mark.integration

BACKLOG = 60_000
EVERY = BACKLOG + 2
"""All messages: one before the outage, and one that came beside the backlog."""

OURS = "OUR OWN DELAY: this system is catching up. Messages since "
OUTAGE = timedelta(hours=3)
DRAINS_WITHIN = 240.0
IN_TIME = timedelta(seconds=5)
"""Source: design, "Numbers"."""

WARN_AFTER = timedelta(hours=12)
"""After so long a wait of medium risk rings for the first time."""


@pytest.fixture
def installation(tmp_path: Path, sqlite_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=sqlite_url, broker=kafka_broker)
    made.prepare()
    return made


def handled(installation: Installation) -> int:
    count: int = installation.scalar(select(func.count()).select_from(messages))
    return count


def send_at(installation: Installation, topic: str, sent: Sequence[Json], at: datetime) -> None:
    """Send messages that the broker has had since an instant."""
    milliseconds = int(at.timestamp() * 1000)
    with closing(KafkaProducer(bootstrap_servers=installation.broker.bootstrap)) as producer:
        for message in sent:
            key = str(message["subject"]).encode()
            producer.send(topic, wire(message), key=key, timestamp_ms=milliseconds)
        producer.flush()


def were_down_for(installation: Installation, outage: timedelta) -> None:
    """Have the database say that all was last read so long ago."""
    with installation.database() as database, database.write() as connection:
        connection.execute(update(offsets).values(read_to=wall_clock.now() - outage))


def warned(installation: Installation) -> tuple[datetime, datetime] | None:
    """When the standing case was due to ring and when it did; None before."""
    with installation.reading() as connection:
        row = connection.execute(select(alerts.c.due_at, alerts.c.raised_at)).one_or_none()
    return None if row is None else (row.due_at, row.raised_at)


def is_catching_up(program: Program) -> bool:
    status, text = ask(f"{program.web}/readyz")
    return status == 503 and "this system is catching up. Messages since " in text


def test_what_falls_due_while_a_backlog_drains_rings_in_time_and_says_that_the_delay_is_ours(
    installation: Installation,
) -> None:
    with installation.start() as before:
        installation.send(
            installation.police, reported("STF-26-KNOWN", "standard", wall_clock.now())
        )
        before.until_it_runs()
        before.until(lambda: handled(installation) == 1, "it has read what came before")
        assert before.stop() == 0
    came = wall_clock.now() - OUTAGE
    many = [reported(f"STF-26-{number}", "standard", came) for number in range(BACKLOG)]
    send_at(installation, installation.police, many, came)
    were_down_for(installation, OUTAGE)
    # Beside the backlog, so that it is known at once: it falls due while the drain goes on.
    due_at = wall_clock.now() + timedelta(seconds=10)
    standing = reported("STF-26-STANDING", "medium", due_at - WARN_AFTER)
    installation.send(installation.front_door, standing)

    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: is_catching_up(program), "it says that it is catching up")
        # Not asked of the database, whose file our own looks would keep from being written.
        program.until(lambda: OURS in program.stdout, "the standing case rings", DRAINS_WITHIN)
        told = warned(installation)
        left = EVERY - handled(installation)
        program.until(lambda: handled(installation) == EVERY, "all is read", DRAINS_WITHIN)
        program.until(lambda: ask(f"{program.web}/readyz")[0] == 200, "it says nothing any more")
        assert program.stop() == 0

    assert told is not None
    assert told[1] - told[0] <= IN_TIME
    assert left > 0
    assert installation.scalar(select(func.count()).select_from(cases)) == EVERY
    assert program.log("behind: reading what came meanwhile") is not None
    assert program.log("all that came is read again") is not None
