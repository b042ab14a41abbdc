"""Who waits longer, by what is known: the unknown has a row, the few are refused, nobody ranked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from alerts.flat.columns import Value
from reviews.delays import Looked
from reviews.pack import Seen
from reviews.pack.background import Background, background_of
from reviews.pack.batches import fates_of
from reviews.pack.equity import OTHER_AREAS, UNKNOWN, equity_section
from reviews.pack.parts import Section
from schemas.facts import Fact
from schemas.moments import Moment
from schemas.records import Case
from schemas.words import AgeBand, MessageType, Prior
from tests.a_notification import seen
from tests.replays.ours import HOUSE
from tests.spec.made_cases import at, received, waiting

MONDAY = datetime(2026, 6, 1, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOOKED = Looked(as_of=at("06-19 10:00"), policies=HOUSE.policies)


def some(number: int, background: Background, *, waited: int = 2, first: int = 0) -> list[Seen]:
    """So many notifications, each of its own day."""
    days = [MONDAY + (first + day) * timedelta(days=1) for day in range(number)]
    return [
        seen(
            f"{first + place}",
            reported=day,
            received=Moment.exact(day + waited * HOUR),
            background=background,
        )
        for place, day in enumerate(days)
    ]


def of(those: Sequence[Seen]) -> Section:
    return equity_section(those, fates_of(those))


def rows_by(section: Section, heading: str) -> list[tuple[Value, ...]]:
    return [tuple(row[1:]) for row in section.tables[0].rows if row[0] == heading]


BABY = Background(youngest=AgeBand.UNDER_4, prior=Prior.NONE, area="north", is_door_open=True)
OLDER = Background(youngest=AgeBand.FROM_12, prior=Prior.TWO, area="north", is_door_open=False)


def test_groups_stand_in_order_of_age_however_long_they_wait_and_the_unknown_last() -> None:
    those = [
        *some(20, OLDER),
        *some(20, BABY, waited=40, first=100),
        *some(20, Background(), first=200),
    ]

    youngest = rows_by(of(those), "Youngest child")

    assert [(row[0], row[1], row[3]) for row in youngest] == [
        ("0 to 3 years", 20, 0.0),
        ("12 to 15 years", 20, 1.0),
        (UNKNOWN, 20, 1.0),
    ]


def test_of_fewer_than_twenty_there_is_a_row_and_no_figure() -> None:
    those = [*some(25, OLDER), *some(19, BABY, first=100)]

    baby, older, unknown = rows_by(of(those), "Youngest child")

    assert baby[1:] == (19, 0, *[None] * 6)
    assert older[3] == 1.0
    assert unknown[1:] == (0, 0, *[None] * 6)


def test_small_areas_stand_together() -> None:
    those = [
        *some(20, BABY),
        *some(10, Background(area="east"), first=100),
        *some(10, Background(area="west"), first=200),
        *some(3, Background(), first=300),
    ]

    areas = rows_by(of(those), "Area")

    assert [(row[0], row[1]) for row in areas] == [("north", 20), (OTHER_AREAS, 20), (UNKNOWN, 3)]


def test_it_is_said_plainly_that_ethnicity_is_not_held() -> None:
    section = of(some(3, BABY))

    assert "cannot be said: there are too few" in section.sentences[0]
    assert section.sentences[1].startswith("Ethnicity is not held")
    assert section.pictures == ()


@pytest.mark.parametrize(
    ("waited", "says"),
    [
        pytest.param(40, "by: youngest child, earlier incidents, police knew. The", id="apart"),
        pytest.param(2, "No difference", id="alike"),
    ],
)
def test_only_what_chance_does_not_explain_is_called_a_difference(waited: int, says: str) -> None:
    those = [*some(40, OLDER), *some(40, BABY, waited=waited, first=100)]

    assert says in of(those).sentences[0]


def test_what_is_not_known_is_counted_in_a_sentence() -> None:
    those = [*some(30, BABY), *some(10, Background(area="north"), first=100)]

    said = of(those).sentences[2:]

    assert said == (
        "Youngest child: not known of 10 of 40 notifications (25 of every 100).",
        "Earlier incidents: not known of 10 of 40 notifications (25 of every 100).",
        "Police knew: not known of 10 of 40 notifications (25 of every 100).",
    )


def test_area_and_earlier_incidents_are_the_last_that_the_police_told() -> None:
    facts = [
        told("2026-06-17", {"area": "north", "prior_12m": "1"}),
        told("2026-06-18", {"area": "south"}),
        told("2026-06-19", {"area": "typed"}, MessageType.NOTIFICATION_RECEIVED),
    ]

    background = background_of(received("06-17 16:00"), facts, LOOKED)

    assert (background.area, background.prior) == ("south", Prior.ONE)


@pytest.mark.parametrize(
    ("case", "is_open"),
    [
        pytest.param(waiting(), True, id="wednesday-morning"),
        pytest.param(waiting(policy="long gone"), None, id="its-hours-are-loaded-no-more"),
    ],
)
def test_whether_the_front_door_was_open_goes_by_its_own_hours(
    case: Case, is_open: bool | None
) -> None:
    assert background_of(case, (), LOOKED).is_door_open is is_open


def told(
    day: str, words: dict[str, str], kind: MessageType = MessageType.INCIDENT_REPORTED
) -> Fact:
    time = datetime.fromisoformat(f"{day}T10:00:00Z")
    return Fact(time=time, source="/s", id=day, type=kind, words=words)
