"""While alarms go out and nobody takes them, nobody outside is told that all is well."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.list_turn import ListTurn
from consumer.heartbeat import Wellness
from consumer.not_accepted import UNACCEPTED_FOR
from consumer.web import Readiness
from schemas.database import open_database
from schemas.migrating import prepared
from schemas.moments import zulu
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEN_PAST_TEN = zulu(SATURDAY_NIGHT)
DESK, EDT = frozenset({Role.POLICE_DESK}), frozenset({Role.EDT})


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    database = prepared(open_database(database_url))
    yield Post(
        database=database, house=routed_house(), channels=[Recorder("mail"), Recorder("hook")]
    )
    database.close()


def held_back_for(post: Post) -> list[str]:
    """Return what of the outbox holds the heartbeat back; nothing else was proved here."""
    wellness = Wellness(database=post.database, paths=(), work={}, ready=Readiness)
    return [why for why in wellness.why_not(post.now) if "audit" not in why]


def test_an_alert_that_every_channel_refuses_for_hours_holds_the_heartbeat_back(
    post: Post,
) -> None:
    for channel in post.channels:
        channel.failure = TemporaryFailure("down")
    post.raising(alert(recipients=EDT))

    post.after(UNACCEPTED_FOR, every=MINUTE)
    assert held_back_for(post) == []
    post.after(14 * HOUR, every=10 * MINUTE)
    (why,) = held_back_for(post)

    assert why == f"alerts or lists are sent and not accepted, the oldest since {TEN_PAST_TEN}"


def test_once_it_is_accepted_the_heartbeat_goes_out_again(post: Post) -> None:
    for channel in post.channels:
        channel.failure = TemporaryFailure("down")
    post.raising(alert(recipients=EDT))
    post.after(HOUR, every=MINUTE)
    assert held_back_for(post)

    for channel in post.channels:
        channel.failure = None
    post.after(HOUR, every=MINUTE)

    assert held_back_for(post) == []


def test_what_the_second_route_took_was_told(post: Post) -> None:
    post.channels[0].failure = TemporaryFailure("busy")
    post.raising(alert(recipients=EDT))

    post.after(HOUR, every=MINUTE)

    assert held_back_for(post) == []


def test_what_was_given_up_does_not_hold_the_heartbeat_for_ever(post: Post) -> None:
    for channel in post.channels:
        channel.failure = PermanentFailure("gone")
    post.raising(alert(recipients=DESK))

    post.after(HOUR, every=MINUTE)

    assert held_back_for(post) == []


def test_a_list_that_nobody_accepts_holds_it_back_too(post: Post) -> None:
    lists = ListTurn(database=post.database, house=post.house)
    lists.turn(post.now)
    post.raising(*(alert(n, recipients=EDT) for n in range(11)))
    post.after(MINUTE)
    for channel in post.channels:
        channel.failure = TemporaryFailure("down")

    lists.turn(post.now)
    post.after(HOUR, every=MINUTE)
    (why,) = held_back_for(post)

    assert why == (
        "alerts or lists are sent and not accepted, the oldest since "
        f"{zulu(SATURDAY_NIGHT + MINUTE)}"
    )
