"""Handing over by routes: in which order, and what is tried again."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.dispatch import BACK_OFF, BUDGET, Dispatch
from alerts.outbox import LEASE
from schemas.tables import outbox
from schemas.words import Delivery, Risk, Role
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alarm_of, alert, numbers

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BUSY = TemporaryFailure("busy")
GONE = PermanentFailure("no such mailbox")
EDT = frozenset({Role.EDT})


def test_each_role_is_told_by_its_route_once(post: Post, mail: Recorder, hook: Recorder) -> None:
    post.raising(alert(recipients=frozenset({Role.EDT, Role.POLICE_DESK, Role.DATA_MANAGER})))

    post.after(2 * HOUR, every=MINUTE)

    assert sorted(mail.addressed) == ["desk@police.example", "edt@stoke.example"]
    assert hook.addressed == ["https://hooks.example/data"]
    assert {parcel.alert.alert_id for parcel in mail.accepted} == {alert().alert_id}


def test_most_urgent_and_highest_risk_go_first(post: Post, mail: Recorder) -> None:
    post.raising(
        alert(3, risk=Risk.NOT_ASSESSED),
        alert(4, risk=Risk.MEDIUM),
        alert(5, risk=Risk.HIGH),
        alert(6, risk=Risk.HIGH, due_at=SATURDAY_NIGHT - HOUR),
    )

    post.turn()

    assert list(dict.fromkeys(numbers(mail.accepted))) == [6, 5, 4, 3]


def test_what_goes_on_a_list_interrupts_nobody(post: Post, mail: Recorder) -> None:
    by_role = frozenset({Role.POLICE_DESK})
    post.raising(
        alert(1, risk=Risk.HIGH, delivery=Delivery.LIST),
        alert(2, recipients=EDT | by_role, interrupts=by_role),
    )

    post.turn()

    assert mail.addressed == ["desk@police.example"]
    assert numbers(mail.accepted) == [2]


def test_what_is_not_accepted_is_tried_again_after_longer_and_longer(
    post: Post, mail: Recorder
) -> None:
    mail.failure = BUSY
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))
    tried: list[datetime] = []

    while len(tried) < 8:
        before = mail.tried
        post.turn()
        if mail.tried > before:
            tried.append(post.now)
        post.now += SECOND

    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, *[15 * MINUTE] * 3]
    assert post.rows("failures", "last_error") == [(8, "busy")]


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        pytest.param(timedelta(seconds=1), BACK_OFF[0], id="never-sooner-than-we-would"),
        pytest.param(timedelta(minutes=2), timedelta(minutes=2), id="as-it-asks"),
        pytest.param(timedelta(days=1), BACK_OFF[-1], id="never-later-than-we-would"),
    ],
)
def test_a_channel_that_asks_to_be_left_alone_is_for_a_while(
    post: Post, mail: Recorder, asked: timedelta, pause: timedelta
) -> None:
    mail.failure = TemporaryFailure("slow down", retry_after=asked)
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))

    post.turn()

    assert post.rows("next_attempt_at") == [(SATURDAY_NIGHT + pause,)]


def test_one_bad_address_keeps_nobody_else_waiting(post: Post, mail: Recorder) -> None:
    mail.by_route["edt@stoke.example"] = BUSY
    post.raising(alert(1, recipients=EDT), alert(2, recipients=frozenset({Role.POLICE_DESK})))

    post.turn()

    assert numbers(mail.accepted) == [2]


def test_a_channel_that_hangs_keeps_no_other_channel_waiting(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    post.raising(alert(recipients=frozenset({Role.EDT, Role.DATA_MANAGER})))
    only_hook = Dispatch(
        database=post.database,
        house=post.house,
        channels=[hook],
        not_ours=frozenset({"mail"}),
    )

    only_hook.turn(post.now)

    assert mail.tried == 0
    assert hook.addressed == ["https://hooks.example/data"]


def test_what_no_channel_here_can_send_is_tried_and_told_of(post: Post, hook: Recorder) -> None:
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))
    post.channels = [hook]

    post.turn()

    assert post.rows("failures", "last_error") == [(1, "no channel mail here")]


def test_a_turn_that_has_lasted_too_long_leaves_the_rest_for_the_next(post: Post) -> None:
    class Slow(Recorder):
        def send(self, parcel: object) -> None:
            post.steady += 8
            super().send(parcel)  # type: ignore[arg-type]

    slow = Slow("mail")
    post.channels = [slow]
    post.raising(*(alert(n, recipients=frozenset({Role.POLICE_DESK})) for n in range(4)))

    pause = post.turn()

    assert len(slow.accepted) == 2
    assert pause == timedelta(0)
    assert post.rows("failures") == [(0,)] * 4
    accepted = {row[0] for row in post.rows("accepted_at")}
    assert accepted == {SATURDAY_NIGHT, SATURDAY_NIGHT + 8 * SECOND, None}
    post.now += 16 * SECOND
    post.turn()
    assert len(slow.accepted) == 4


def test_a_turn_ends_before_its_lease_does_and_no_call_lasts_as_long_as_a_hang() -> None:
    from alerts.channels import TIME_OUT
    from consumer.loops import LONGEST_TURN

    assert BUDGET + TIME_OUT < LEASE
    assert 2 * TIME_OUT < LONGEST_TURN


def test_a_crash_between_accepting_and_marking_sends_it_again_with_the_same_key(
    post: Post, mail: Recorder
) -> None:
    class Dying(Recorder):
        def send(self, parcel: object) -> None:
            super().send(parcel)  # type: ignore[arg-type]
            raise KeyboardInterrupt

    dying = Dying("mail")
    post.channels = [dying]
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))
    with pytest.raises(KeyboardInterrupt):
        post.turn()
    post.channels = [mail]

    post.after(LEASE - SECOND)
    assert mail.accepted == []
    post.after(SECOND)

    assert [parcel.key for parcel in mail.accepted] == [parcel.key for parcel in dying.accepted]


def test_a_lease_that_was_lost_marks_nothing(post: Post) -> None:
    class Robbed(Recorder):
        def send(self, parcel: object) -> None:
            super().send(parcel)  # type: ignore[arg-type]
            with post.database.write() as connection:
                connection.execute(update(outbox).values(attempts=outbox.c.attempts + 1))

    post.channels = [Robbed("mail")]
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))

    post.turn()

    assert post.rows("accepted_at") == [(None,)]


def test_a_text_that_fails_is_replaced_by_the_bare_alert(post: Post) -> None:
    class Picky(Recorder):
        def send(self, parcel: object) -> None:
            if self.tried == 0:
                self.tried += 1
                raise UnicodeError("the text of the alert cannot be written")
            super().send(parcel)  # type: ignore[arg-type]

    picky = Picky("mail")
    post.channels = [picky]
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))

    post.turn()

    (parcel,) = picky.accepted
    assert parcel.text.subject == "Alarm: wait, late (no case code)"


def test_all_channels_down_for_an_hour_lose_nothing_and_come_back_in_order_of_risk(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = hook.failure = BUSY
    risks = [Risk.STANDARD, Risk.HIGH, Risk.MEDIUM, Risk.NOT_ASSESSED]
    for minute in range(0, 60, 3):
        post.until(SATURDAY_NIGHT + minute * MINUTE, every=5 * SECOND)
        post.raising(
            alert(
                minute,
                risk=risks[minute % 4],
                raised_at=post.now,
                due_at=post.now,
                recipients=frozenset({Role.POLICE_DESK}),
            )
        )
    mail.failure = hook.failure = None
    post.now += 15 * MINUTE

    post.turn()

    assert sorted(numbers(mail.accepted)) == list(range(0, 60, 3))
    risks_told = [alarm_of(parcel).risk for parcel in mail.accepted]
    strictness = [risk.strictness for risk in risks_told if risk]
    assert strictness == sorted(strictness, reverse=True)
    assert {row[0] is None for row in post.rows("accepted_at")} == {False}
