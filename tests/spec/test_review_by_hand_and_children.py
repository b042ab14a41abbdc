"""Receipts entered by hand apart, and children counted beside notifications."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviews.delays import Looked, Observation
from reviews.pack import Seen
from reviews.pack.background import Background, background_of
from reviews.pack.batches import fates_of
from reviews.pack.by_hand import by_hand_section
from reviews.pack.children import children_section
from schemas.facts import Fact
from schemas.moments import Moment
from schemas.own_sources import ENTERED
from schemas.words import Channel, Clock, MessageType, Risk
from tests.a_notification import seen
from tests.replays.ours import HOUSE
from tests.spec.made_cases import received

FRIDAY = datetime(2026, 6, 5, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY_HAND = Background(is_by_hand=True, channel=Channel.PHONE)


def told(number: int, *, waited: int, **more: Any) -> Seen:
    """A notification of its own day that waited so many hours, of 24."""
    at = FRIDAY + number * timedelta(days=1)
    return seen(f"C{number:03}", reported=at, received=Moment.exact(at + waited * HOUR), **more)


def receipt(source: str, hours: float, *, by_hand: bool = False, channel: str = "file") -> Fact:
    at = FRIDAY + hours * HOUR
    return Fact(
        time=at,
        source=source,
        id=f"{source}{hours}",
        type=MessageType.NOTIFICATION_RECEIVED,
        at=Moment.exact(at),
        by_hand=by_hand,
        words={"channel": channel},
    )


@pytest.mark.parametrize(
    ("facts", "is_by_hand", "channel"),
    [
        pytest.param([receipt("/c", 3)], False, Channel.FILE, id="the-system-s-own"),
        pytest.param([receipt("/c", 3, by_hand=True)], True, Channel.FILE, id="typed-there"),
        pytest.param(
            [receipt(ENTERED, 1, by_hand=True, channel="phone")], True, Channel.PHONE, id="phoned"
        ),
        pytest.param(
            [receipt(ENTERED, 1, by_hand=True, channel="phone"), receipt("/c", 3)],
            False,
            Channel.FILE,
            id="the-system-s-own-came-later-and-counts",
        ),
        pytest.param(
            [receipt("/c", 5), receipt("/c", 2, by_hand=True)],
            True,
            Channel.FILE,
            id="the-earliest-of-one-feed",
        ),
        pytest.param([], False, None, id="nobody-was-told"),
        pytest.param([receipt("/c", 9, by_hand=True)], False, None, id="it-came-after-we-look"),
    ],
)
def test_how_the_front_door_was_told_is_that_of_the_receipt_that_counts(
    facts: list[Fact], is_by_hand: bool, channel: Channel | None
) -> None:
    looked = Looked(as_of=FRIDAY + 4 * HOUR, policies=HOUSE.policies)

    background = background_of(received("06-17 16:00"), facts, looked)

    assert (background.is_by_hand, background.channel) == (is_by_hand, channel)


def test_receipts_by_hand_stand_apart_with_their_share_and_their_effect() -> None:
    cases = [told(number, waited=2) for number in range(30)]
    by_hand = [told(40 + number, waited=90, background=BY_HAND) for number in range(20)]
    both = [*cases, *by_hand]

    section = by_hand_section(both, fates_of(both))

    assert section.sentences[0] == (
        "20 of 50 receipts were entered by hand (40 of every 100); 20 were phoned through. "
        "With them about 60 of every 100 were told in time, without them about 100."
    )
    assert {row[0]: row[1:4] for row in section.tables[0].rows} == {
        "All": (50, 0, 0.6),
        "All without those by hand": (30, 0, 1.0),
        "Only those by hand": (20, 0, 0.0),
        "Only those phoned": (20, 0, 0.0),
    }


def test_a_few_receipts_by_hand_are_counted_and_no_figure_is_made_of_them() -> None:
    some = [told(number, waited=2) for number in range(30)]
    both = [*some, told(40, waited=90, background=BY_HAND)]

    section = by_hand_section(both, fates_of(both))

    only = section.tables[0].rows[2]
    assert (only[1], only[3], only[6]) == (1, None, None)
    assert "fewer than 20" in section.sentences[3]


def test_children_are_counted_beside_notifications_where_larger_families_wait_longer() -> None:
    small = [told(number, waited=2, children=1) for number in range(20)]
    large = [told(40 + number, waited=34, children=4) for number in range(20)]

    section = children_section([*small, *large], fates_of([*small, *large]))

    rows = {(row[0], row[1]): row for row in section.tables[0].rows}
    assert rows["All risks", "notifications"][2:5] == (40, 0, 0.5)
    assert rows["All risks", "children"][2:5] == (100, 0, 0.2)
    assert rows["All risks", "notifications"][-1] == 20 * 10
    assert rows["All risks", "children"][-1] == 20 * 10 * 4
    assert rows["High", "children"][2:5] == (0, 0, None)
    assert (
        "Children waited 800 hours past the limit, notifications 200 hours."
        in (section.sentences[0])
    )


def test_children_of_one_notification_are_no_separate_cases() -> None:
    families = [told(number, waited=2 if number % 2 else 34, children=4) for number in range(40)]

    section = children_section(families, fates_of(families))

    notifications, children = section.tables[0].rows[-2:]
    assert (notifications[2], children[2]) == (40, 160)
    # Each family tells one thing: four times the children make no narrower interval.
    assert children[5:7] == pytest.approx(notifications[5:7], abs=0.01)


def test_a_notification_whose_children_are_not_known_is_named_and_left_out() -> None:
    known = [told(number, waited=2) for number in range(3)]
    unknown = replace(told(9, waited=2), children=None)

    section = children_section([*known, unknown], fates_of([*known, unknown]))

    assert section.tables[0].rows[-1][2] == 3
    assert section.notes[1].endswith("the number of children is not known: 1 notification.")


def test_a_child_belongs_to_the_grade_at_the_receipt() -> None:
    one = told(1, waited=2, children=3)
    duty = one.duty
    assert isinstance(duty, Observation)
    regraded = replace(one, clocks={**one.clocks, Clock.DUTY: replace(duty, risk=Risk.HIGH)})

    section = children_section([regraded], fates_of([regraded]))

    assert [row[2] for row in section.tables[0].rows[:2]] == [1, 3]
