"""Whatever the instant, the moment read from its local time holds it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from consumer.sources.extract_times import read_time
from consumer.sources.mapping_parts import FileHabits, TimeColumn
from schemas.moments import Moment

ZONES = ("Europe/London", "America/Los_Angeles", "Australia/Lord_Howe")
HALF_HOUR = timedelta(minutes=30)

CLOCK_CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 9, tzinfo=UTC),
)
START = datetime(2000, 1, 1, tzinfo=UTC)
THIRTY_YEARS = 30 * 365 * 24 * 60

near_clock_changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-180, 180),
)
instants = st.one_of(
    near_clock_changes,
    st.integers(0, THIRTY_YEARS).map(lambda minutes: START + timedelta(minutes=minutes)),
)
zones = st.sampled_from(ZONES)


def read(text: str, zone: str, **column: object) -> Moment:
    habits = FileHabits(zone=zone, formats=("%Y-%m-%d %H:%M",))
    told = read_time({"At": text}, TimeColumn.model_validate({"column": "At"} | column), habits)
    assert told is not None
    return told.moment


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def holds(moment: Moment, at: datetime) -> bool:
    return moment.earliest <= at <= moment.latest


@given(instants, zones)
def test_a_local_time_is_read_as_the_instant_or_as_a_range_that_holds_it(
    at: datetime, zone: str
) -> None:
    moment = read(f"{local(at, zone):%Y-%m-%d %H:%M}", zone)

    assert holds(moment, at)
    assert moment.latest - moment.earliest in (timedelta(0), HALF_HOUR, 2 * HALF_HOUR)


@given(instants, zones)
def test_a_rounded_time_holds_the_instant_that_was_rounded(at: datetime, zone: str) -> None:
    wall = local(at, zone)
    down = wall - timedelta(minutes=wall.minute % 30)
    nearest = down + (HALF_HOUR if wall.minute % 30 >= 15 else timedelta(0))

    moment = read(f"{nearest:%Y-%m-%d %H:%M}", zone, rounded_to="half_hour")

    assert holds(moment, at)


@given(instants, zones)
def test_a_day_holds_every_instant_of_it(at: datetime, zone: str) -> None:
    moment = read(f"{local(at, zone):%Y-%m-%d}", zone, formats=["%Y-%m-%d"])

    assert holds(moment, at)
