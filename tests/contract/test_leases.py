"""Whose an alert is while it is sent: nobody waits for his own old lease, or takes another's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from alerts.channels import TemporaryFailure
from alerts.dispatch import Dispatch
from consumer.app import Parts, free_own_leases
from schemas.database import open_database
from schemas.migrating import prepared
from schemas.words import Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.replays.live import READER

SECOND = timedelta(seconds=1)
OURS, ANOTHER = "danm-1", "danm-2"


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    database = prepared(open_database(database_url))
    yield Post(database=database, house=routed_house(), channels=[])
    database.close()


class Dying(Recorder):
    """A channel whose process ends as it sends."""

    def send(self, parcel: object) -> None:
        super().send(parcel)  # type: ignore[arg-type]
        raise KeyboardInterrupt


def parts(post: Post, instance: str | None) -> Parts:
    return Parts(
        database=post.database,
        house=post.house,
        reader=READER,
        sources=(),
        channels=[Recorder("mail")],
        instance=instance,
    )


def ended_while_sending(post: Post, instance: str) -> Recorder:
    """Let a sender of this name lease the alerts there are and end at the first."""
    dying = Dying("mail")
    sender = Dispatch(
        database=post.database,
        house=post.house,
        channels=[dying],
        sender=f"{instance}/mail",
    )
    with pytest.raises(KeyboardInterrupt):
        sender.turn(post.now)
    return dying


def starts_again(post: Post, instance: str | None) -> Recorder:
    """Let a process of this name start a second later, and take one turn."""
    mail = Recorder("mail")
    post.channels = [mail]
    post.now += SECOND
    free_own_leases(parts(post, instance), post.now)
    post.turn()
    return mail


def test_a_sender_that_starts_again_under_its_name_need_not_wait_for_its_own_lease(
    post: Post,
) -> None:
    post.raising(*(alert(n, recipients=frozenset({Role.POLICE_DESK})) for n in (1, 2)))
    before = ended_while_sending(post, OURS)

    after = starts_again(post, OURS)

    keys = [parcel.key for parcel in (*before.accepted, *after.accepted)]
    assert len(after.accepted) == len(set(keys))
    assert len(keys) == len(set(keys)) + 1


def test_on_a_server_the_lease_of_another_sender_stands(post: Post) -> None:
    post.raising(alert())
    ended_while_sending(post, ANOTHER)

    mail = starts_again(post, OURS)

    assert bool(mail.accepted) is post.database.is_sqlite


def test_a_process_without_a_name_takes_no_lease_from_others_on_a_server(post: Post) -> None:
    post.raising(alert())
    ended_while_sending(post, ANOTHER)

    mail = starts_again(post, None)

    assert bool(mail.accepted) is post.database.is_sqlite


def test_a_sender_that_lives_on_after_all_cannot_undo_what_the_other_has_said(post: Post) -> None:
    mail = Recorder("mail")

    class Robbed(Recorder):
        def send(self, parcel: object) -> None:
            super().send(parcel)  # type: ignore[arg-type]
            if self.tried == 1:
                post.channels = [mail]
                free_own_leases(parts(post, OURS), post.now)
                post.turn()

    post.raising(alert())
    robbed = Robbed("mail")
    sender = Dispatch(
        database=post.database, house=post.house, channels=[robbed], sender=f"{OURS}/mail"
    )

    sender.turn(post.now)

    assert mail.accepted
    assert set(post.rows("accepted_at", "leased_by")) == {(SATURDAY_NIGHT, None)}


def test_what_waits_after_a_refusal_is_nobodys_lease(post: Post) -> None:
    mail = Recorder("mail", failure=TemporaryFailure("busy"))
    post.channels = [mail]
    post.raising(alert())
    post.turn()
    waiting = post.rows("next_attempt_at")

    starts_again(post, OURS)

    assert post.rows("next_attempt_at") == waiting


def test_once_asked_to_stop_no_further_call_begins_and_the_rest_need_not_wait(post: Post) -> None:
    first, second = Recorder("mail"), Recorder("mail")
    post.raising(*(alert(n, recipients=frozenset({Role.POLICE_DESK})) for n in (1, 2, 3)))
    stopping = Dispatch(
        database=post.database,
        house=post.house,
        channels=[first],
        is_stopping=lambda: len(first.accepted) == 1,
    )

    stopping.turn(post.now)
    post.channels = [second]
    post.turn()

    assert (len(first.accepted), len(second.accepted)) == (1, 2)
    assert set(post.rows("failures", "leased_by")) == {(0, None)}
