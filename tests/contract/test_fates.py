"""Accepted and delivered are two things: what becomes of an alert, and what is done about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.channels import Fate, Parcel, TemporaryFailure
from alerts.dispatch import BACK_OFF, GIVEN_UP_AFTER
from alerts.fates import ASKED_FOR, FIRST_ASKED_AFTER, next_ask
from alerts.following import EVERY, Following
from alerts.outbox import oldest_unsent
from consumer.app import Parts, monitor_of
from consumer.arrivals import Reader
from consumer.offsets import Offsets
from schemas.counts import DELIVERY, FATES, read_counts
from schemas.database import open_database
from schemas.fate_tables import fates
from schemas.migrating import prepared
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.replays.ours import KEYS

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
EDT = alert(recipients=frozenset({Role.EDT}))


@dataclass(slots=True)
class Notify(Recorder):
    """A channel that says later what became of what it accepted."""

    told: Fate | Exception = Fate.SENDING
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
        self.asked.append((key, addresses))
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


@pytest.fixture
def mail() -> Notify:
    return Notify("mail")


@pytest.fixture
def hook() -> Recorder:
    return Recorder("hook")


@pytest.fixture
def post(database_url: str, mail: Notify, hook: Recorder) -> Iterator[Post]:
    database = prepared(open_database(database_url))
    yield Post(database=database, house=routed_house(), channels=[mail, hook])
    database.close()


def follow(post: Post, mail: Notify) -> timedelta:
    return Following(database=post.database, house=post.house, channel=mail).turn(post.now)


def known(post: Post) -> list[tuple[object, ...]]:
    """Return fate, when it is asked next and when it was delivered, of each row followed."""
    with post.database.read() as connection:
        told = select(fates.c.fate, fates.c.ask_at, fates.c.delivered_at)
        return [tuple(row) for row in connection.execute(told.order_by(fates.c.outbox_id))]


def counted(post: Post, metric: str) -> dict[tuple[str, ...], int]:
    with post.database.read() as connection:
        return read_counts(connection, [metric])[metric]


def accepted_and(post: Post, mail: Notify, told: Fate) -> None:
    """Let an alert for EDT be accepted, and half a minute later become something."""
    post.raising(EDT)
    post.turn()
    mail.told = told
    post.now += FIRST_ASKED_AFTER
    follow(post, mail)


def test_what_was_accepted_is_asked_about_later_and_is_not_delivered_before(
    post: Post, mail: Notify
) -> None:
    post.raising(EDT)
    post.turn()

    assert known(post) == [("sending", SATURDAY_NIGHT + FIRST_ASKED_AFTER, None)]
    assert follow(post, mail) == EVERY
    assert mail.asked == []


def test_delivered_is_kept_apart_from_accepted(post: Post, mail: Notify) -> None:
    accepted_and(post, mail, Fate.DELIVERED)

    assert mail.asked == [(EDT.alert_id, ("edt@stoke.example",))]
    assert known(post) == [("delivered", None, SATURDAY_NIGHT + FIRST_ASKED_AFTER)]
    assert post.rows("accepted_at") == [(SATURDAY_NIGHT,)]
    assert counted(post, FATES) == {("mail", "delivered"): 1}
    assert follow(post, mail) == EVERY


def test_what_is_not_known_yet_is_asked_again_ever_later(post: Post, mail: Notify) -> None:
    accepted_and(post, mail, Fate.SENDING)

    assert known(post) == [("sending", SATURDAY_NIGHT + 2 * FIRST_ASKED_AFTER, None)]
    assert counted(post, FATES) == {}


@pytest.mark.parametrize(
    ("passed", "pause"),
    [
        pytest.param(timedelta(0), FIRST_ASKED_AFTER, id="at-once"),
        pytest.param(30 * SECOND, 30 * SECOND, id="half-a-minute"),
        pytest.param(10 * MINUTE, 10 * MINUTE, id="ten-minutes"),
        pytest.param(5 * timedelta(hours=1), timedelta(hours=1), id="five-hours"),
        pytest.param(ASKED_FOR - SECOND, timedelta(hours=1), id="almost-for-the-last-time"),
        pytest.param(ASKED_FOR, None, id="for-ever"),
    ],
)
def test_how_long_until_it_is_asked_again(passed: timedelta, pause: timedelta | None) -> None:
    now = SATURDAY_NIGHT + passed

    assert next_ask(SATURDAY_NIGHT, now) == (None if pause is None else now + pause)


def test_a_channel_that_does_not_say_is_asked_again_and_nothing_changes(
    post: Post, mail: Notify
) -> None:
    mail.told = TemporaryFailure("Notify answers 500")
    post.raising(EDT)
    post.turn()
    post.now += FIRST_ASKED_AFTER

    follow(post, mail)

    assert known(post) == [("sending", SATURDAY_NIGHT + 2 * FIRST_ASKED_AFTER, None)]
    assert post.rows("accepted_at") == [(SATURDAY_NIGHT,)]


@pytest.mark.parametrize("failed", [Fate.TEMPORARY_FAILURE, Fate.TECHNICAL_FAILURE])
def test_what_failed_for_the_moment_is_unsent_again_and_goes_by_the_second_route_too(
    post: Post, mail: Notify, hook: Recorder, failed: Fate
) -> None:
    accepted_and(post, mail, failed)

    with post.database.read() as connection:
        assert oldest_unsent(connection, post.now) == EDT.raised_at
    post.turn()
    assert hook.addressed == ["https://hooks.example/edt"]
    assert len(mail.accepted) == 1
    mail.told = Fate.DELIVERED
    post.after(BACK_OFF[0])
    assert [parcel.may_be_repeat for parcel in mail.accepted] == [False, True]
    post.now += FIRST_ASKED_AFTER
    follow(post, mail)

    assert [row[0] for row in known(post)] == ["delivered"]
    assert counted(post, FATES) == {("mail", failed.value): 1, ("mail", "delivered"): 1}
    sent = counted(post, DELIVERY)
    assert sum(n for (channel, edge), n in sent.items() if (channel, edge) == ("mail", "1")) == 1
    assert sum(n for (name, edge), n in sent.items() if name == "mail" and edge != "sum") == 1


def test_where_there_is_nobody_at_the_address_others_are_told_at_once(
    post: Post, mail: Notify, hook: Recorder
) -> None:
    accepted_and(post, mail, Fate.PERMANENT_FAILURE)
    post.turn()

    assert post.rows("given_up_at", "last_error")[0] == (
        SATURDAY_NIGHT + FIRST_ASKED_AFTER,
        "accepted, then: permanent-failure",
    )
    told: dict[str, Parcel] = {parcel.addresses[0]: parcel for parcel in hook.accepted}
    assert set(told) == {"https://hooks.example/edt", "https://hooks.example/data"}
    assert told["https://hooks.example/data"].instead == "refused"
    post.after(timedelta(hours=1), every=MINUTE)
    assert len(mail.accepted) == 1
    assert follow(post, mail) == EVERY


def test_the_second_route_is_opened_once_whatever_the_first_says_later(
    post: Post, mail: Notify, hook: Recorder
) -> None:
    mail.failure = TemporaryFailure("busy")
    post.raising(EDT)
    post.after(2 * MINUTE)
    mail.failure = None
    post.after(MINUTE)
    assert hook.addressed == ["https://hooks.example/edt"]
    mail.told = Fate.TEMPORARY_FAILURE

    post.after(MINUTE)
    follow(post, mail)
    post.after(MINUTE)

    assert hook.addressed == ["https://hooks.example/edt"]


def test_what_fails_again_and_again_is_given_up_in_the_end(
    post: Post, mail: Notify, hook: Recorder
) -> None:
    post.raising(EDT)
    post.turn()
    mail.told = Fate.TEMPORARY_FAILURE
    post.now += GIVEN_UP_AFTER

    follow(post, mail)
    post.turn()

    assert post.rows("given_up_at")[0] == (SATURDAY_NIGHT + GIVEN_UP_AFTER,)
    assert "https://hooks.example/data" in hook.addressed


def test_two_processes_that_ask_at_once_write_it_once(post: Post, mail: Notify) -> None:
    post.raising(EDT)
    post.turn()
    post.now += FIRST_ASKED_AFTER

    def ask_meanwhile() -> None:
        mail.told = Fate.PERMANENT_FAILURE
        follow(post, mail)

    class Slow(Notify):
        def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
            ask_meanwhile()
            return super().fate(key, addresses)

    follow(post, Slow("mail", told=Fate.PERMANENT_FAILURE))

    assert counted(post, FATES) == {("mail", "permanent-failure"): 1}
    assert post.rows("failures")[0] == (1,)


def test_a_channel_that_never_tells_is_not_asked(post: Post, hook: Recorder) -> None:
    post.raising(alert(recipients=frozenset({Role.DATA_MANAGER})))
    post.turn()

    assert hook.addressed == ["https://hooks.example/data"]
    assert known(post) == []


def test_a_running_monitor_asks_each_channel_that_tells(
    post: Post, mail: Notify, hook: Recorder
) -> None:
    parts = Parts(
        database=post.database,
        house=post.house,
        reader=Reader(keys=KEYS, rules={}),
        sources=(),
        channels=(mail, hook),
    )

    monitor = monitor_of(parts, Offsets(post.database, "danm"), lambda: SATURDAY_NIGHT)

    names = [loop.name for loop in monitor.loops.loops]
    assert names == [
        "consume",
        "watch",
        "lists",
        "figures",
        "dispatch to mail",
        "follow mail",
        "dispatch to hook",
    ]
