"""What a list holds beside who waits: ends, the council's own waits, feeds, and a digest's part."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from alerts.list_gathering import gather
from schemas.backlog import Reads
from schemas.database import Database
from schemas.list_tables import list_alerts
from schemas.tables import alerts, offsets
from schemas.words import Kind, ListSort, Role, State
from tests.contract.a_weekend import (
    MONDAY,
    a_list,
    at,
    codes,
    gathered,
    heartbeat,
    keys,
    sent_before,
)
from tests.model.sentences import (
    grade,
    report,
    utc,
)
from tests.replays.ours import HOUSE, replay_ours


@pytest.mark.parametrize(
    ("role", "arrived", "ended"),
    [
        pytest.param(Role.MASH_DUTY, ["CAME-LATE", "ENDED"], [], id="front-door"),
        pytest.param(Role.EDT, ["CAME-LATE", "ENDED"], [], id="edt"),
        pytest.param(Role.DIRECTOR, [], ["CAME-LATE", "ENDED"], id="director"),
        pytest.param(Role.POLICE_DESK, [], ["CAME-LATE", "ENDED"], id="police"),
    ],
)
def test_what_arrived_late_today_is_looked_at_first(
    weekend: Database, role: Role, arrived: list[str], ended: list[str]
) -> None:
    sent_before(weekend, role, "06-14 06:00")
    name, facts = codes(weekend), gathered(weekend, role)

    assert [name[row.about.case_code] for row in facts.arrived_late] == arrived
    assert [name[row.about.case_code] for row in facts.ended] == ended


def test_what_arrived_late_says_how_late_and_how_far_the_front_door_is(weekend: Database) -> None:
    unborn, _ = gathered(weekend).arrived_late

    assert (unborn.state, unborn.received_at) == (State.RECEIVED, at("06-15 06:00"))
    assert (unborn.waited, unborn.late_by) == (timedelta(hours=18), timedelta(hours=10))


@pytest.mark.parametrize("role", [Role.MASH_DUTY, Role.MASH_MANAGER])
def test_the_front_door_sees_what_it_has_not_recorded(weekend: Database, role: Role) -> None:
    name, (row,) = codes(weekend), gathered(weekend, role).pickups

    assert name[row.about.case_code] == "UNPICKED"
    assert (row.received_at, row.late_at) == (at("06-12 12:10"), at("06-12 14:10"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MASH_DUTY, Role.MASH_MANAGER}))
def test_nobody_else_sees_the_council_s_own_waits(weekend: Database, role: Role) -> None:
    assert gathered(weekend, role).pickups == ()


@pytest.mark.parametrize(
    ("lines", "trusted", "complete_to"),
    [
        pytest.param([], False, None, id="never-heard"),
        pytest.param([heartbeat("06-15 07:00")], True, at("06-15 07:00"), id="up-to-date"),
        pytest.param([heartbeat("06-15 05:00")], False, at("06-15 05:00"), id="silent"),
        pytest.param([report("06-15 07:00")], True, None, id="does-not-say-how-far"),
        pytest.param(
            [heartbeat("06-15 05:00", "/police/other"), heartbeat("06-15 07:00")],
            False, at("06-15 05:00"), id="one-of-two-is-silent",
        ),
    ],
)  # fmt: skip
def test_a_list_says_how_far_the_police_feed_can_be_relied_on(
    database: Database, lines: list[Any], trusted: bool, complete_to: datetime | None
) -> None:
    replay_ours(database, lines, until=utc(MONDAY))
    police = gathered(database).police

    assert (police.is_trusted, police.complete_to) == (trusted, complete_to)


def test_a_digest_holds_what_its_alarms_are_about_and_nothing_else(weekend: Database) -> None:
    digest = replace(a_list(Role.EDT), sort=ListSort.STORM)
    names, about = keys(weekend), ("CHILD", "ENDED", "UNPICKED")
    with weekend.write() as connection:
        told = connection.execute(select(alerts.c.alert_id, alerts.c.case_key, alerts.c.kind)).all()
        named = [
            {"list_id": digest.alert_id, "alert_id": row.alert_id}
            for row in told
            if names.get(row.case_key) in about or row.kind == Kind.SILENCE.value
        ]
        connection.execute(list_alerts.insert(), named)
    facts = gather(weekend, digest, HOUSE, at(MONDAY))

    name = codes(weekend)
    assert [name[row.about.case_code] for row in facts.waiting] == ["CHILD"]
    assert [name[row.about.case_code] for row in facts.ended] == ["ENDED"]
    assert [name[row.about.case_code] for row in facts.pickups] == ["UNPICKED"]
    assert {alarm.subject for alarm in facts.alarms} == {"A feed is silent"}
    assert (facts.arrived_late, facts.last_list_at) == ((), None)


def test_whoever_mends_feeds_is_told_what_is_still_wrong(weekend: Database) -> None:
    manager = gathered(weekend, Role.DATA_MANAGER).troubles

    assert gathered(weekend, Role.MASH_MANAGER).troubles == manager
    assert gathered(weekend).troubles == ()


def test_a_feed_that_never_said_whose_it_is_does_not_hide_how_far_the_others_go(
    database: Database,
) -> None:
    lines = [grade("06-15 06:50", "high", "A"), heartbeat("06-15 07:00", "/police/other")]
    replay_ours(database, lines, until=utc(MONDAY))

    assert gathered(database).police.complete_to == at("06-15 07:00")


def test_a_trial_and_made_up_data_are_marked(database: Database) -> None:
    facts = gathered(database, house=replace(HOUSE, is_shadow=True, is_simulated=True))

    assert (facts.is_shadow, facts.is_simulated) == (True, True)


def test_a_backlog_of_our_own_is_known(database: Database) -> None:
    row = {
        "group": "danm", "topic": "police", "partition": 0, "topic_id": "1",
        "next_offset": 5, "read_to": at("06-15 06:00"),
    }  # fmt: skip
    with database.write() as connection:
        connection.execute(offsets.insert(), row)

    facts = gathered(database, house=replace(HOUSE, reads=Reads(group="danm", topics=("police",))))

    assert facts.unread_since == at("06-15 06:00")
    assert not facts.can_tell


def test_however_many_wait_a_list_takes_a_few_questions(weekend: Database) -> None:
    asked: list[str] = []

    def ask(*args: Any) -> None:
        asked.append(args[2])

    event.listen(Engine, "before_cursor_execute", ask)
    try:
        gathered(weekend)
    finally:
        event.remove(Engine, "before_cursor_execute", ask)

    questions = [statement for statement in asked if statement.lstrip().startswith("SELECT")]
    assert len(questions) <= 10


def test_troubles_of_feeds_are_told_one_by_one(database: Database) -> None:
    lines = [
        heartbeat("06-14 06:00"),
        report("06-14 06:10", "A", sequence="1"),
        report("06-14 06:20", "B", sequence="4"),
        b"not a message",
    ]
    replay_ours(database, lines, until=utc(MONDAY))

    silent, missing, unread = gathered(database, Role.DATA_MANAGER).troubles

    assert silent == "/police/staffordshire/niche is silent since Sun 14 June 07:20."
    assert missing == "2 messages of /police/staffordshire/niche never came."
    assert unread == "1 message could not be read, the first on Sun 14 June 07:20."
