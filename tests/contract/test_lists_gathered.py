"""What a list holds, read from every database: a weekend in June, as the front door finds it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from alerts.list_gathering import gather
from alerts.list_words import list_text
from alerts.lists import ListFacts
from schemas.backlog import Reads
from schemas.database import Database
from schemas.hold_tables import acknowledgements
from schemas.house import House
from schemas.list_tables import list_alerts, lists
from schemas.lists import RoleList, list_row
from schemas.moments import parse_instant
from schemas.tables import alerts, cases, offsets
from schemas.words import Flag, HoldReason, Kind, ListSort, Risk, Role, Rung, State
from tests.model.sentences import (
    POLICE,
    STOKE,
    children,
    close,
    contact,
    grade,
    message,
    receipt,
    report,
    utc,
)
from tests.replays.both import a_database
from tests.replays.ours import HOUSE, replay_ours

MONDAY = "06-15 07:30"
"""08:30 by the clock on the wall: the front door opens."""


def at(short: str) -> datetime:
    return parse_instant(utc(short))


def heartbeat(when: str, source: str = POLICE) -> dict[str, Any]:
    told = {"force": "staffordshire", "complete_to": utc(when)}
    return message("feed.heartbeat", when, None, told, source=source)


WEEKEND = [
    report("06-12 09:00", "RECORDED", risk="standard"),
    receipt("06-12 10:00", "RECORDED"),
    contact("06-12 10:05", ref="RECORDED"),
    report("06-12 12:00", "UNPICKED", risk="high", children=children("4-7", of="U")),
    receipt("06-12 12:10", "UNPICKED"),
    report("06-13 10:00", "CHILD", risk="medium", children=children("8-11", "12-15", of="C")),
    report("06-13 12:00", "BABY", risk="medium", children=children("0-3", "8-11", of="B")),
    report("06-13 14:00", "ENDED", risk="high", children=children("8-11", of="E")),
    report("06-14 08:00", "UNNAMED", risk="medium", children=[], children_known="not_yet"),
    report("06-14 12:00", "CAME-LATE", risk="high", children=children("unborn", of="L")),
    report("06-14 19:10", "SOON", risk="medium", children=children("8-11", of="S")),
    receipt("06-15 00:30", "ENDED"),
    receipt("06-15 06:00", "CAME-LATE", received_by="edt"),
    report("06-15 06:30", "NEW", risk="standard", children=children("16-17", of="N")),
    report("06-15 06:40", "AGAIN", risk="standard", children=children("8-11", of="C")),
    report("06-15 06:50", "WITHDRAWN", risk="high", children=children("8-11", of="W")),
    close("06-15 06:55", "withdrawn", "WITHDRAWN"),
    heartbeat("06-15 07:00"),
]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = a_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def weekend(database: Database) -> Database:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return database


def a_list(role: Role = Role.MASH_DUTY, due: str = MONDAY, council: str | None = STOKE) -> RoleList:
    return RoleList(
        sort=ListSort.SHIFT, role=role, local_authority=council, opened_at=at(due), due_at=at(due)
    )


def sent_before(database: Database, role: Role, due: str) -> None:
    with database.write() as connection:
        connection.execute(lists.insert(), [list_row(a_list(role, due), made_at=at(due))])


def gathered(
    database: Database,
    role: Role = Role.MASH_DUTY,
    due: str = MONDAY,
    house: House = HOUSE,
    council: str | None = STOKE,
) -> ListFacts:
    with database.read() as connection:
        return gather(connection, a_list(role, due, council), house, at(due))


def codes(database: Database) -> dict[str, str]:
    """The reference of each case code, which no list knows."""
    with database.read() as connection:
        rows = connection.execute(select(cases.c.case_key, cases.c.handle, cases.c.sealed_ref))
        return {
            row.handle: HOUSE.keys.open_sealed(row.sealed_ref, row.case_key).decode()
            for row in rows
        }


def test_who_waits_stands_in_the_order_in_which_people_look(weekend: Database) -> None:
    name, facts = codes(weekend), gathered(weekend)

    assert [name[row.about.case_code] for row in facts.waiting] == [
        "BABY", "CHILD", "SOON", "NEW", "AGAIN",
    ]  # fmt: skip
    assert [row.is_late(facts.now) for row in facts.waiting] == [True, True, False, False, False]
    assert [name[row.about.case_code] for row in facts.unnamed] == ["UNNAMED"]


def test_a_row_says_how_far_it_was_told_and_which_limit_holds(weekend: Database) -> None:
    baby, child, *_ = gathered(weekend).waiting

    assert (baby.about.risk, baby.grade_for_targets) == (Risk.MEDIUM, Risk.HIGH)
    assert (baby.waiting_since, baby.late_at) == (at("06-13 12:00"), at("06-13 20:00"))
    assert (child.rung, child.about.children) == (Rung.ESCALATE, 2)
    assert child.hold is None


def test_a_home_told_twice_is_marked_on_both_cases(weekend: Database) -> None:
    name, facts = codes(weekend), gathered(weekend)

    homes = {
        name[row.about.case_code]: [name[other] for other in row.same_home]
        for row in facts.waiting
        if row.same_home
    }
    assert homes == {"CHILD": ["AGAIN"], "AGAIN": ["CHILD"]}


def test_what_came_since_the_last_list_is_new(weekend: Database) -> None:
    sent_before(weekend, Role.MASH_DUTY, "06-14 18:00")
    name, facts = codes(weekend), gathered(weekend)

    assert facts.last_list_at == at("06-14 18:00")
    assert [name[row.about.case_code] for row in facts.waiting if row.is_new] == [
        "SOON", "NEW", "AGAIN",
    ]  # fmt: skip


def test_before_the_first_list_nothing_is_new(weekend: Database) -> None:
    sent_before(weekend, Role.MASH_MANAGER, "06-14 18:00")
    facts = gathered(weekend)

    assert facts.last_list_at is None
    assert not any(row.is_new for row in facts.waiting)
    assert facts.ended == ()


@pytest.mark.parametrize(
    ("role", "due", "overlooked"),
    [
        pytest.param(Role.MASH_DUTY, MONDAY, ["SOON"], id="edt-goes-home"),
        pytest.param(Role.EDT, MONDAY, [], id="edt-knows"),
        pytest.param(Role.DIRECTOR, MONDAY, [], id="no-shift-of-theirs"),
        pytest.param(Role.MASH_DUTY, "06-15 11:30", ["SOON"], id="until-a-list-was-sent"),
    ],
)
def test_a_warning_at_going_home_time_is_marked_for_the_next_shift(
    weekend: Database, role: Role, due: str, overlooked: list[str]
) -> None:
    name, facts = codes(weekend), gathered(weekend, role, due)

    told = [name[row.about.case_code] for row in facts.waiting if row.is_from_last_shift]
    assert told == overlooked


def test_the_next_list_of_the_shift_does_not_mark_it_again(weekend: Database) -> None:
    sent_before(weekend, Role.MASH_DUTY, MONDAY)

    facts = gathered(weekend, due="06-15 11:30")

    assert not any(row.is_from_last_shift for row in facts.waiting)


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


def test_another_council_s_list_holds_none_of_these(weekend: Database) -> None:
    facts = gathered(weekend, council="E10000028")

    assert (facts.waiting, facts.arrived_late, facts.pickups) == ((), (), ())
    assert facts.council_name == "Staffordshire"


def test_a_case_whose_council_nobody_told_is_on_every_list(database: Database) -> None:
    replay_ours(database, [grade("06-14 10:00", "high", "NOBODY-S")], until=utc("06-15 06:00"))

    for council in (STOKE, "E10000028"):
        (row,) = gathered(database, council=council).waiting
        assert not row.is_council_known
        assert Flag.START_UNKNOWN in row.flags


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


def test_who_has_a_case_in_hand_is_named_until_the_next_look(weekend: Database) -> None:
    key = next(key for key, code in keys(weekend).items() if code == "BABY")
    told = {"actor": "mash", "name": "J Smith", "reason": HoldReason.RANG_POLICE_DESK.value}
    until = {"at": at("06-15 06:00"), "check_at": at("06-15 09:00")}
    with weekend.write() as connection:
        connection.execute(acknowledgements.insert(), {"case_key": key, **told, **until})

    held = gathered(weekend).waiting[0].hold
    later = gathered(weekend, due="06-15 11:30").waiting[0].hold

    assert held is not None
    assert (held.name, held.check_at, later) == ("J Smith", at("06-15 09:00"), None)


def keys(database: Database) -> dict[bytes, str]:
    name = codes(database)
    with database.read() as connection:
        rows = connection.execute(select(cases.c.case_key, cases.c.handle))
        return {row.case_key: name[row.handle] for row in rows}


def test_a_digest_holds_what_its_alarms_are_about_and_nothing_else(weekend: Database) -> None:
    digest = replace(a_list(), sort=ListSort.STORM)
    names = keys(weekend)
    with weekend.write() as connection:
        told = connection.execute(select(alerts.c.alert_id, alerts.c.case_key, alerts.c.kind)).all()
        named = [
            {"list_id": digest.alert_id, "alert_id": row.alert_id}
            for row in told
            if names.get(row.case_key) in ("CHILD", "ENDED") or row.kind == Kind.SILENCE.value
        ]
        connection.execute(list_alerts.insert(), named)
        facts = gather(connection, digest, HOUSE, at(MONDAY))

    name = codes(weekend)
    assert [name[row.about.case_code] for row in facts.waiting] == ["CHILD"]
    assert [name[row.about.case_code] for row in facts.ended] == ["ENDED"]
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


@pytest.mark.parametrize("role", list(Role))
def test_neither_a_police_reference_nor_a_child_s_is_in_a_list(
    weekend: Database, role: Role
) -> None:
    text = list_text(gathered(weekend, role))

    told = f"{text.subject} {text.body} {text.html}"
    unmistakable = {"UNPICKED", "CAME-LATE", "WITHDRAWN", "B0", "C1", "L0"}
    assert unmistakable & set(codes(weekend).values())
    assert not [reference for reference in unmistakable if reference in told]
    assert gathered(weekend, role).waiting[0].about.case_code in told


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


def test_a_case_without_an_answer_to_the_police_s_question_is_not_called_late(
    weekend: Database,
) -> None:
    (row,) = gathered(weekend).unnamed

    assert (row.late_at, row.waiting_since) == (None, at("06-14 08:00"))


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
