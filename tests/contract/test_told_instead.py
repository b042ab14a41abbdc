"""Who is told beside or in place of those who do not take an alert."""

from dataclasses import replace
from datetime import timedelta

from alerts.channels import PermanentFailure, TemporaryFailure
from schemas.words import Role
from tests.contract.post_room import Post, Recorder, alert, routed_house

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BUSY = TemporaryFailure("busy")
GONE = PermanentFailure("no such mailbox")
EDT = frozenset({Role.EDT})


def test_after_three_days_it_is_given_up_stays_in_sight_and_the_data_manager_knows(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = BUSY
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))

    post.after(72 * HOUR - MINUTE, every=MINUTE)
    assert post.rows("given_up_at") == [(None,)]
    post.after(HOUR, every=MINUTE)

    first, stand_in = post.rows("given_up_at", "accepted_at", "last_error")
    assert first[0] is not None
    assert first[1:] == (None, "busy")
    assert stand_in[1] is not None
    (parcel,) = hook.accepted
    assert parcel.text.subject.startswith("[PASS ON]")
    tried = mail.tried
    post.after(HOUR, every=MINUTE)
    assert mail.tried == tried


def test_the_second_channel_is_tried_once_after_a_minute(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = BUSY
    post.raising(alert(recipients=EDT))

    post.after(59 * SECOND)
    assert hook.accepted == []
    post.after(HOUR, every=MINUTE)

    (parcel,) = hook.accepted
    assert parcel.alert.alert_id == alert().alert_id
    assert parcel.addresses == ("https://hooks.example/edt",)
    assert parcel.instead is None
    assert post.rows("second_for", "route")[1] == (post.rows("outbox_id")[0][0], "edt-hook")


def test_the_first_channel_goes_on_after_the_second_has_accepted(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = BUSY
    post.raising(alert(recipients=EDT))
    post.after(2 * MINUTE)
    mail.failure = None

    post.after(HOUR, every=MINUTE)

    assert [parcel.key for parcel in mail.accepted] == [parcel.key for parcel in hook.accepted]


def test_what_was_accepted_in_time_needs_no_second_channel(post: Post, hook: Recorder) -> None:
    post.raising(alert(recipients=EDT))

    post.after(5 * MINUTE, every=10 * SECOND)

    assert hook.accepted == []
    assert len(post.rows("outbox_id")) == 1


def test_the_second_channel_is_opened_once_however_often_it_is_looked_at(
    post: Post, mail: Recorder
) -> None:
    mail.failure = BUSY
    post.raising(alert(recipients=EDT))
    post.now += MINUTE

    post.turn()
    post.turn()

    assert [row for row in post.rows("second_for") if row[0]] == [(post.rows("outbox_id")[0][0],)]


def test_a_refusal_for_good_is_not_tried_again_and_others_are_told_at_once(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = GONE
    post.raising(alert(recipients=EDT))

    post.after(10 * SECOND)

    assert mail.tried == 1
    assert sorted(hook.addressed) == ["https://hooks.example/data", "https://hooks.example/edt"]
    notes = {parcel.addresses[0]: parcel.instead for parcel in hook.accepted}
    assert notes == {"https://hooks.example/data": "refused", "https://hooks.example/edt": None}
    assert post.rows("last_error")[0] == ("no such mailbox",)


def test_the_data_managers_own_refusal_goes_round_in_no_circle(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    mail.failure = hook.failure = GONE
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK, Role.DATA_MANAGER})))

    post.after(HOUR, every=MINUTE)

    assert post.rows("route", "instead", "accepted_at") == [
        ("data", None, None),
        ("desk", None, None),
        ("data", "refused", None),
    ]
    assert mail.tried + hook.tried == 3


def test_who_has_no_route_is_told_through_the_data_manager_with_a_note(
    post: Post, hook: Recorder
) -> None:
    post.house = routed_house(police={})
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))

    post.turn()

    (parcel,) = hook.accepted
    assert "this was for: police desk" in parcel.text.body


def test_in_shadow_the_data_manager_alone_is_told(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    post.house = routed_house(is_shadow=True)
    post.raising(alert(recipients=frozenset({Role.EDT, Role.POLICE_DESK})))

    post.after(5 * MINUTE, every=10 * SECOND)

    assert mail.accepted == []
    (parcel,) = hook.accepted
    assert parcel.text.subject.startswith("[TRIAL RUN]")


def test_a_route_taken_out_of_the_configuration_meanwhile_leaves_nobody_untold(
    post: Post, mail: Recorder, hook: Recorder
) -> None:
    post.raising(alert(recipients=frozenset({Role.POLICE_DESK})))
    mail.failure = PermanentFailure("the route has no address")
    routes = {name: route for name, route in post.house.routes.items() if name != "desk"}
    post.house = replace(post.house, routes=routes)

    post.after(10 * SECOND)

    assert hook.addressed == ["https://hooks.example/data"]
