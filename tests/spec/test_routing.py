"""Which ways an alert leaves, for whom: nobody is left out in silence."""

from dataclasses import replace

import pytest

from alerts.channels import Parcel
from alerts.routing import Way, second_way, ways_of
from alerts.standing_in import NOTES, Instead, with_note
from schemas.policy_words import ROLE_WORDS
from schemas.words import Role
from tests.contract.parcels import LATE_HIGH, TEXT
from tests.contract.post_room import POLICE_ROUTES, ROUTES, STOKE_ROUTES, routed_house
from tests.replays.ours import HOUSE

EDT, DUTY, MANAGER, DESK, DATA = (
    Role.EDT,
    Role.MASH_DUTY,
    Role.MASH_MANAGER,
    Role.POLICE_DESK,
    Role.DATA_MANAGER,
)

Told = tuple[str, str, set[Role], Instead | None]
"""Route, channel, for whom, and why somebody else is told."""


def told(*roles: Role, council: str | None = "E06000021", **house: object) -> list[Told]:
    alert = replace(LATE_HIGH, recipients=frozenset(roles), local_authority=council)
    ways = ways_of(alert, routed_house(**house))  # type: ignore[arg-type]
    return [(way.route, way.channel, set(way.roles), way.instead) for way in ways]


def test_each_role_is_told_by_its_own_route() -> None:
    assert told(EDT, DESK) == [
        ("edt", "mail", {EDT}, None),
        ("desk", "mail", {DESK}, None),
    ]


def test_roles_that_share_a_route_get_one_message() -> None:
    assert told(DUTY, MANAGER) == [("mash", "mail", {DUTY, MANAGER}, None)]


def test_a_role_may_have_several_routes() -> None:
    both = STOKE_ROUTES | {EDT: ("edt", "edt-hook")}  # type: ignore[operator]

    assert told(EDT, stoke=both) == [
        ("edt", "mail", {EDT}, None),
        ("edt-hook", "hook", {EDT}, None),
    ]


@pytest.mark.parametrize(
    "stoke",
    [
        pytest.param({DATA: ("data",)}, id="no-route-at-all"),
        pytest.param({DATA: ("data",), EDT: ("edt-pager",)}, id="a-route-that-is-not-set-up"),
    ],
)
def test_who_has_no_route_is_told_through_the_data_manager(stoke: object) -> None:
    assert told(EDT, DATA, stoke=stoke) == [
        ("data", "hook", {DATA}, None),
        ("data", "hook", {EDT}, Instead.NO_ROUTE),
    ]


def test_a_role_with_one_good_route_and_one_that_is_not_set_up_is_told_both_ways() -> None:
    half = STOKE_ROUTES | {EDT: ("edt", "edt-pager")}  # type: ignore[operator]

    assert told(EDT, stoke=half) == [
        ("edt", "mail", {EDT}, None),
        ("data", "hook", {EDT}, Instead.NO_ROUTE),
    ]


def test_where_not_even_the_data_manager_has_a_route_it_stays_in_sight() -> None:
    assert told(EDT, stoke={}) == [("", "mail", {EDT}, Instead.NO_ROUTE)]


def test_police_roles_are_reached_as_their_force_says_and_else_as_the_council_does() -> None:
    own = STOKE_ROUTES | {DESK: ("mash",)}  # type: ignore[operator]

    assert told(DESK, stoke=own) == [("desk", "mail", {DESK}, None)]
    assert told(DESK, stoke=own, police={}) == [("mash", "mail", {DESK}, None)]


def test_what_is_about_no_single_council_goes_to_the_people_of_each() -> None:
    county = {DATA: ("edt-hook",)}

    assert told(DATA, council=None, county=county) == [
        ("data", "hook", {DATA}, None),
        ("edt-hook", "hook", {DATA}, None),
    ]
    assert told(MANAGER, council=None, county=county) == [
        ("mash", "mail", {MANAGER}, None),
        ("data", "hook", {MANAGER}, Instead.NO_ROUTE),
        ("edt-hook", "hook", {MANAGER}, Instead.NO_ROUTE),
    ]


def test_in_shadow_only_the_data_manager_is_told() -> None:
    assert told(EDT, DESK, MANAGER, is_shadow=True) == [("data", "hook", {DATA}, None)]


def test_a_replay_leaves_nothing_to_send() -> None:
    assert ways_of(LATE_HIGH, replace(routed_house(), channels=(), routes={})) == ()


def test_without_routes_each_channel_takes_everything() -> None:
    house = replace(HOUSE, channels=("console",))

    assert ways_of(LATE_HIGH, house) == (Way(channel="console", roles=LATE_HIGH.recipients),)


def test_a_way_names_its_second_only_where_that_is_set_up() -> None:
    (way,) = ways_of(replace(LATE_HIGH, recipients=frozenset({EDT})), routed_house())
    routes = {name: route for name, route in ROUTES.items() if name != "edt-hook"}
    alone = routed_house(routes=routes)
    (by_mail,) = ways_of(replace(LATE_HIGH, recipients=frozenset({EDT})), alone)

    assert way.second == "edt-hook"
    assert by_mail.second is None
    assert second_way("edt", frozenset({EDT}), alone.routes) is None
    assert second_way("gone", frozenset({EDT}), alone.routes) is None
    assert second_way("edt", frozenset({EDT}), ROUTES) == Way(
        channel="hook", route="edt-hook", roles=frozenset({EDT})
    )


@pytest.mark.parametrize("instead", Instead)
def test_who_reads_it_in_place_of_others_knows_for_whom_it_was(instead: Instead) -> None:
    noted = with_note(TEXT, instead, {DESK, EDT})

    assert noted.subject == f"[PASS ON] {TEXT.subject}"
    assert noted.body.startswith(
        f"PASS ON: this was for: {ROLE_WORDS[EDT]}, {ROLE_WORDS[DESK]}.\n{NOTES[instead]}\n\n"
    )
    assert noted.body.endswith(TEXT.body)


def test_every_reason_to_stand_in_says_what_to_do() -> None:
    assert set(NOTES) == set(Instead)


def test_a_copy_in_place_of_others_is_another_message_than_the_own_one() -> None:
    own = Parcel(alert=LATE_HIGH, text=TEXT)

    assert own.key == LATE_HIGH.alert_id
    assert replace(own, instead=Instead.REFUSED).key != own.key


def test_routes_of_the_police_are_part_of_the_house_of_these_tests() -> None:
    assert POLICE_ROUTES[DESK] == ("desk",)
