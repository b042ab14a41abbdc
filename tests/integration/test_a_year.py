"""A year of one city at typical waits: the aims for interruptions hold, as the README says."""

from collections.abc import Iterator

import pytest

from consumer.backtest.shifts import DAY_SHIFT_LIMIT, EDT_NIGHT_LIMIT, Interruptions, Team
from consumer.interruptions import interruptions
from consumer.sources.synthetic_cases import STOKE
from schemas.database import Database, open_database
from schemas.migrating import prepared
from schemas.words import Role
from tests.a_year import DAYS, FIRST, LAST, live_through, messages, rang
from tests.replays.ours import HOUSE

pytestmark = pytest.mark.integration

ALARMS_A_DAY = (7, 15)
"""Source: design, "The list is the product, the interruption is the exception"."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = prepared(open_database(f"sqlite:///{tmp_path_factory.mktemp('year') / 'y.sqlite'}"))
    live_through(database, messages(with_heartbeats=True))
    yield database
    database.close()


@pytest.fixture
def interrupted(database: Database) -> Interruptions:
    with database.read() as connection:
        return interruptions(connection, HOUSE.policies, FIRST, LAST)


def test_no_team_is_interrupted_more_often_than_the_aim_in_a_day_shift(
    interrupted: Interruptions,
) -> None:
    assert interrupted.teams
    for team in interrupted.teams:
        assert interrupted.load(team, is_night=False).most <= DAY_SHIFT_LIMIT


def test_edt_is_interrupted_once_in_four_nights_and_seldom_twice_in_one(
    interrupted: Interruptions,
) -> None:
    nights = interrupted.load(Team(Role.EDT, STOKE.code), is_night=True)

    assert nights.per_shift <= EDT_NIGHT_LIMIT / 4
    assert nights.above <= DAYS / 50


def test_there_are_as_many_alarms_a_day_as_the_design_expects(database: Database) -> None:
    alarms = rang(database)

    least, most = ALARMS_A_DAY
    assert least <= len(alarms) / DAYS <= most
    assert sum(bool(one.at_once) for one in alarms) < len(alarms) / 20
