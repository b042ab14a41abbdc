"""From a deadline to the mail server: in the midst of traffic, and ten thousand at once."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep

from kafka import KafkaProducer
from pydantic_core import to_json

from consumer import wall_clock
from schemas.database import open_database
from schemas.migrating import upgrade
from schemas.moments import zulu
from schemas.policy_file import load_policies
from tests.bench.deadlines import Due, stream, take_in
from tests.bench.many import report
from tests.bench.measure import at_share, middle, processor_seconds
from tests.bench.post import Accepted, Post, accepted_breaches, post
from tests.bench.showing import bar, say, show
from tests.bench.site import Site
from tests.bench.traffic import COUNCIL, TOPICS
from tests.replays.ours import HOUSE
from tests.servers.kafka_broker import KafkaBroker, fetch_kafka
from tests.servers.postgresql import PostgreSQL

LEAD = timedelta(seconds=25)
"""Between making the deadlines and the first one: the monitor starts in it."""

PATIENCE = 30.0
"""Seconds after the last deadline in which its alert is still waited for."""

OPEN = 10_000
_QUIET_AGE = timedelta(hours=10)
"""A standard notification younger than this falls due long after we are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What is asked for: deadlines and messages a second, for so many seconds."""

    seconds: int
    a_second: float
    messages: int
    is_sqlite: bool


_HOW_IN_TRAFFIC = (
    "`danm run` reads a real Kafka and writes to a real mail server (no TLS, this machine). Each "
    "deadline is that of a notification graded high, which is told at once; the clock runs from "
    "its instant until the mail server has accepted the alert.",
    "Messages: reports, sendings and receipts in equal parts, by their own times. Both the mail "
    "server and the sender of the messages use the same cores.",
)


def in_traffic(asked: Traffic) -> None:
    """Measure due to accepted while messages come in and thousands are open."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = stack.enter_context(KafkaBroker(folder / "kafka", fetch_kafka(say)))
        noted, port = stack.enter_context(post())
        url = f"sqlite:///{folder}/danm.sqlite"
        if not asked.is_sqlite:
            url = stack.enter_context(PostgreSQL()).fresh_database()
        for topic in TOPICS:
            broker.create_topic(topic)
        site = Site(folder=folder / "site", database_url=url)
        site.settings["kafka.bootstrap"] = f'["{broker.bootstrap}"]'
        site.mail_to(port)
        due = _opened(site, asked)
        used = _run(site, noted, due, _Sender(broker.bootstrap, asked.messages))
        with site.database() as database:
            told = accepted_breaches(database, noted)
    rows = list(_in_traffic_rows(asked, due, told, noted))
    rows.append(("processor of danm run", f"{used:.1%} of a core", ""))
    show("Alert past its deadline, accepted", ("", "measured", "gate"), rows, _HOW_IN_TRAFFIC)


def _opened(site: Site, asked: Traffic) -> list[Due]:
    """Open the cases, and those that fall due while we look."""
    site.prepare()
    now = wall_clock.now()
    reports = (
        report(f"OPEN-{n}", now - _QUIET_AGE * (n / OPEN), "standard", "8-11") for n in range(OPEN)
    )
    with closing(open_database(site.database_url)) as database:
        upgrade(database)
        take_in(database, reports)
        due = stream(wall_clock.now() + LEAD, asked.a_second, asked.seconds, is_spread=True)
        house = replace(HOUSE, policies=load_policies([site.policy]))
        take_in(database, (one.report() for one in due), house)
    return due


def _run(site: Site, noted: Post, due: Sequence[Due], sender: "_Sender") -> float:
    """Run until every alert is accepted or time is up; return how much of a core it took."""
    first, last = due[0].at, due[-1].at
    with site.running() as running, bar("alerts", len(due)) as progress:
        sender.start()
        sleep(max((first - wall_clock.now()).total_seconds() - 1, 0))
        began, before = perf_counter(), processor_seconds(running.pid)
        while len(noted.accepted) < len(due) and _is_time_left(last):
            sleep(0.2)
            progress.update(progress.task_ids[0], completed=len(noted.accepted))
        used = (processor_seconds(running.pid) - before) / (perf_counter() - began)
        sender.stop()
    return used


def _is_time_left(last: datetime) -> bool:
    return (wall_clock.now() - last).total_seconds() < PATIENCE


class _Sender:
    """Sends messages at a steady rate on a thread of its own."""

    def __init__(self, bootstrap: str, a_second: int) -> None:
        self._bootstrap = bootstrap
        self._pause = 1 / a_second
        self._ending = Event()
        self._thread = Thread(target=self._send, name="sender")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _send(self) -> None:
        with closing(KafkaProducer(bootstrap_servers=[self._bootstrap], linger_ms=5)) as producer:
            following = perf_counter()
            for topic, subject, value in _messages():
                producer.send(topic, key=subject.encode(), value=value)
                following += self._pause
                if self._ending.wait(max(following - perf_counter(), 0)):
                    return


def _messages() -> Iterator[tuple[str, str, bytes]]:
    """Yield new reports, each followed by its sending and the receipt of an older one."""
    police, front_door = TOPICS
    for number in count():
        now = wall_clock.now()
        reference = f"NEW-{number}"
        told = report(reference, now, "standard", "8-11")
        yield police, reference, to_json(told)
        sent = {"milestone": "sent", "at": zulu(now)}
        kind = {"type": "danm.incident.milestone.v1", "id": f"sent-{number}", "data": sent}
        yield police, reference, to_json(told | kind)
        older = f"OPEN-{number % OPEN}"
        receipt = {"at": zulu(now), "notice": "first", "channel": "mailbox", "received_by": "mash"}
        kind = {"type": "danm.notification.received.v1", "id": f"got-{number}", "data": receipt}
        yield front_door, older, to_json(told | kind | {"source": COUNCIL, "subject": older})


def _in_traffic_rows(
    asked: Traffic, due: Sequence[Due], told: Sequence[Accepted], noted: Post
) -> Iterator[tuple[str, str, str]]:
    late = [one.late for one in told]
    p99 = at_share(late, 0.99)
    database = "SQLite" if asked.is_sqlite else "PostgreSQL"
    yield "database", database, ""
    yield "messages a second, cases open", f"{asked.messages}, {OPEN:,}", ""
    yield "deadlines, accepted", f"{len(due):,}, {len(told):,}", _all(len(told) == len(due))
    yield "told twice", f"{noted.copies}", ""
    yield "due → accepted, median", f"{middle(late):.2f} s", "aim 1 s"
    yield "due → accepted, p99", f"{p99:.2f} s", _within(p99, 5)
    yield "due → accepted, longest", f"{max(late):.2f} s", _within(max(late), 10)


def _within(value: float, limit: float) -> str:
    return f"{'within' if value <= limit else 'OVER'} {limit:.0f} s"


def _all(is_so: bool) -> str:
    return "all" if is_so else "NOT ALL"
