"""From the outbox to GOV.UK Notify: one message an alert, whatever breaks in between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.channels import Parcel
from alerts.dispatch import BACK_OFF, Dispatch
from alerts.fates import FIRST_ASKED_AFTER
from alerts.following import Following
from alerts.outbox import LEASE
from schemas.database import open_database
from schemas.fate_tables import fates
from schemas.migrating import prepared
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import ROUTES, Post, alert, routed_house
from tests.contract.to_servers import notify_text
from tests.servers.notify_server import NotifyService, notify_server
from tests.servers.tls import Authority, new_authority

SECOND = timedelta(seconds=1)
EDT = alert(recipients=frozenset({Role.EDT}))
TO_EDT = ROUTES | {
    "edt": replace(ROUTES["edt"], channel="notify-text", addresses=("07700 900123",), second=None)
}


class DiesAfter:
    """A channel whose process ends when the other side has taken an alert."""

    name = "notify-text"

    def __init__(self, channel: object) -> None:
        self._channel = channel

    def send(self, parcel: Parcel) -> None:
        self._channel.send(parcel)  # type: ignore[attr-defined]
        raise SystemExit


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def service() -> NotifyService:
    return NotifyService()


@pytest.fixture
def post(database_url: str, authority: Authority, service: NotifyService) -> Iterator[Post]:
    """An outbox whose alerts for EDT go by text message."""
    database = prepared(open_database(database_url))
    with notify_server(service, authority.serving("localhost")) as server:
        house = replace(routed_house(routes=TO_EDT), channels=("notify-text",))
        channel = notify_text(server.port, authority)
        yield Post(database=database, house=house, channels=[channel])  # type: ignore[list-item]
    database.close()


def test_a_lost_answer_makes_no_second_message(post: Post, service: NotifyService) -> None:
    service.loses_answers = 1
    post.raising(EDT)

    post.turn()
    assert post.rows("accepted_at", "failures") == [(None, 1)]
    post.now += BACK_OFF[0]
    post.turn()

    assert post.rows("accepted_at") == [(SATURDAY_NIGHT + BACK_OFF[0],)]
    assert len(service.messages) == 1


def test_a_crash_before_the_mark_makes_no_second_message(
    post: Post, service: NotifyService
) -> None:
    post.raising(EDT)
    dying = Dispatch(
        database=post.database, house=post.house, channels=[DiesAfter(post.channels[0])]
    )
    with pytest.raises(SystemExit):
        dying.turn(post.now)

    post.now += LEASE
    post.turn()

    assert post.rows("accepted_at") == [(SATURDAY_NIGHT + LEASE,)]
    assert len(service.messages) == 1


def test_a_phone_that_was_off_gets_a_second_message_once_notify_has_given_up(
    post: Post, service: NotifyService
) -> None:
    post.raising(EDT)
    post.turn()
    service.become("temporary-failure")
    post.now += FIRST_ASKED_AFTER
    following = Following(
        database=post.database,
        house=post.house,
        channel=post.channels[0],  # type: ignore[arg-type]
    )
    following.turn(post.now)
    post.after(BACK_OFF[0], every=SECOND)
    service.messages[-1]["status"] = "delivered"
    post.now += FIRST_ASKED_AFTER

    following.turn(post.now)

    assert [one["status"] for one in service.messages] == ["temporary-failure", "delivered"]
    with post.database.read() as connection:
        (told,) = connection.execute(fates.select()).all()
    assert (told.fate, told.delivered_at) == ("delivered", post.now)
