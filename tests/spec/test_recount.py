"""The counts are what the rows say, whatever the policy's edges; and a purge takes nothing away."""

from pathlib import Path

import pytest
from sqlalchemy import update

from consumer.ledger import clock_edges
from consumer.metrics import exposition
from consumer.recount import Difference, differences, ensure_edges, recount
from schemas import counts as names
from schemas.counts import read_counts
from schemas.database import Database
from schemas.house import House
from schemas.policy import Policy, PolicyBook
from schemas.tables import counts, judgements
from tests.policy_files import changed
from tests.replays.ours import HOUSE, KEYS, replay_ours
from tests.scraped import Scraped, scraped
from tests.spec.metered import STOKE, a_receipt, a_report, example
from tests.wire import Json, a_message

POLICY = HOUSE.policies.versions[-1]
EXAMPLES = (
    "saturday-night",
    "seven-o-clock-file",
    "regrade-and-correction",
    "date-only-council",
    "one-feed-council",
    "any-order",
)
DUTY = {"clock": "duty", "risk": "medium", **STOKE}


@pytest.fixture
def stricter(tmp_path: Path) -> Policy:
    """A policy by which medium risk is late after 20 hours: an edge that was none before."""
    return changed(tmp_path, ('warn = "12 h"\nlate = "24 h"', 'warn = "10 h"\nlate = "20 h"'))


def told_by(database: Database, policy: Policy) -> Scraped:
    house = House(keys=KEYS, policies=PolicyBook([policy]))
    return scraped(exposition(database, house, None))


def within(said: Scraped, hours: int) -> float | None:
    return said.value("danm_clock_seconds_bucket", le=f"{hours * 3600}.0", **DUTY)


@pytest.mark.parametrize("name", EXAMPLES)
def test_after_an_example_every_count_is_what_the_rows_say(database: Database, name: str) -> None:
    replay_ours(database, example(name))

    with database.read() as connection:
        assert recount(connection, POLICY)[names.RECEIPTS]
        assert differences(connection, POLICY) == []


def test_corrections_conflicts_and_dispositions_are_counted_as_the_rows_say(
    database: Database,
) -> None:
    at = "2026-06-15T07:00:00Z"
    received = a_receipt("2026-06-16T12:00:00Z")
    corrected = a_message(
        "danm.incident.corrected.v1",
        id="c1",
        time="2026-06-16T13:00:00Z",
        subject="STF-1",
        data={"milestone": "received", "at": "2026-06-15T09:00:00Z", "reason": "data_entry"},
    )
    closed = a_message(
        "danm.incident.closed.v1",
        id="d1",
        time="2026-06-16T13:00:00Z",
        subject="STF-2",
        data={"disposition": "withdrawn", "at": at},
    )
    lines: list[Json | bytes] = [
        a_report(at),
        a_report(at, "STF-2"),
        received,
        corrected,
        closed,
        b"{",
    ]
    replay_ours(database, lines)

    with database.read() as connection:
        told = recount(connection, POLICY)
        assert differences(connection, POLICY) == []
    assert told[names.REVISED] == {(): 1}
    assert told[names.RECEIPTS] == {("staffordshire", "E06000021", "medium", "late"): 1}
    assert told[names.CLOSED] == {("staffordshire", "E06000021", "medium", "withdrawn"): 1}
    assert told[names.QUARANTINED] == {("not_json",): 1}


def test_a_count_that_went_wrong_is_named(database: Database) -> None:
    replay_ours(database, example("saturday-night"))
    with database.write() as connection:
        wrong = update(counts).where(counts.c.metric == names.RECEIPTS)
        connection.execute(wrong.values(value=counts.c.value + 1))

    with database.read() as connection:
        found = differences(connection, POLICY)

    labels = ("staffordshire", "E06000021", "medium", "met")
    expected = Difference(metric=names.RECEIPTS, labels=labels, counted=2, recounted=1)
    assert found == [expected]


def test_a_policy_with_other_edges_counts_clocks_and_legs_anew(
    database: Database, stricter: Policy
) -> None:
    replay_ours(database, example("saturday-night"))  # received after 20 h 35 min
    assert ensure_edges(database, POLICY)
    before = told_by(database, stricter)

    rewritten = ensure_edges(database, stricter)

    after = told_by(database, stricter)
    assert rewritten
    assert (within(before, 20), within(before, 24)) == (0, 1)
    assert (within(after, 20), within(after, 24)) == (0, 1)
    assert before.values["danm_clock_seconds_sum"] == after.values["danm_clock_seconds_sum"]
    with database.read() as connection:
        assert differences(connection, stricter) == []


def test_an_edge_between_two_old_ones_shows_what_came_before_it(
    database: Database, tmp_path: Path
) -> None:
    softer = changed(tmp_path, ('warn = "12 h"\nlate = "24 h"', 'warn = "12 h"\nlate = "22 h"'))
    replay_ours(database, example("saturday-night"))
    ensure_edges(database, POLICY)

    assert within(told_by(database, softer), 22) == 0  # known only as within 24 h
    ensure_edges(database, softer)

    assert within(told_by(database, softer), 22) == 1


def test_the_same_edges_rewrite_nothing(database: Database) -> None:
    replay_ours(database, example("saturday-night"))
    first = ensure_edges(database, POLICY)

    again = ensure_edges(database, POLICY)

    assert (first, again) == (True, False)


def test_counting_goes_on_after_the_edges_have_moved(database: Database, stricter: Policy) -> None:
    replay_ours(database, example("saturday-night"))
    ensure_edges(database, stricter)

    replay_ours(
        database,
        [a_report("2026-06-16T07:00:00Z", "STF-9"), a_receipt("2026-06-16T12:00:00Z", "STF-9")],
    )

    total = told_by(database, stricter).total("danm_clock_seconds_count", clock="duty")
    assert total == 2


def test_what_was_purged_by_age_keeps_its_total_and_is_never_shown_as_sooner(
    database: Database, stricter: Policy
) -> None:
    replay_ours(database, example("saturday-night"))
    ensure_edges(database, POLICY)
    with database.write() as connection:
        connection.execute(judgements.delete())

    ensure_edges(database, stricter)

    said = told_by(database, stricter)
    assert (within(said, 20), within(said, 48)) == (0, 1)
    assert said.value("danm_clock_seconds_sum", **DUTY) == 74_100
    assert said.value("danm_receipts_total", verdict="met", risk="medium", **STOKE) == 1


def test_the_edges_themselves_are_no_metric(database: Database) -> None:
    ensure_edges(database, POLICY)

    with database.read() as connection:
        held = read_counts(connection)
    assert {int(key[0]) for key in held[names.EDGES]} == set(clock_edges(POLICY))
    assert "edges" not in told_by(database, POLICY).families
