"""Lists leave at their fixed hours, once each, to whom they are for."""

from collections import Counter
from datetime import timedelta
from typing import NoReturn

import pytest

from alerts.list_turn import ListTurn
from schemas.list_rows import list_row
from schemas.list_tables import lists
from schemas.lists import RoleList
from schemas.words import Delivery, ListSort, Role
from tests.contract.post_room import STOKE, Post, Recorder, alert, routed_house
from tests.spec.made_cases import at

DAY = timedelta(days=1)
MONDAY = at("06-15 05:00")
"""06:00 by the clock on the wall, before any list of the day."""


def lists_turn(post: Post, until: str) -> None:
    """Let the time pass to an instant in steps of a minute, making lists and sending them."""
    lists_of = ListTurn(database=post.database, house=post.house)
    while post.now < at(until):
        post.now += timedelta(minutes=1)
        lists_of.turn(post.now)
    while post.turn() == timedelta(0):
        pass


@pytest.fixture
def monday(post: Post) -> Post:
    """A monitor that has just begun, early on a Monday."""
    post.now = MONDAY
    ListTurn(database=post.database, house=post.house).turn(post.now)
    return post


def of_stoke(recorder: Recorder) -> Counter[tuple[Role, str]]:
    """Count the lists about one council by role and hour."""
    told = [parcel.alert for parcel in recorder.accepted]
    return Counter(
        (one.role, f"{one.due_at:%H:%M}")
        for one in told
        if isinstance(one, RoleList) and one.local_authority == STOKE
    )


def test_each_role_gets_its_lists_of_a_day_even_when_nobody_waits(
    monday: Post, mail: Recorder
) -> None:
    lists_turn(monday, "06-16 05:00")

    told = of_stoke(mail)
    assert {hour for role, hour in told if role is Role.EDT} == {"06:00", "16:15", "21:00"}
    assert {hour for role, hour in told if role is Role.MASH_DUTY} == {"07:30", "11:30", "15:00"}
    assert set(told.values()) == {1}


def test_the_first_start_makes_no_list_of_before(post: Post, mail: Recorder) -> None:
    post.now = at("06-15 08:00")

    lists_turn(post, "06-15 08:30")

    assert not mail.accepted


def test_after_an_outage_only_the_last_list_of_each_role_is_made(
    monday: Post, mail: Recorder
) -> None:
    monday.now = at("06-17 14:00")

    lists_turn(monday, "06-17 14:01")

    assert of_stoke(mail)[Role.MASH_DUTY, "11:30"] == 1
    assert {role for role, _ in of_stoke(mail)} >= {Role.EDT, Role.MASH_DUTY, Role.MASH_MANAGER}
    assert max(of_stoke(mail).values()) == 1


def test_two_that_make_lists_make_each_once(monday: Post, mail: Recorder) -> None:
    monday.now = at("06-15 06:00")
    for _ in range(2):
        ListTurn(database=monday.database, house=monday.house).turn(monday.now)

    while monday.turn() == timedelta(0):
        pass

    assert of_stoke(mail) == {(Role.EDT, "06:00"): 1}


def test_a_digest_goes_before_the_lists_of_the_hour_and_after_graver_alarms_still(
    monday: Post, mail: Recorder
) -> None:
    digest = RoleList(
        sort=ListSort.STORM,
        role=Role.EDT,
        local_authority=STOKE,
        opened_at=MONDAY,
        due_at=MONDAY + timedelta(hours=1),
    )
    with monday.database.write() as connection:
        connection.execute(lists.insert(), list_row(digest))
    monday.now = at("06-15 06:00")
    ListTurn(database=monday.database, house=monday.house).turn(monday.now)
    monday.raising(alert(1, raised_at=monday.now, due_at=monday.now))

    monday.turn()

    deliveries = [parcel.alert.delivery for parcel in mail.accepted]
    assert deliveries == sorted(deliveries, key=lambda one: one is Delivery.LIST)
    assert digest.alert_id in {parcel.alert.alert_id for parcel in mail.accepted}


def test_in_shadow_every_list_goes_to_the_data_manager(post: Post, hook: Recorder) -> None:
    post.house = routed_house(is_shadow=True)
    post.now = MONDAY
    ListTurn(database=post.database, house=post.house).turn(post.now)

    lists_turn(post, "06-15 06:30")

    assert set(hook.addressed) == {"https://hooks.example/data"}


def test_a_list_that_cannot_be_made_still_says_that_somebody_must_look(
    monday: Post, mail: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_list(*_: object) -> NoReturn:
        raise LookupError("a picture of a later version")

    monday.now = at("06-15 06:00")
    ListTurn(database=monday.database, house=monday.house).turn(monday.now)
    monkeypatch.setattr("alerts.dispatch.gather", no_list)

    while monday.turn() == timedelta(0):
        pass

    assert of_stoke(mail) == {(Role.EDT, "06:00"): 1}
    assert "This does not mean that nobody waits" in mail.accepted[0].text.body
    assert not mail.accepted[0].text.subject.startswith("[TRIAL RUN]")


def test_in_shadow_also_a_list_that_cannot_be_made_says_so(
    post: Post, hook: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_list(*_: object) -> NoReturn:
        raise LookupError("a picture of a later version")

    post.house, post.now = routed_house(is_shadow=True), MONDAY
    monkeypatch.setattr("alerts.dispatch.gather", no_list)
    ListTurn(database=post.database, house=post.house).turn(post.now)

    lists_turn(post, "06-15 06:00")

    assert hook.accepted[0].text.subject.startswith("[TRIAL RUN] The list of")
