"""The policy that ships with the program, number by number as the contract states it."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from schemas.policy import PolicyBook, UnknownVersion
from schemas.policy_file import load_policies, load_policy
from schemas.policy_words import render
from schemas.words import AgeBand, Risk, Role
from tests.policy_files import STAFFORDSHIRE, STOKE, changed

POLICY = load_policy(None)


@pytest.mark.parametrize(
    ("risk", "youngest", "warn", "late"),
    [
        pytest.param(Risk.HIGH, AgeBand.FROM_8, 4, 8, id="high"),
        pytest.param(Risk.MEDIUM, AgeBand.FROM_8, 12, 24, id="medium"),
        pytest.param(Risk.STANDARD, AgeBand.FROM_8, 24, 48, id="standard"),
        pytest.param(Risk.NOT_ASSESSED, AgeBand.FROM_8, 8, 24, id="not-assessed-is-never-low"),
        pytest.param(Risk.STANDARD, AgeBand.UNDER_4, 12, 24, id="standard-with-a-baby-as-medium"),
        pytest.param(Risk.MEDIUM, AgeBand.UNBORN, 4, 8, id="medium-with-an-unborn-as-high"),
        pytest.param(Risk.NOT_ASSESSED, AgeBand.UNDER_4, 4, 8, id="not-assessed-baby-as-high"),
        pytest.param(Risk.HIGH, AgeBand.UNBORN, 4, 8, id="high-is-the-strictest"),
        pytest.param(Risk.STANDARD, AgeBand.FROM_4, 24, 48, id="four-is-no-baby"),
        pytest.param(Risk.STANDARD, AgeBand.UNKNOWN, 24, 48, id="unknown-age-no-uplift"),
    ],
)
def test_the_front_door_must_be_told_in_time_for_the_grade(
    risk: Risk, youngest: AgeBand, warn: int, late: int
) -> None:
    target = POLICY.duty_target(risk, youngest)

    assert (target.warn, target.late) == (timedelta(hours=warn), timedelta(hours=late))


@pytest.mark.parametrize(
    ("risk", "warn", "late"),
    [
        pytest.param(Risk.HIGH, 1, 2, id="high"),
        pytest.param(Risk.MEDIUM, 4, 8, id="medium"),
        pytest.param(Risk.STANDARD, 4, 8, id="standard"),
        pytest.param(Risk.NOT_ASSESSED, 4, 8, id="not-assessed"),
    ],
)
def test_the_council_must_pick_up_in_front_door_hours(risk: Risk, warn: int, late: int) -> None:
    target = POLICY.pickup_target(risk)

    assert (target.warn, target.late) == (timedelta(hours=warn), timedelta(hours=late))


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(POLICY.escalate_after, timedelta(hours=4), id="a-senior-after-four-hours"),
        pytest.param(POLICY.ceiling, timedelta(hours=72), id="ceiling"),
        pytest.param(POLICY.decision_high, timedelta(hours=24), id="decision-of-high"),
        pytest.param(POLICY.contact_feed_live, timedelta(days=7), id="contact-feed-live"),
        pytest.param(POLICY.not_yet_notice, timedelta(hours=24), id="children-not-yet-known"),
    ],
)
def test_the_other_limits_are_those_proposed(limit: timedelta, expected: timedelta) -> None:
    assert limit == expected


def test_every_grade_has_targets_whatever_the_age_of_the_youngest() -> None:
    for risk, youngest in product(Risk, AgeBand):
        target = POLICY.duty_target(risk, youngest)

        assert timedelta(0) < target.warn < target.late < POLICY.ceiling
        assert POLICY.grade_for_targets(risk, youngest).strictness >= risk.strictness
        assert POLICY.pickup_target(risk).warn < POLICY.pickup_target(risk).late


def test_every_number_has_an_owner_and_says_that_it_is_a_proposal() -> None:
    assert len(POLICY.notes) >= 18
    for place, note in POLICY.notes.items():
        assert note.owner, place
        assert note.source.startswith("proposal"), place


def test_two_councils_and_their_force_come_with_the_program() -> None:
    assert {code: council.name for code, council in POLICY.councils.items()} == {
        STOKE: "Stoke-on-Trent",
        STAFFORDSHIRE: "Staffordshire",
    }
    assert POLICY.forces["staffordshire"].councils == (STOKE, STAFFORDSHIRE)
    assert POLICY.is_configured(STOKE)
    assert not POLICY.is_configured("E08000003")


def test_a_council_may_have_hours_of_its_own(tmp_path: Path) -> None:
    own = (
        'front_door = "Integrated Front Door"\n'
        f'[councils.{STOKE}.hours]\nopening = {{ monday-sunday = "00:00-24:00" }}\n'
        'bank_holidays = false\nclosed_days = [2026-12-29]\nsource = "agreed"\n'
        f'[councils.{STOKE}.routes]\ndirector = ["director-email"]\n'
        f'[councils.{STOKE}.phones]\ndirector = "01632 960001"\n'
    )
    policy = changed(tmp_path, ('front_door = "Integrated Front Door"\n', own))
    sunday_night = datetime(2026, 11, 22, 2, tzinfo=UTC)

    assert policy.hours(STOKE).is_open(sunday_night)
    assert policy.hours(STOKE).closed_days == {date(2026, 12, 29)}
    assert not policy.hours(STAFFORDSHIRE).is_open(sunday_night)
    assert policy.councils[STOKE].routes == {Role.DIRECTOR: ("director-email",)}
    assert "director of children's services: director-email, 01632 960001" in render(policy)
    assert "Monday to Sunday 00:00-24:00; open on bank holidays" in render(policy)


@pytest.mark.parametrize("council", [None, "E08000003"])
def test_a_council_that_is_unknown_or_elsewhere_has_the_default_hours(council: str | None) -> None:
    assert POLICY.hours(council) is POLICY.default_hours


def test_a_case_keeps_the_version_in_force_when_the_police_knew(tmp_path: Path) -> None:
    later = changed(
        tmp_path,
        ('"proposal-2026-11"', '"2027-1"'),
        ("in_force_from = 2026-11-01 ", "in_force_from = 2027-06-01 "),
    )
    book = PolicyBook([later, POLICY])
    midnight = datetime(2027, 5, 31, 23, tzinfo=UTC)

    assert book.at(midnight) is later
    assert book.at(midnight - timedelta(seconds=1)) is POLICY
    assert book.at(datetime(2001, 1, 1, tzinfo=UTC)) is POLICY
    assert book.at(None) is later
    assert book.by_version("2027-1") is later


def test_a_version_that_is_not_loaded_is_named() -> None:
    with pytest.raises(UnknownVersion, match="2019-4"):
        PolicyBook([POLICY]).by_version("2019-4")


def test_of_no_file_the_book_holds_the_policy_that_ships() -> None:
    book = load_policies([])

    assert book.versions == (POLICY,)
    assert hash(book.at(None)) == hash(POLICY)
