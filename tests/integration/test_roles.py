"""Roles in processes of their own on one PostgreSQL: the same as one process, and seen as such."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from consumer import wall_clock
from schemas.key_files import load_keys
from schemas.tables import claims, messages
from tests.a_night import (
    ALERTS_TOLD,
    DISTINCT_MESSAGES,
    EXPECTED_CASES,
    front_door_messages,
    police_messages,
    received,
    reported,
)
from tests.installation import Installation
from tests.programs import Program, ask
from tests.scraped import Scraped, scraped
from tests.servers.kafka_broker import KafkaBroker
from tests.wire import Json

pytestmark = pytest.mark.integration

WRONG_CONFIGURATION = 2
MANY = 400
"""Late notifications, every second one received too late: a wait alarm each."""

READY = (200, "ready\n")
NOBODY_YET = (
    "taking messages in (danm consume): nobody has done it yet\n"
    "looking at the clock (danm watch): nobody has done it yet\n"
    "making lists (danm watch): nobody has done it yet\n"
    "handing alerts over to console (danm watch): nobody has done it yet\n"
)


@pytest.fixture
def installation(tmp_path: Path, postgresql_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=postgresql_url, broker=kafka_broker)
    made.prepare(**key_files(tmp_path))
    return made


def key_files(folder: Path) -> dict[str, str]:
    """Make keys, and return the settings that name their files."""
    load_keys(folder)
    return {
        f"keys.{sort}": json.dumps([str(folder / "keys" / f"{sort}.key")])
        for sort in ("hmac", "seal")
    }


@contextmanager
def running(installation: Installation, *roles: str) -> Iterator[Sequence[Program]]:
    """Run these roles, a process each with a name of its own."""
    with ExitStack() as stack:
        programs = [
            stack.enter_context(
                installation.start(command=role, env={"DANM_INSTANCE": f"{role}-{number}"})
            )
            for number, role in enumerate(roles)
        ]
        for program in programs:
            program.until_it_runs()
        yield programs


def late_ones(now: datetime) -> list[Json]:
    at = now - timedelta(hours=30)
    return [reported(f"STF-26-{number}", "medium", at) for number in range(MANY)]


def scrape(program: Program) -> Scraped:
    return scraped(ask(f"{program.web}/metrics")[1].encode())


def test_two_consumers_and_two_watchers_at_once_lose_no_fact_and_ring_nothing_twice(
    installation: Installation,
) -> None:
    now = wall_clock.now()
    with running(installation, "consume", "consume", "watch", "watch") as programs:
        for consumer in programs[:2]:
            wait_for_its_share(consumer)
        ends_late = [received(f"STF-26-{number}", now) for number in range(0, MANY, 2)]
        installation.send(installation.police, *late_ones(now), *police_messages(now))
        installation.send(installation.front_door, *ends_late, *front_door_messages(now))
        ends = installation.ends
        first = programs[0]
        first.until(lambda: installation.stored_offsets == ends, "all is read", 60)
        first.until(lambda: all_is_told(installation), "all is told", 90)
        codes = [program.stop() for program in programs]

    assert codes == [0] * len(programs)
    assert count(installation, messages) == MANY + MANY // 2 + DISTINCT_MESSAGES
    assert len(installation.cases) == MANY + len(EXPECTED_CASES)
    assert [state for state, _ in installation.cases].count("received") == MANY // 2 + 1
    told = installation.delivered()
    assert told.total() == len(installation.alerts)
    assert max(told.values()) == 1
    assert installation.differences() == []


def wait_for_its_share(consumer: Program) -> None:
    """Wait until it knows how far it is behind: before it has partitions it does not."""
    lag = "danm_consumer_lag_messages"
    consumer.until(lambda: lag in scrape(consumer).values, "partitions are its own")


def count(installation: Installation, table: Table) -> int:
    number: int = installation.scalar(select(func.count()).select_from(table))
    return number


def all_is_told(installation: Installation) -> bool:
    """Every case has rung, and every alert is accepted."""
    rung: int = installation.scalar(select(func.count(func.distinct(claims.c.case_key))))
    return rung > MANY and installation.has_told(len(installation.alerts))


def test_each_role_does_its_own_and_only_the_serving_one_tells_figures(
    installation: Installation,
) -> None:
    now = wall_clock.now()
    with running(installation, "serve", "consume", "watch") as (serving, consuming, watching):
        installation.send(installation.police, *police_messages(now))
        installation.send(installation.front_door, *front_door_messages(now))
        serving.until(lambda: installation.has_told(ALERTS_TOLD), "all is told")
        serving.until(lambda: ask(f"{serving.web}/readyz") == READY, "all roles are seen")
        figures = [scrape(one) for one in (consuming, watching, serving)]
        ready = [ask(f"{one.web}/readyz") for one in (consuming, watching)]
        codes = [one.stop() for one in (serving, consuming, watching)]

    assert (codes, ready) == ([0, 0, 0], [READY, READY])
    of_consume, of_watch, of_serve = figures
    assert of_serve.total("danm_waiting_notifications") == 1
    assert "danm_waiting_notifications" not in of_consume.families | of_watch.families
    assert "danm_consumer_lag_messages" not in of_serve.values
    assert watching.stdout.count("-" * 72) == ALERTS_TOLD
    assert consuming.stdout == ""


def test_what_serves_alone_says_that_nobody_takes_messages_in_or_looks_at_the_clock(
    installation: Installation,
) -> None:
    with running(installation, "serve") as (serving,):
        assert ask(f"{serving.web}/readyz") == (503, NOBODY_YET)
        assert ask(f"{serving.web}/healthz")[0] == 200

        assert serving.stop() == 0


@pytest.mark.parametrize("role", ["consume", "watch", "serve"])
def test_a_role_alone_refuses_an_sqlite_file_and_says_why(role: str, tmp_path: Path) -> None:
    with Program.start(tmp_path, role, "--data-dir", str(tmp_path / "danm")) as program:
        assert program.ended() == WRONG_CONFIGURATION

    assert program.stderr == (
        f"danm: danm {role} needs PostgreSQL: only one process may write an SQLite file; use danm "
        "run, or name a server: --database postgresql+psycopg://USER@HOST/NAME\n"
    )
    assert not (tmp_path / "danm").exists()


def test_a_role_alone_makes_no_keys_of_its_own(installation: Installation) -> None:
    installation.write_settings()

    with installation.start(command="consume") as program:
        assert program.ended() == WRONG_CONFIGURATION

    assert program.stderr == (
        "danm: danm consume makes no keys: all processes must have the same; name the key files "
        "in the settings: keys.hmac and keys.seal\n"
    )
