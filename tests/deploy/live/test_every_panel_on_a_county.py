"""Every panel of every dashboard, asked of a running danm that knows a made-up county."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from consumer import wall_clock
from consumer.listings import waiting
from deploy.grafana.preview.panels import Drawn
from schemas.database import Database
from schemas.house import House
from schemas.last_done import LastDone, note_done
from schemas.listing import Waiting, waiting_json
from schemas.moments import zulu
from schemas.tables import judgements
from tests.a_night import reported
from tests.deploy.dashboards import FILES, FOLDER
from tests.deploy.live.county import past_of_the_county
from tests.deploy.live.living import Living, living
from tests.deploy.live.past import Snapshot
from tests.programs import until
from tests.wire import COUNCIL, HEARTBEAT, Json, a_message

pytestmark = pytest.mark.integration

LEADERS, MASH_NOW = FOLDER / "danm-leaders.json", FOLDER / "danm-mash-now.json"

NOT_HERE = {
    "Messages not yet taken in": "there is no Kafka here: tests/integration/test_main_job.py",
    "What became of accepted alerts": "only GOV.UK Notify tells: tests/contract/test_notify.py",
}
"""Panels without data in this scene, by how their titles begin, and where their metric is tried."""

LATE_RUNGS = ("breach", "escalate", "ceiling")


def past(database: Database, house: House) -> list[Snapshot]:
    now = wall_clock.now()
    with database.write() as connection:
        for done in (LastDone.BACKUP, LastDone.AUDIT_VERIFIED):
            note_done(connection, done, now)
    return past_of_the_county(database, house, now, days=14, often=timedelta(days=2))


def of_this_minute() -> list[Json]:
    """Both partners' heartbeats, and a child whom nobody told of in nine hours: it rings now."""
    now = wall_clock.now()
    told = {"local_authority": "E06000021"}
    return [
        reported("STF-26-NOW", "high", now - timedelta(hours=9)),
        a_message(HEARTBEAT, id="now-police", time=zulu(now)),
        a_message(HEARTBEAT, id="now-council", time=zulu(now), source=COUNCIL, data=told),
    ]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("county"), past, of_this_minute()) as one:
        yield one


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_panel_finds_data(county: Living, file: Path) -> None:
    found = county.drawn(file, window="7d")

    assert found
    silent = [one.title for one in found if one.is_empty or set(one.texts) == {"cannot tell"}]
    assert [title for title in silent if not title.startswith(tuple(NOT_HERE))] == []


@pytest.mark.parametrize("file", [LEADERS, MASH_NOW], ids=lambda file: file.stem)
def test_children_and_notifications_that_wait_are_those_of_the_database(
    county: Living, file: Path
) -> None:
    waits = who_waits(county)

    found = county.drawn(file)

    children = sum(one.listed.case.children or 0 for one in waits)
    assert number(found, "Waiting now: children") == children
    assert number(found, "Waiting now: notifications") == len(waits)


def test_the_choice_of_a_council_and_a_grade_counts_only_theirs(county: Living) -> None:
    cases = [one.listed.case for one in who_waits(county)]

    found = county.drawn(LEADERS, council="E06000021", risk="medium")

    chosen = [one for one in cases if (one.local_authority, one.risk) == ("E06000021", "medium")]
    assert 0 < len(chosen) < len(cases)
    assert number(found, "Waiting now: notifications") == len(chosen)


def test_the_longest_wait_is_that_of_the_database(county: Living) -> None:
    longest = max(waiting_json(one)["waiting_seconds"] for one in who_waits(county))

    found = county.drawn(LEADERS)

    assert number(found, "Longest wait") == pytest.approx(longest, abs=360)


def test_those_past_their_limit_are_those_of_the_database(county: Living) -> None:
    def agree() -> bool:
        # A deadline may pass between the two questions: then they are asked again.
        late = [one for one in who_waits(county) if one.listed.rung in LATE_RUNGS]
        return bool(late) and number(county.drawn(LEADERS), "Late and still waiting") == len(late)

    until(agree, "panel and database say the same")


def test_those_that_become_late_in_a_day_are_those_of_the_database(county: Living) -> None:
    def agree() -> bool:
        day = wall_clock.now() + timedelta(days=1)
        early = [one for one in who_waits(county) if one.listed.rung in (None, "warn")]
        due = [one for one in early if one.late_at and not one.is_late and one.late_at <= day]
        (table,) = [one for one in county.drawn(MASH_NOW) if one.title.startswith("Late next")]
        return sum(filter(None, columns(table)[-1])) == len(due) > 0

    until(agree, "panel and database say the same")


def test_who_waits_at_which_alarm_adds_up_to_who_waits(county: Living) -> None:
    (table,) = [one for one in county.drawn(MASH_NOW) if "by the highest alarm" in one.title]

    cells = [cell.number for row in table.rows for cell in row if cell.number is not None]

    assert sum(cells) == len(who_waits(county))
    assert all(sum(filter(None, numbers)) for numbers in columns(table))


def test_late_receipts_are_those_of_the_ledger(county: Living) -> None:
    outcomes = ledger(county, "clock:duty")

    (table,) = [one for one in county.drawn(LEADERS, window="28d") if "received late" in one.title]

    assert sum(filter(None, columns(table)[table.heads.index("late") - 1])) == outcomes["late"] > 0
    assert outcomes["met"] > 0


def test_closures_are_those_of_the_ledger(county: Living) -> None:
    closed = ledger(county, "closed")

    (bars,) = [one for one in county.drawn(LEADERS, window="28d") if "Closed" in one.title]

    told = sorted(one.value.number for one in bars.tiles if one.value.number)
    assert told == sorted(closed.values())


def test_this_week_is_in_the_weekly_shares_and_not_yet_in_the_trend(county: Living) -> None:
    shown = county.times(LEADERS, "Told in time, week by week")
    judged = county.times(LEADERS, "Is it getting better?")

    assert judged
    assert len(shown - judged) == 1
    assert judged < shown


def test_every_rule_can_be_evaluated_and_rings_for_what_lies_unread_alone(county: Living) -> None:
    rules = county.rules()

    assert {one.health for one in rules.values()} == {"ok"}
    active = {name for name, one in rules.items() if one.is_active and name.startswith("Danm")}
    assert "DanmQuarantineOpen" in active
    assert not active & {"DanmDown", "DanmFiguresAbsent", "DanmCollectorDown", "DanmFeedNotTrusted"}


def who_waits(living: Living) -> list[Waiting]:
    with living.database.read() as connection:
        return waiting(connection, living.policies, wall_clock.now())


def ledger(living: Living, measure: str) -> Counter[str]:
    rows = select(judgements.c.measure, judgements.c.outcome, judgements.c.labels)
    with living.database.read() as connection:
        found = connection.execute(rows).all()
    return Counter(row.outcome for row in found if row.measure.startswith(measure))


def number(found: list[Drawn], title: str) -> float | None:
    (panel,) = [one for one in found if one.title == title]
    (tile,) = panel.tiles
    return tile.value.number


def columns(table: Drawn) -> list[list[float | None]]:
    """Return the numbers of a table, column by column, without the names of its rows."""
    return [[cell.number for cell in cells] for cells in zip(*table.rows, strict=True)][1:]
