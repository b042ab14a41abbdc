"""What is wrong with the monitor itself: found on every database, told without a word of a case."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from alerts.alertmanager import EVERY, MachineTrouble, Reporter, Standing
from alerts.channels import TemporaryFailure
from consumer.app import Parts, monitor_of
from consumer.arrivals import Reader
from consumer.guards import tell_machine_trouble
from consumer.loops import Loop
from consumer.offsets import Offsets
from consumer.outages import AWAY, NO_ROOM
from consumer.own_troubles import LAST_WORDS, UNSENT_FOR, OwnTroubles
from consumer.web import Readiness
from schemas.database import Database, open_database
from schemas.tables import outbox
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.model.sentences import report
from tests.quarantine_room import Room
from tests.replays.both import a_database
from tests.replays.live import Live
from tests.replays.ours import KEYS

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Told:
    """An Alertmanager that keeps what it was told, unless nobody is there."""

    posts: list[list[Standing]] = field(default_factory=list)
    is_there: bool = True

    def post(self, standing: list[Standing]) -> None:
        if not self.is_there:
            raise TemporaryFailure("Alertmanager cannot be reached")
        self.posts.append(list(standing))

    @property
    def last(self) -> dict[str, tuple[timedelta, timedelta]]:
        """What was told last: by name since and until when, from Saturday night on."""
        return {
            one.trouble.name: (one.since - SATURDAY_NIGHT, one.until - SATURDAY_NIGHT)
            for one in self.posts[-1]
        }


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    a_database(database_url).close()
    opened = open_database(database_url)
    yield opened
    opened.close()


def own(database: Database, ready: Readiness = Readiness(), **others: str) -> OwnTroubles:  # noqa: B008
    return OwnTroubles(
        reporter=Reporter(alertmanager=Told()),  # type: ignore[arg-type]
        database=database,
        instance="one",
        ready=lambda: ready,
        others=others,
    )


def names(found: Iterator[MachineTrouble]) -> list[str]:
    return [trouble.name for trouble in found]


def test_where_all_is_well_nothing_is_told(database: Database) -> None:
    troubles = own(database)

    assert list(troubles.found(SATURDAY_NIGHT)) == []
    assert troubles.turn(SATURDAY_NIGHT) == EVERY


@pytest.mark.parametrize(
    ("ready", "name", "says"),
    [
        pytest.param(Readiness(stuck=("watch",)), "DanmLoopStuck", "the watch loop does not turn",
                     id="a-loop-hangs"),
        pytest.param(Readiness(reasons=(AWAY,)), "DanmDatabaseAway", AWAY, id="database-away"),
        pytest.param(Readiness(reasons=(NO_ROOM,)), "DanmDatabaseAway", NO_ROOM, id="disk-full"),
        pytest.param(Readiness(reasons=("the Kafka broker does not answer",)),
                     "DanmMessagesDoNotComeIn", "the Kafka broker does not answer",
                     id="broker-away"),
    ],
)  # fmt: skip
def test_what_the_process_knows_of_itself_is_told_with_its_name(
    database: Database, ready: Readiness, name: str, says: str
) -> None:
    (found,) = own(database, ready).found(SATURDAY_NIGHT)

    assert (found.name, found.labels["instance"], found.severity) == (name, "one", "critical")
    assert says in found.says


def test_a_database_that_does_not_answer_is_itself_a_trouble(database: Database) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("SELECT", None, psycopg.OperationalError("connection lost"))

    event.listen(Engine, "before_cursor_execute", lost)
    try:
        found = list(own(database).found(SATURDAY_NIGHT))
    finally:
        event.remove(Engine, "before_cursor_execute", lost)

    assert [(one.name, one.says) for one in found] == [("DanmDatabaseAway", AWAY)]


def test_a_feed_that_is_silent_is_told_by_its_name(database: Database, database_url: str) -> None:
    live = Live(database_url)
    live.take_in([report("06-13 15:10", "STF-26-0012345", risk="high")], SATURDAY_NIGHT)
    live.database.close()

    assert names(own(database).found(SATURDAY_NIGHT)) == []
    (found,) = own(database).found(SATURDAY_NIGHT + timedelta(days=30))

    assert found.name == "DanmFeedNotTrusted"
    assert set(found.labels) == {"feed"}
    assert "STF-26" not in repr(found)


def test_an_alert_that_nobody_accepts_is_told_after_five_minutes(database: Database) -> None:
    post = Post(database=database, house=routed_house(), channels=[Recorder()])
    post.raising(alert())

    assert names(own(database).found(SATURDAY_NIGHT + UNSENT_FOR)) == []
    late = SATURDAY_NIGHT + UNSENT_FOR + timedelta(seconds=1)
    (found,) = own(database).found(late)
    assert (found.name, dict(found.labels)) == ("DanmAlertsNotAccepted", {})

    with database.write() as connection:
        connection.execute(update(outbox).values(accepted_at=late))
    assert names(own(database).found(late)) == []


def test_what_nobody_has_dealt_with_in_quarantine_is_counted(database_url: str) -> None:
    room = Room.at(database_url)
    room.come(b"this is no message of STF-26-0012345")

    (found,) = own(room.database).found(SATURDAY_NIGHT)

    assert found.name == "DanmQuarantineOpen"
    assert found.says == "1 message lies in quarantine, and nobody has dealt with it"
    room.database.close()


def test_work_that_no_process_does_is_told(database: Database) -> None:
    (found,) = own(database, consume="taking messages in (danm consume)").found(SATURDAY_NIGHT)

    assert (found.name, dict(found.labels)) == ("DanmWorkNotDone", {"loop": "consume"})
    assert found.says == "taking messages in (danm consume): nobody has done it yet"


SILENT = MachineTrouble(name="Silent", says="since noon")
HANGS = MachineTrouble(name="Hangs", says="it hangs")


def test_a_trouble_is_told_again_while_it_lasts_and_for_a_while_that_it_is_over() -> None:
    told = Told()
    reporter = Reporter(alertmanager=told)  # type: ignore[arg-type]

    reporter.tell([SILENT, HANGS], SATURDAY_NIGHT)
    assert told.last == {"Silent": (0 * MINUTE, 5 * MINUTE), "Hangs": (0 * MINUTE, 5 * MINUTE)}
    reporter.tell([SILENT], SATURDAY_NIGHT + MINUTE)
    assert told.last == {"Silent": (0 * MINUTE, 6 * MINUTE), "Hangs": (0 * MINUTE, 1 * MINUTE)}
    reporter.tell([SILENT], SATURDAY_NIGHT + 5 * MINUTE)
    assert told.last == {"Silent": (0 * MINUTE, 10 * MINUTE), "Hangs": (0 * MINUTE, 1 * MINUTE)}
    reporter.tell([SILENT], SATURDAY_NIGHT + 6 * MINUTE)
    assert told.last == {"Silent": (0 * MINUTE, 11 * MINUTE)}
    reporter.tell([], SATURDAY_NIGHT + 7 * MINUTE)
    assert told.last == {"Silent": (0 * MINUTE, 7 * MINUTE)}

    count = len(told.posts)
    reporter.tell([], SATURDAY_NIGHT + 12 * MINUTE)
    assert len(told.posts) == count


def test_that_it_is_over_is_told_until_somebody_hears_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = Told()
    reporter = Reporter(alertmanager=told)  # type: ignore[arg-type]
    reporter.tell([SILENT], SATURDAY_NIGHT)
    told.is_there = False

    assert not reporter.tell([], SATURDAY_NIGHT + MINUTE)
    assert not reporter.tell([], SATURDAY_NIGHT + 2 * MINUTE)
    told.is_there = True
    assert reporter.tell([], SATURDAY_NIGHT + 3 * MINUTE)

    assert told.last == {"Silent": (0 * MINUTE, 1 * MINUTE)}
    assert caplog.text.count("machine trouble cannot be told") == 1
    assert caplog.text.count("machine trouble can be told again") == 1


def test_a_trouble_that_comes_back_began_anew() -> None:
    told = Told()
    reporter = Reporter(alertmanager=told)  # type: ignore[arg-type]
    reporter.tell([SILENT], SATURDAY_NIGHT)
    told.is_there = False
    reporter.tell([], SATURDAY_NIGHT + MINUTE)
    told.is_there = True

    reporter.tell([SILENT], SATURDAY_NIGHT + 2 * MINUTE)

    assert told.last == {"Silent": (2 * MINUTE, 7 * MINUTE)}


def test_a_process_that_dies_says_which_loop_it_was(database: Database) -> None:
    troubles = own(database)

    troubles.last_words("watch", SATURDAY_NIGHT)

    told = troubles.reporter.alertmanager
    assert isinstance(told, Told)
    ((one,),) = told.posts
    assert dict(one.trouble.labels) == {"loop": "watch", "instance": "one"}
    assert timedelta(0) < LAST_WORDS < EVERY


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Put back what this process does at a stop signal: a monitor takes it over."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_monitor_whose_loop_dies_is_heard_of_before_it_ends(database: Database) -> None:
    parts = Parts(
        database=database,
        house=routed_house(),
        reader=Reader(keys=KEYS, rules={}),
        sources=(),
        channels=(),
        instance="one",
    )
    monitor = monitor_of(parts, Offsets(database, "danm"), lambda: SATURDAY_NIGHT)
    told = Told()
    tell_machine_trouble(monitor, parts, Reporter(alertmanager=told))  # type: ignore[arg-type]

    def die(_: datetime) -> timedelta:
        raise ValueError("a mistake of ours")

    names = [loop.name for loop in monitor.loops.loops]
    monitor.loops.loops[:] = [Loop(name="watch", turn=die)]
    code = monitor.run()

    assert names[-1] == "alertmanager"
    assert code == 70
    ((one,),) = told.posts
    assert (one.trouble.name, one.trouble.labels["loop"]) == ("DanmLoopStuck", "watch")
