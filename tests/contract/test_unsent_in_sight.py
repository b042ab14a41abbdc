"""Since when an alert has been waiting to be accepted, as the metric tells it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.channels import PermanentFailure, TemporaryFailure
from consumer.metrics import exposition
from schemas.database import open_database
from schemas.migrating import prepared
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.scraped import scraped

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DESK = frozenset({Role.POLICE_DESK})


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    database = prepared(open_database(database_url))
    yield Post(
        database=database, house=routed_house(), channels=[Recorder("mail"), Recorder("hook")]
    )
    database.close()


def oldest_unsent(post: Post) -> float | None:
    told = scraped(exposition(post.database, post.house, post.now))
    return told.value("danm_outbox_oldest_unsent_timestamp_seconds")


def test_what_nobody_accepted_stays_in_sight_also_when_it_is_given_up(post: Post) -> None:
    for channel in post.channels:
        channel.failure = TemporaryFailure("busy")
    post.raising(alert(recipients=DESK))

    for passed in (MINUTE, 73 * HOUR):
        post.after(passed, every=10 * MINUTE)
        assert oldest_unsent(post) == SATURDAY_NIGHT.timestamp()


def test_what_was_given_up_is_told_once_somebody_took_it_in_place_of_those(post: Post) -> None:
    mail, hook = post.channels
    mail.failure, hook.failure = PermanentFailure("gone"), TemporaryFailure("busy")
    post.raising(alert(recipients=DESK))
    post.after(MINUTE)
    assert oldest_unsent(post) == SATURDAY_NIGHT.timestamp()
    hook.failure = None

    post.after(HOUR, every=MINUTE)

    assert oldest_unsent(post) is None


def test_what_the_first_way_still_tries_is_in_sight_although_the_second_took_it(post: Post) -> None:
    mail, _ = post.channels
    mail.failure = TemporaryFailure("busy")
    post.raising(alert(recipients=frozenset({Role.EDT})))

    post.after(HOUR, every=MINUTE)

    assert oldest_unsent(post) == SATURDAY_NIGHT.timestamp()


def test_a_digest_past_its_hour_that_nobody_makes_is_in_sight(post: Post) -> None:
    edt = frozenset({Role.EDT})
    post.raising(*(alert(n, recipients=edt) for n in range(11)))
    while post.turn() == timedelta(0):
        pass
    assert oldest_unsent(post) is None

    post.now = SATURDAY_NIGHT + timedelta(seconds=30)

    assert oldest_unsent(post) == post.now.timestamp()
