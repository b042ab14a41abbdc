"""State is a function of the set of messages: design, law 3; contract, section 2."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumer.ledger import judge_case
from consumer.listings import incidents
from schemas.counts import WAITING, WAITING_CHILDREN, read_counts
from schemas.database import Database, retrying
from schemas.facts import in_order, load_facts
from schemas.listing import incident_json
from schemas.pictures import load_case, load_marks
from schemas.tables import cases, contacts, control_totals, feeds, gaps, home_cases, judgements
from schemas.tables import messages as messages_table
from tests.model.messages import files
from tests.model.times import Message
from tests.replays.both import a_database, emptied
from tests.replays.live import Live, rows_of
from tests.replays.ours import HOUSE

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FEW = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Batches = list[list[Message]]


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Message], Batches]:
    """A file, and the same messages shuffled, some of them repeated, cut into batches."""
    told = draw(files(with_conflicts=False))
    again = draw(st.lists(st.sampled_from(told), max_size=4))
    shuffled = draw(st.permutations([*told, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(shuffled)), max_size=6)))
    places = [0, *cuts, len(shuffled)]
    return told, [shuffled[a:b] for a, b in pairwise(places)]


def state(database: Database) -> dict[str, Any]:
    """Return everything that follows from the messages, whatever their order.

    Left out: which judgement was the first, and when, since that is what came first.
    """
    with database.read() as connection:
        listed = [incident_json(one) for one in incidents(connection)]
        counted = read_counts(connection, [WAITING, WAITING_CHILDREN])
    rows = rows_of(database, cases)
    return {
        "incidents": sorted(listed, key=lambda one: str(one["handle"])),
        "cases": [
            {
                **row,
                "marks": load_marks(row["marks"]).claims,
                "facts": in_order(load_facts(row["facts"])),
            }
            for row in rows
        ],
        "waiting": {
            metric: {labels: n for labels, n in by_labels.items() if n}
            for metric, by_labels in counted.items()
        },
        "messages": rows_of(database, messages_table),
        "contacts": rows_of(database, contacts),
        "totals": rows_of(database, control_totals),
        "heard": [
            (row["source"], row["lowest_number"], row["highest_number"], row["complete_to"])
            for row in rows_of(database, feeds)
        ],
        "missing": sorted(missing_numbers(database)),
    }


def missing_numbers(database: Database) -> Iterator[tuple[str, int]]:
    for gap in rows_of(database, gaps):
        for number in range(gap["first_missing"], gap["last_missing"] + 1):
            yield gap["source"], number


def assert_all_is_linked_and_judged(database: Database) -> None:
    """Check the rows that keep more than the last picture: homes, and the ledger."""
    homes = {(row["kin"], row["case_key"]) for row in rows_of(database, home_cases)}
    latest = {
        (row["case_key"], row["measure"]): row["latest"] for row in rows_of(database, judgements)
    }
    for row in rows_of(database, cases):
        case, key = load_case(row["picture"]), row["case_key"]
        assert {(kin, key) for kin in case.kin} <= homes
        for judgement in judge_case(case, HOUSE.policies.versions[-1]):
            assert latest[key, judgement.measure] == judgement.fingerprint


@FEW
@given(orders())
def test_order_repetition_and_batching_do_not_change_what_is_known(
    live: Live, drawn: tuple[list[Message], Batches]
) -> None:
    told, batches = drawn
    emptied(live.database)
    for message in told:
        live.take_in([message], NOW)
    expected = state(live.database)
    emptied(live.database)

    for batch in batches:
        live.take_in(batch, NOW)

    assert state(live.database) == expected
    assert_all_is_linked_and_judged(live.database)


@FEW
@given(orders())
def test_a_message_taken_in_again_changes_no_row_at_all(
    live: Live, drawn: tuple[list[Message], Batches]
) -> None:
    told, batches = drawn
    emptied(live.database)
    live.take_in(told, NOW)
    tables = (cases, judgements, home_cases, contacts, control_totals, gaps, messages_table, feeds)
    before = [rows_of(live.database, table) for table in tables]

    for batch in batches:
        live.take_in(batch, NOW)

    assert [rows_of(live.database, table) for table in tables] == before


@pytest.fixture
def two_consumers(postgresql_url: str) -> Iterator[list[Live]]:
    """Two consumers of one PostgreSQL, each with connections of its own."""
    a_database(postgresql_url).close()
    both = [Live(postgresql_url), Live(postgresql_url)]
    yield both
    for live in both:
        live.database.close()


@settings(FEW, max_examples=25)
@given(orders())
def test_two_consumers_at_once_lose_no_fact(
    two_consumers: list[Live], drawn: tuple[list[Message], Batches]
) -> None:
    told, batches = drawn
    one, other = two_consumers
    emptied(one.database)
    one.take_in(told, NOW)
    expected = state(one.database)
    emptied(one.database)

    failures = at_once((one, batches[::2]), (other, batches[1::2]))

    assert failures == []
    assert state(one.database) == expected
    assert_all_is_linked_and_judged(one.database)


def at_once(*work: tuple[Live, Batches]) -> list[Exception]:
    """Let every consumer take its batches in, all starting together."""
    start, failures = threading.Barrier(len(work)), list[Exception]()

    def run(live: Live, batches: Batches) -> None:
        start.wait(timeout=10)
        try:
            for batch in batches:
                retrying(partial(live.take_in, batch, NOW))
        except Exception as error:  # noqa: BLE001 - told by the test, whatever it is
            failures.append(error)

    threads = [threading.Thread(target=run, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures
