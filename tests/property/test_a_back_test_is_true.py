"""Under the policy in force, a back-test says what the replay of the same file really rang."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from alerts.taking_in_hand import give_up, take_in_hand
from consumer.backtest.contacts import SpokenFeeds
from consumer.backtest.copying import quiet_copy
from consumer.backtest.history import READ_LATER, History
from consumer.backtest.period import Asked
from consumer.backtest.playing import Play, Rules
from consumer.backtest.running import BackTest
from consumer.backtest.waits import Effect
from consumer.holdings import last_instant
from consumer.listings import stored_alerts
from consumer.replay import Replay
from schemas.alert import Alert
from schemas.auditing import Signature
from schemas.book import Book
from schemas.database import Database, open_database
from schemas.in_hand import Hold
from schemas.moments import parse_instant
from schemas.tables import cases, metadata
from schemas.words import HoldReason, Kind, Rung
from tests.model import messages as drawn
from tests.model.times import instant, zulu
from tests.replays.both import emptied
from tests.replays.live import READER
from tests.replays.ours import HOUSE, records_of, replay_ours
from tests.spec.test_worked_examples import EXAMPLES, UNTIL, lines
from tests.unit import made_up_county
from tests.wire import a_message

ABOUT_CASES = {Kind.WAIT, Kind.REGRADE, Kind.REPEAT, Kind.CLEARED}
EVER = datetime(1900, 1, 1, tzinfo=UTC)


def really_rang(database: Database) -> list[Alert]:
    with database.read() as connection:
        stored = [alert for alert, _, _ in stored_alerts(connection) if alert.kind in ABOUT_CASES]
    return sorted(stored, key=lambda alert: alert.alert_id)


def would_have_rung(database: Database, until: datetime) -> list[Alert]:
    return rung_with(database, timedelta.max, until)


def rung_with(database: Database, read_later: timedelta, until: datetime) -> list[Alert]:
    with database.read() as connection:
        history = History(connection=connection, read_later=read_later)
        survey = history.survey(EVER, until)
        rules = Rules(
            policies=HOUSE.policies,
            contacts=SpokenFeeds(survey.spoken),
            reference=HOUSE.reference,
        )
        rang = [
            one.alert
            for group in history.groups(survey)
            for one in Play(group=group, rules=rules, book=Book(connection, shard="")).run(until)
        ]
    return sorted(rang, key=lambda alert: alert.alert_id)


@pytest.mark.parametrize("name", sorted(UNTIL))
def test_a_worked_example_rings_in_the_back_test_as_it_did(name: str, database: Database) -> None:
    replay_ours(database, lines(EXAMPLES / name / "in.ndjson"), UNTIL[name])

    rang = would_have_rung(database, parse_instant(UNTIL[name]))

    assert rang == really_rang(database)


@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=drawn.files(), runs_on=st.sampled_from((0, 0, 2, 26)))
def test_any_file_rings_in_the_back_test_as_it_did(
    database: Database, lines: list[dict[str, Any]], runs_on: int
) -> None:
    until = zulu(max(instant(line["time"]) for line in lines) + timedelta(hours=runs_on))
    replay_ours(emptied(database), lines, until)

    assert would_have_rung(database, parse_instant(until)) == really_rang(database)


@pytest.mark.parametrize(
    ("given_up_after", "senior_told_after"),
    [
        pytest.param(None, timedelta(hours=33), id="until-it-lapses"),
        pytest.param(timedelta(hours=5), timedelta(hours=30), id="until-it-is-given-up"),
    ],
)
def test_who_had_a_case_in_hand_is_taken_as_it_was(
    database: Database, given_up_after: timedelta | None, senior_told_after: timedelta
) -> None:
    start = parse_instant("2026-11-20T23:50:00Z")
    taken = start + timedelta(hours=25)
    replay_ours(database, [a_message()], zulu(taken))
    code = take_in_hand_for(database, taken, timedelta(hours=8))
    if given_up_after is not None:
        replay_on(database, until=taken + given_up_after)
        give_up(database, code, Signature(actor="test", at=taken + given_up_after))
    replay_on(database, until=start + timedelta(hours=48))

    rang = would_have_rung(database, start + timedelta(hours=48))

    assert rang == really_rang(database)
    told = {alert.rung: alert.raised_at for alert in rang}
    assert told[Rung.ESCALATE] == start + senior_told_after


def take_in_hand_for(database: Database, at: datetime, length: timedelta) -> str:
    with database.read() as connection:
        code: str = connection.execute(select(cases.c.handle)).scalar_one()
    reason = HoldReason.RANG_POLICE_DESK
    hold = Hold(at=at, name=None, reason=reason, check_at=at + length)
    take_in_hand(database, code, hold, Signature(actor="test", at=at))
    return code


def replay_on(database: Database, *, until: datetime) -> None:
    """Let the clock of the database run on from where it stands."""
    with database.read() as connection:
        clock = last_instant(connection)
    Replay(database=database, house=HOUSE, until=until, clock=clock).run(())


def test_a_month_of_the_made_up_county_interrupts_in_the_back_test_as_it_did(
    sqlite_url: str,
) -> None:
    database = open_database(sqlite_url)
    with database.write() as connection:
        metadata.create_all(connection)
    replay_ours(database, made_up_county.MESSAGES, zulu(made_up_county.END))

    with quiet_copy(database) as connection:
        outcome = BackTest(
            connection=connection,
            old=HOUSE.policies,
            new=HOUSE.policies,
            reference=HOUSE.reference,
        ).run(Asked(days=10))
        stored = [alert for alert, _, _ in stored_alerts(connection)]

    rang = [
        alert
        for alert in stored
        if alert.kind in ABOUT_CASES and outcome.period.holds(alert.raised_at)
    ]
    assert outcome.old == outcome.new
    assert outcome.old.alarms.total() == len(rang) > 100
    assert outcome.old.told.total() == sum(len(alert.recipients) for alert in rang)
    assert outcome.old.interrupted.total() == sum(len(alert.told_at_once) for alert in rang) > 10
    assert {wait.alarm.effect for wait in outcome.waits if wait.alarm} == {Effect.SAME}
    database.close()


def test_history_that_was_read_in_later_rings_as_if_read_when_it_was_sent(
    database: Database,
) -> None:
    sent = parse_instant("2026-11-20T23:52:10Z")
    now = sent + timedelta(days=30)
    Replay(database=database, house=HOUSE, clock=now).run(
        READER.read(record, None) for record in records_of([a_message()])
    )

    with database.read() as connection:
        survey = History(connection=connection).survey(EVER, now)
    [breach] = [one for one in rung_with(database, READ_LATER, now) if one.rung is Rung.BREACH]

    assert survey.read_later == survey.messages == 1
    assert breach.raised_at == parse_instant("2026-11-21T23:50:00Z")
    assert rung_with(database, timedelta.max, now) == really_rang(database)
