"""The hourly figures on every database: what the metrics say is what the pure functions say."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from alerts.flat.reading import PAGE
from consumer.canary import canary_message
from consumer.demo import play_history
from consumer.figuring import BETWEEN, LOOK_EVERY, Figuring, make_figures
from consumer.metrics.figure_names import FAMILIES
from consumer.metrics.names import FAMILIES as EVERY_FAMILY
from reviews.delays import Looked, Observation, observe, quantiles, told_in_time
from schemas.canaries import ENTERED, Canary
from schemas.counts import Labels
from schemas.database import Database
from schemas.figures import (
    DUE,
    INTERRUPTIONS,
    TAKEN_IN_HAND,
    figures_made_at,
    read_figures,
    weeks_as_of,
)
from schemas.moments import local_day, parse_instant
from schemas.pictures import load_case
from schemas.records import Case
from schemas.tables import cases
from schemas.words import Clock, Risk
from tests.model.sentences import close, contact, correct, milestone, receipt, report
from tests.replays.live import rows_of
from tests.replays.ours import HOUSE, replay_ours
from tests.scraped import Scraped
from tests.spec.made_cases import at
from tests.spec.metered import told

STOKE, COUNTY = "E06000021", "E10000028"
NOW = at("06-23 10:00")
"""A Tuesday."""

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def short(instant: datetime) -> str:
    return f"{instant:%m-%d %H:%M}"


def three_weeks() -> Iterator[Any]:
    """Yield 170 reports and what became of them by the 23rd: some late, some still waiting."""
    chance = Random(3)  # noqa: S311 - made-up delays
    for number in range(170):
        knew, ref = at("06-01 01:00") + 3 * HOUR * number, f"R{number}"
        council = (STOKE, STOKE, COUNTY)[number % 3]
        risk = tuple(Risk)[number % 4]
        yield report(short(knew), ref, risk=risk.value, local_authority=council)
        sent = knew + 2 * HOUR * chance.random()
        came = sent + timedelta(hours=chance.lognormvariate(2, 1.5))
        if came > NOW:
            continue
        yield milestone(short(sent), "sent", ref)
        day = {"when": f"2026-{came:%m-%d}"} if number % 30 == 7 else {}
        yield receipt(short(came), ref, **day)
        if council == STOKE and came + 5 * HOUR < NOW:
            yield contact(short(came + 5 * HOUR), ref=ref)


def in_order(messages: Iterator[Any]) -> list[Any]:
    return sorted(messages, key=lambda one: str(one["time"]))


@pytest.fixture
def made(database: Database) -> Database:
    """Three weeks of two councils, and their figures on the Tuesday after."""
    replay_ours(database, in_order(three_weeks()), "2026-06-23T10:00:00Z")
    make_figures(database, HOUSE, NOW)
    return database


def every_case(database: Database) -> list[Case]:
    return [load_case(row["picture"]) for row in rows_of(database, cases)]


def observed(
    database: Database, clock: str, force: str, council: str, risk: str
) -> list[tuple[Any, Observation]]:
    """Return what the cases of a group tell, with their days: the slow and obvious way."""
    looked = Looked(as_of=NOW, policies=HOUSE.policies, contacts_heard={STOKE})
    assert force == "staffordshire"
    found = []
    for case in every_case(database):
        said = observe(case, Clock(clock), looked)
        is_there = council in ("all", case.local_authority)
        if isinstance(said, Observation) and is_there and risk in ("all", said.risk):
            found.append((local_day(case.started_at), said))
    return found


def days(window: str) -> int:
    return int(window.removesuffix("d"))


def recent(found: list[tuple[Any, Observation]], window: str) -> list[Observation]:
    first = local_day(NOW) - (days(window) - 1) * DAY
    return [said for day, said in found if day >= first]


def series(said: Scraped, metric: str) -> dict[Labels, float]:
    """Return the values of a metric by its labels in the order of its family."""
    order = next(family.labels for family in FAMILIES if family.name == metric)
    values = said.values.get(metric, {})
    return {tuple(dict(held)[name] for name in order): value for held, value in values.items()}


def test_every_sample_and_quantile_is_what_the_cases_of_its_group_say(made: Database) -> None:
    said = told(made)

    samples = series(said, "danm_clock_sample")
    lengths = series(said, "danm_clock_quantile_seconds")
    assert {labels[0] for labels in lengths} == {"duty", "transport", "pickup"}
    assert {labels[2] for labels in samples} == {STOKE, COUNTY, "all"}
    for (*group, window), number in samples.items():
        observations = recent(observed(made, *group), window)
        expected = {
            (*group, str(share), window): one.value
            for share, one in quantiles(observations).items()
            if one.value is not None
        }
        assert number == len(observations) > 0
        assert {k: v for k, v in lengths.items() if (*k[:4], k[5]) == (*group, window)} == expected


def test_every_share_told_in_time_is_what_the_cases_of_its_group_say(made: Database) -> None:
    said = told(made)

    for labels, value in series(said, "danm_told_in_time_ratio").items():
        *group, window = labels
        one = told_in_time(recent(observed(made, "duty", *group), window))
        low = series(said, "danm_told_in_time_low_ratio")[labels]
        high = series(said, "danm_told_in_time_high_ratio")[labels]
        assert (value, low, high) == pytest.approx((one.value, one.low, one.high))


def test_every_week_is_what_the_cases_reported_in_it_say(made: Database) -> None:
    said = told(made)

    shares = series(said, "danm_week_told_in_time_ratio")
    samples = series(said, "danm_week_sample")
    assert {labels[-1] for labels in samples} == {"2026-06-01", "2026-06-08", "2026-06-15"} | {
        "2026-06-22"
    }
    for (*group, week), number in samples.items():
        monday = parse_instant(f"{week}T00:00:00Z").date()
        found = observed(made, "duty", *group)
        reported = [one for day, one in found if monday <= day < monday + 7 * DAY]
        assert number == len(reported)
        assert shares.get((*group, week)) == told_in_time(reported).value


def test_a_council_that_tells_no_contacts_has_no_open_pickups(made: Database) -> None:
    samples = series(told(made), "danm_clock_sample")

    assert ("pickup", "staffordshire", STOKE, "all", "28d") in samples
    assert ("pickup", "staffordshire", COUNTY, "all", "28d") not in samples


def test_nothing_is_0_where_nothing_can_be_said(database: Database) -> None:
    before = told(database)
    make_figures(database, HOUSE, NOW)

    after = told(database)

    names = {family.name for family in FAMILIES}
    assert names <= {family.name for family in EVERY_FAMILY}
    assert not names & set(before.values)
    assert names & set(after.values) == {"danm_figures_made_timestamp_seconds"}
    assert after.value("danm_figures_made_timestamp_seconds") == NOW.timestamp()


def test_under_twenty_there_is_a_sample_and_no_quantile(database: Database) -> None:
    messages = [report(f"06-22 {hour:02}:00", f"R{hour}") for hour in range(19)]
    messages += [receipt(f"06-22 {hour:02}:30", f"R{hour}") for hour in range(19)]
    replay_ours(database, in_order(iter(messages)), "2026-06-23T10:00:00Z")

    make_figures(database, HOUSE, NOW)

    said = told(database)
    assert (
        said.value(
            "danm_clock_sample",
            clock="duty",
            force="staffordshire",
            local_authority=STOKE,
            risk="all",
            window="7d",
        )
        == 19
    )
    assert "danm_clock_quantile_seconds" not in said.values


def test_a_report_after_midnight_in_summer_time_belongs_to_the_new_week(
    database: Database,
) -> None:
    # 23:30 UTC on Sunday is 00:30 on Monday in London.
    replay_ours(database, [report("06-21 23:30")], "2026-06-23T10:00:00Z")

    make_figures(database, HOUSE, NOW)

    assert told(database).label_values("danm_week_sample", "week") == {"2026-06-22"}


def test_a_canary_is_in_no_figure(database: Database) -> None:
    canary = canary_message(Canary(canary_id="c1", path=ENTERED, sent_at=at("06-22 10:00")))
    replay_ours(database, [canary], "2026-06-23T10:00:00Z")

    make_figures(database, HOUSE, NOW)

    assert read(database) == {}


def test_those_of_more_than_26_weeks_ago_are_in_no_figure(database: Database) -> None:
    replay_ours(database, [report("06-21 10:00")], "2026-06-23T10:00:00Z")

    make_figures(database, HOUSE, NOW + 26 * 7 * DAY)

    assert set(read(database)) == {INTERRUPTIONS, TAKEN_IN_HAND}


def read(database: Database) -> dict[str, dict[Labels, float]]:
    with database.read() as connection:
        return read_figures(connection)


def weeks(database: Database, as_of: datetime) -> dict[Any, Any]:
    with database.read() as connection:
        return weeks_as_of(connection, as_of, since=local_day(at("06-01 10:00")))


LAST_WEEK = ("2026-06-15", "staffordshire", STOKE, "standard")


def test_how_a_week_stood_is_found_again_after_it_has_changed(database: Database) -> None:
    messages = [report("06-16 10:00", ref) for ref in "ABC"]
    messages += [receipt("06-16 12:00", "A"), receipt("06-20 12:00", "B")]
    replay_ours(database, in_order(iter(messages)), "2026-06-23T10:00:00Z")
    make_figures(database, HOUSE, NOW)
    make_figures(database, HOUSE, NOW + HOUR)

    replay_ours(database, [close("06-23 12:00", "withdrawn", "C")], "2026-06-23T12:00:00Z")
    make_figures(database, HOUSE, NOW + 2 * HOUR)

    assert weeks(database, NOW - HOUR) == {}
    assert weeks(database, NOW + HOUR) == {LAST_WEEK: (3, 1, 2, 0, 0)}
    assert weeks(database, NOW + 2 * HOUR) == {LAST_WEEK: (2, 1, 1, 0, 0)}


def test_a_week_that_is_empty_now_stands_at_nothing(database: Database) -> None:
    replay_ours(database, [report("06-16 10:00")], "2026-06-23T10:00:00Z")
    make_figures(database, HOUSE, NOW)

    corrected = correct("06-23 10:30", "reported", "06-22 10:00")
    replay_ours(database, [corrected], "2026-06-23T10:30:00Z")
    make_figures(database, HOUSE, NOW + HOUR)

    assert weeks(database, NOW) == {LAST_WEEK: (1, 0, 1, 0, 0)}
    assert weeks(database, NOW + HOUR) == {LAST_WEEK: (0, 0, 0, 0, 0)}


def run_through(figuring: Figuring, now: datetime) -> int:
    """Turn until there is nothing more to do; return how many turns went on."""
    turns = 0
    while figuring.turn(now) == BETWEEN:
        turns += 1
    return turns


def test_the_hourly_job_makes_what_a_replay_makes(made: Database) -> None:
    expected = read(made)
    with made.write() as connection:
        DUE.put_off(connection, NOW)

    turns = run_through(Figuring(database=made, house=HOUSE), NOW)

    assert turns > 1
    assert read(made) == expected


def test_figures_are_made_once_an_hour_by_one_watcher(database: Database) -> None:
    replay_ours(database, [report("06-16 10:00")], "2026-06-23T10:00:00Z")
    one, other = (Figuring(database=database, house=HOUSE) for _ in range(2))

    assert one.turn(NOW) == BETWEEN
    assert other.turn(NOW) == LOOK_EVERY
    run_through(one, NOW)

    assert (made_at(database), one.turn(NOW + HOUR - DAY / 86_400)) == (NOW, LOOK_EVERY)
    assert other.turn(NOW + HOUR) == BETWEEN


def test_what_a_watcher_began_and_never_ended_another_does_when_the_lease_is_over(
    database: Database,
) -> None:
    replay_ours(database, [report("06-16 10:00")], "2026-06-23T10:00:00Z")
    Figuring(database=database, house=HOUSE).turn(NOW)

    run_through(Figuring(database=database, house=HOUSE), NOW + DUE.lease)

    assert made_at(database) == NOW + DUE.lease


def test_of_too_many_no_figures_are_made_and_the_old_ones_show_their_age(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    replay_ours(database, [report("06-16 10:00", ref) for ref in "AB"], "2026-06-23T10:00:00Z")
    make_figures(database, HOUSE, NOW, most=2)

    make_figures(database, HOUSE, NOW + HOUR, most=1)

    assert made_at(database) == NOW
    assert caplog.messages == ["too many notifications to make figures of"]


def made_at(database: Database) -> datetime | None:
    with database.read() as connection:
        return figures_made_at(connection)


def test_more_cases_than_a_page_are_all_read(database: Database) -> None:
    number = PAGE + 5
    messages = [report("06-22 10:00", f"R{one}") for one in range(number)]
    replay_ours(database, messages, "2026-06-23T10:00:00Z")

    make_figures(database, HOUSE, NOW)

    group = ("duty", "staffordshire", STOKE, "all", "7d")
    assert read(database)["danm_clock_sample"][group] == number


def test_the_history_of_the_demo_ends_with_figures(database: Database) -> None:
    play_history(database, HOUSE, [], NOW, lambda _: None)

    assert made_at(database) == NOW
