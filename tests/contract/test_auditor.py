"""The auditor on every database: it tells what nobody else would, and mends one thing alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.engine import Engine

from consumer.auditor import BETWEEN, LOOK_EVERY, Auditor
from consumer.auditor_reads import AT_ONCE, UNSENT_FOR
from consumer.auditor_rules import GRACE, Fault
from consumer.ledger import OTHER
from schemas.audits import AGAIN, EVERY, LEASE, LastAudit, last_audit
from schemas.counts import WAITING, add_counts, read_counts
from schemas.policy import PolicyBook
from schemas.tables import alerts, cases, claims, counts, instants, outbox
from tests.contract.a_site import ASite
from tests.contract.post_room import routed_house
from tests.model.sentences import contact, receipt, report
from tests.replays.both import a_database
from tests.replays.live import SENT_HOUSE, Live, rows_of
from tests.spec.made_cases import at

TEN = at("06-17 10:00")
NOON = at("06-17 12:00")
SECOND = timedelta(seconds=1)
QUIET = dict.fromkeys(Fault, 0)


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    a_database(database_url).close()
    made = Live(database_url)
    yield made
    made.database.close()


@pytest.fixture
def told(live: Live) -> Live:
    """Two children who wait since ten, and one who was received."""
    live.take_in([report("06-17 10:00", name, risk="standard") for name in "ABC"], TEN)
    live.take_in([receipt("06-17 11:00", "C"), contact("06-17 11:00", ref="C")], at("06-17 11:00"))
    live.sweep(at("06-17 11:00"))
    return live


def audit(live: Live, now: datetime = NOON, auditor: Auditor | None = None) -> LastAudit:
    auditor = auditor or Auditor(database=live.database, house=SENT_HOUSE)
    while auditor.turn(now) != LOOK_EVERY:
        pass
    with live.database.read() as connection:
        found = last_audit(connection)
    assert found is not None
    return found


def stored(live: Live) -> dict[str, Any]:
    every = {table.name: rows_of(live.database, table) for table in (cases, alerts, outbox, claims)}
    return every | {"counts": [r for r in rows_of(live.database, counts) if r["shard"] != "audit"]}


def change(live: Live, **values: Any) -> None:
    """Change the case that a test is about, as no program of ours would."""
    with live.database.write() as connection:
        connection.execute(update(cases).where(cases.c.state == "waiting").values(**values))


def test_a_database_in_order_passes_and_nothing_is_changed(told: Live) -> None:
    before = stored(told)

    found = audit(told)

    assert (found.found, found.passed_at, found.has_passed) == (QUIET, NOON, True)
    assert stored(told) == before


def test_before_the_first_audit_nothing_is_known(live: Live) -> None:
    with live.database.read() as connection:
        assert last_audit(connection) is None


def test_a_disarmed_case_is_told_and_rings_after_all(
    told: Live, caplog: pytest.LogCaptureFixture
) -> None:
    change(told, next_due_at=None)

    found = audit(told, at("06-18 11:00"))

    assert found.found == QUIET | {Fault.DISARMED: 2}
    (record,) = caplog.records
    codes = {row["handle"] for row in rows_of(told.database, cases) if row["state"] == "waiting"}
    assert set(record.__dict__["cases"].split(", ")) == codes
    told.sweep(at("06-18 11:00"))
    assert [row["rung"] for row in rows_of(told.database, alerts)].count("warn") == 2


def test_a_case_that_the_sweep_looks_at_within_two_minutes_is_looked_at_and_no_fault(
    told: Live,
) -> None:
    (deadline,) = {r["next_due_at"] for r in rows_of(told.database, cases)} - {None}
    change(told, next_due_at=deadline + SECOND)

    found = audit(told, deadline - SECOND)

    assert found.found == QUIET
    assert {r["changed_at"] for r in rows_of(told.database, cases)} == {None, deadline - SECOND}


def test_a_reader_that_finds_a_case_just_taken_in_hand_leaves_it_alone(told: Live) -> None:
    change(told, next_due_at=None, changed_at=NOON)

    assert audit(told).found == QUIET
    assert {row["changed_at"] for row in rows_of(told.database, cases)} == {None, NOON}


def test_what_the_sweep_does_not_get_to_is_told(told: Live) -> None:
    late = at("06-18 10:00") + GRACE

    assert audit(told, late).found == QUIET
    assert audit(told, late + EVERY).found == QUIET | {Fault.PAST_DUE: 2}


def test_what_the_sweep_gets_to_while_it_has_time_is_no_fault(told: Live) -> None:
    back = at("06-19 09:00")
    auditor = Auditor(database=told.database, house=SENT_HOUSE)
    assert auditor.turn(back) == GRACE

    told.sweep(back + SECOND)

    assert audit(told, back + GRACE, auditor).found == QUIET


def test_an_alert_that_somebody_takes_in_hand_while_there_is_time_is_no_fault(
    told: Live,
) -> None:
    told.sweep(at("06-18 10:00"))
    back = at("06-18 12:00")
    auditor = Auditor(database=told.database, house=SENT_HOUSE)
    assert auditor.turn(back) == GRACE

    with told.database.write() as connection:
        taken = update(outbox).values(attempts=outbox.c.attempts + 1)
        connection.execute(taken)

    assert audit(told, back + GRACE, auditor).found == QUIET


def test_an_alert_that_nobody_is_trying_is_told_by_its_case(
    told: Live, caplog: pytest.LogCaptureFixture
) -> None:
    told.sweep(at("06-18 10:00"))
    raised = at("06-18 10:00") + UNSENT_FOR
    with told.database.write() as connection:
        connection.execute(update(outbox).values(next_attempt_at=None))

    assert audit(told, raised).found == QUIET
    found = audit(told, raised + EVERY)

    assert found.found[Fault.NOT_TRIED] == len(rows_of(told.database, outbox)) > 0
    assert not found.has_passed
    assert "the audit found something" in caplog.messages


@pytest.mark.parametrize(
    ("tried_in", "is_found"),
    [
        pytest.param(timedelta(minutes=15), False, id="tried-again-before-long"),
        pytest.param(-GRACE, False, id="due-at-this-moment"),
        pytest.param(-GRACE - SECOND, True, id="due-and-left"),
        pytest.param(timedelta(hours=3), True, id="put-off-by-a-clock-that-went-back"),
    ],
)
def test_an_alert_that_is_being_tried_is_in_good_hands(
    told: Live, tried_in: timedelta, is_found: bool
) -> None:
    told.sweep(at("06-18 10:00"))
    now = at("06-18 11:00")
    with told.database.write() as connection:
        connection.execute(update(outbox).values(next_attempt_at=now + tried_in))

    assert bool(audit(told, now).found[Fault.NOT_TRIED]) is is_found


def test_counts_of_who_waits_that_the_cases_do_not_bear_out_are_told(told: Live) -> None:
    with told.database.write() as connection:
        add_counts(connection, "test", {(WAITING, '["x","y","high","none"]'): 1})

    assert audit(told).found == QUIET | {Fault.COUNT: 1}


def test_a_force_that_the_policy_names_since_is_no_fault_and_its_cases_are_counted_there(
    live: Live,
) -> None:
    house = routed_house()
    newest = house.policies.versions[-1]
    earlier = PolicyBook([replace(newest, forces={})])
    site = ASite(database=live.database, now=TEN, house=replace(house, policies=earlier))
    site.take_in([report("06-17 10:00", "A", risk="standard")])
    site.look()
    assert counted_by_force(live) == {OTHER: 1}

    site.house, site.now = house, NOON
    found = audit(live, NOON, Auditor(database=live.database, house=house))
    site.look()

    assert found.found == QUIET
    assert counted_by_force(live) == {next(iter(newest.forces)): 1}
    again = NOON + EVERY
    assert audit(live, again, Auditor(database=live.database, house=house)).found == QUIET


def counted_by_force(live: Live) -> dict[str, int]:
    with live.database.read() as connection:
        told = read_counts(connection, (WAITING,))[WAITING]
    return {force: waiting for (force, *_), waiting in told.items() if waiting}


def test_counts_that_move_while_they_are_read_are_no_fault(told: Live) -> None:
    auditor = Auditor(database=told.database, house=SENT_HOUSE)
    moved = {(WAITING, '["x","y","high","none"]'): 1}
    with told.database.write() as connection:
        add_counts(connection, "test", moved)
    assert auditor.turn(NOON) == BETWEEN
    with told.database.write() as connection:
        add_counts(connection, "test", {one: -by for one, by in moved.items()})

    assert audit(told, auditor=auditor).found == QUIET


def test_a_case_disarmed_is_remembered_while_counts_are_read_once_more(told: Live) -> None:
    change(told, next_due_at=None)
    with told.database.write() as connection:
        add_counts(connection, "test", {(WAITING, '["x","y","high","none"]'): 1})

    assert audit(told).found == QUIET | {Fault.DISARMED: 2, Fault.COUNT: 1}


def test_it_is_done_every_hour_by_one_watcher_and_sooner_where_something_was_found(
    told: Live,
) -> None:
    audit(told)
    one, other = (Auditor(database=told.database, house=SENT_HOUSE) for _ in range(2))
    assert audit(told, NOON + EVERY - SECOND, one).ended_at == NOON
    with told.database.write() as connection:
        connection.execute(update(instants).values(at=NOON))  # as a watcher that died in it

    change(told, next_due_at=None)
    assert audit(told, NOON + LEASE, one).ended_at == NOON + LEASE
    assert audit(told, NOON + LEASE + AGAIN - SECOND, other).ended_at == NOON + LEASE
    again = audit(told, NOON + LEASE + AGAIN, other)

    assert again.ended_at == NOON + LEASE + AGAIN
    assert again.passed_at == NOON


def test_a_clock_that_went_back_does_not_put_it_off(told: Live) -> None:
    audit(told, NOON + 5 * EVERY)

    assert audit(told, NOON).ended_at == NOON


def test_it_reads_in_short_transactions_however_many_cases_there_are(told: Live) -> None:
    model = next(row for row in _whole(told) if row["state"] != "waiting")
    many = [
        model | {"case_key": n.to_bytes(32), "handle": f"X{n}"} for n in range(2 * AT_ONCE + 50)
    ]
    with told.database.write() as connection:
        connection.execute(insert(cases), many)
    lasted: list[int] = []
    auditor = Auditor(database=told.database, house=SENT_HOUSE)

    def read(*_: object) -> None:
        lasted[-1] += 1

    event.listen(Engine, "begin", read)
    try:
        turns = 1
        lasted.append(0)
        while auditor.turn(NOON) != LOOK_EVERY:
            turns += 1
            lasted.append(0)
    finally:
        event.remove(Engine, "begin", read)

    assert turns >= 3
    assert max(lasted) <= 6


def _whole(live: Live) -> list[dict[str, Any]]:
    with live.database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(cases.select())]
