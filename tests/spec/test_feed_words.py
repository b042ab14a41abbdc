"""What the board says of feeds and of what arrived late, from facts alone."""

from dataclasses import replace

import pytest

from alerts.board.feed_lines import NO_FRONT_DOOR, UNSAID_FRONT_DOOR, Standing, feed_lines
from alerts.board.feed_view import FeedView, feed_views
from alerts.board.late import LateToday
from alerts.board.late_view import late_view
from alerts.board.people import SOMEBODY_HERE, Person
from alerts.list_phrases import received_words
from alerts.lists import EndedRow
from schemas.feeds import COUNCIL, POLICE, UNHEARD, Feed
from schemas.words import State
from tests.replays.ours import HOUSE
from tests.spec.list_facts import HOUR, MONDAY, NOBODY, waiting

POLICY = HOUSE.policies.at(MONDAY)
STOKE, COUNTY = POLICY.councils


def a_feed(**changed: object) -> Feed:
    told: dict[str, object] = {
        "source": "/police/staffordshire/niche",
        "side": POLICE,
        "force": "staffordshire",
        "local_authority": None,
        "first_message_at": MONDAY - 100 * HOUR,
        "last_message_at": MONDAY - HOUR,
        "silent_at": MONDAY + HOUR,
    }
    return Feed(**(told | changed))  # type: ignore[arg-type]


def views_of(heard: list[Feed], who: Person = SOMEBODY_HERE) -> tuple[FeedView, ...]:
    return feed_views(feed_lines(heard, who, POLICY, MONDAY), POLICY, MONDAY)


@pytest.mark.parametrize(
    ("changed", "standing", "why"),
    [
        pytest.param({}, Standing.GOOD, "It speaks", id="speaks"),
        pytest.param({"silent_at": MONDAY}, Standing.BAD, "Silent", id="silent"),
        pytest.param(
            {"quiet_until": MONDAY - HOUR}, Standing.BAD, "due by 07:30", id="delivery-overdue"
        ),
        pytest.param(
            {"heartbeat_at": MONDAY, "complete_to": MONDAY - 25 * HOUR},
            Standing.BAD,
            "Behind",
            id="behind",
        ),
        pytest.param({"silent_at": None}, Standing.CANNOT_TELL, "Nobody has looked", id="unlooked"),
        pytest.param({"side": UNHEARD}, Standing.CANNOT_TELL, "was refused", id="unreadable"),
    ],
)
def test_a_feed_is_good_bad_or_nobody_can_tell(
    changed: dict[str, object], standing: Standing, why: str
) -> None:
    view = views_of([a_feed(**changed)])[0]

    assert view.standing is standing
    assert why in view.why


def test_a_force_that_was_never_heard_stands_among_the_feeds() -> None:
    never = views_of([])

    assert {(one.standing, one.last_message) for one in never} == {(Standing.CANNOT_TELL, "none")}
    assert "police feed of Staffordshire Police" in {one.name for one in never}


@pytest.mark.parametrize(
    ("councils", "seen", "expected", "why"),
    [
        pytest.param([], None, {STOKE, COUNTY}, NO_FRONT_DOOR, id="nobody-heard"),
        pytest.param([STOKE], None, {COUNTY}, NO_FRONT_DOOR, id="one-heard"),
        pytest.param([STOKE, COUNTY], None, set(), "", id="both-heard"),
        pytest.param([None], None, {STOKE, COUNTY}, UNSAID_FRONT_DOOR, id="one-that-may-be-either"),
        pytest.param([STOKE, None], None, set(), "", id="the-other-can-only-be-the-county-s"),
        pytest.param([], {STOKE}, {STOKE}, NO_FRONT_DOOR, id="another-council-s-is-not-theirs"),
    ],
)
def test_a_front_door_that_was_never_heard_stands_among_the_feeds(
    councils: list[str | None], seen: set[str] | None, expected: set[str], why: str
) -> None:
    heard = [a_feed(source=f"/c/{one}", side=COUNCIL, local_authority=one) for one in councils]
    who = replace(SOMEBODY_HERE, councils=None if seen is None else frozenset(seen))

    views = views_of(heard, who)

    never = [one for one in views if (one.side, one.last_message) == ("Front door", "none")]
    names = {council.name for code, council in POLICY.councils.items() if code in expected}
    assert {one.name.rpartition(", ")[2] for one in never} == names
    assert {one.why for one in never} <= {why}


def test_what_arrived_late_is_doubted_by_the_name_of_the_front_door_never_heard() -> None:
    county = POLICY.councils[COUNTY]
    today = LateToday(facts=NOBODY, hears_front_doors=True, unheard=(county,))

    view = late_view(today)

    assert not view.can_tell
    assert f"No feed ever said that it is that of {county.front_door_name}" in view.doubt


def test_a_receipt_known_to_the_day_is_not_said_to_have_come_at_its_end() -> None:
    day = EndedRow(
        about=waiting("HH2-4HPM", 9, 4).about,
        state=State.RECEIVED,
        disposition=None,
        received_from=MONDAY - 8.5 * HOUR,
        received_at=MONDAY + 15.5 * HOUR,
        waited=9 * HOUR,
        late_by=5 * HOUR,
    )

    said = received_words(day, MONDAY)

    assert said == "between 00:00 and now"


def test_our_own_source_is_no_feed() -> None:
    views = views_of([a_feed(source="/danm/canary")])

    assert "/danm/canary" not in {view.name for view in views}
