"""Who waits, as a list holds it: read from every database."""

import pytest
from sqlalchemy import delete, select, update

from alerts.list_words import list_text
from alerts.lists import OF_ANOTHER_COUNCIL
from schemas.database import Database
from schemas.hold_tables import acknowledgements
from schemas.pictures import load_case
from schemas.records import Case
from schemas.tables import cases, messages
from schemas.words import Flag, HoldReason, Risk, Role, Rung
from tests.contract.a_site import ASite
from tests.contract.a_weekend import MONDAY, at, codes, gathered, keys, sent_before
from tests.model.sentences import (
    STOKE,
    close,
    grade,
    report,
    utc,
)
from tests.replays.ours import replay_ours

THE_COUNTY = "E10000028"


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


def test_a_home_that_another_council_knows_too_is_marked_without_that_council_s_case_code(
    weekend: Database,
) -> None:
    name = codes(weekend)
    again = next(code for code, one in name.items() if one == "AGAIN")
    with weekend.write() as connection:
        moved = update(cases).where(cases.c.handle == again)
        connection.execute(moved.values(local_authority=THE_COUNTY))

    ours, theirs = gathered(weekend), gathered(weekend, council=THE_COUNTY)

    said = {name[row.about.case_code]: row.same_home for row in ours.waiting if row.same_home}
    assert said == {"CHILD": (OF_ANOTHER_COUNCIL,)}
    (row,) = (row for row in theirs.waiting if row.same_home)
    assert (name[row.about.case_code], row.same_home) == ("AGAIN", (OF_ANOTHER_COUNCIL,))
    assert again not in list_text(ours).body


def test_what_came_since_the_last_list_is_new(weekend: Database) -> None:
    sent_before(weekend, Role.MASH_DUTY, "06-14 18:00")
    name, facts = codes(weekend), gathered(weekend)

    assert facts.last_list_at == at("06-14 18:00")
    assert [name[row.about.case_code] for row in facts.waiting if row.is_new] == [
        "SOON", "NEW", "AGAIN",
    ]  # fmt: skip


def test_what_was_sent_before_the_last_list_and_read_after_it_is_new(database: Database) -> None:
    site = ASite(database=database, now=at("06-15 05:00"))
    site.take_in([report("06-15 04:50", "KNOWN")])
    site.now = at("06-15 08:00")
    site.take_in([report("06-15 07:20", "READ-LATE"), grade("06-15 07:25", "high", "KNOWN")])
    sent_before(database, Role.MASH_DUTY, MONDAY)

    name, facts = codes(database), gathered(database, due="06-15 11:30")

    assert [name[row.about.case_code] for row in facts.waiting if row.is_new] == ["READ-LATE"]


def test_where_nobody_kept_when_it_was_read_the_sender_s_time_counts(weekend: Database) -> None:
    sent_before(weekend, Role.MASH_DUTY, "06-14 18:00")
    with weekend.write() as connection:
        connection.execute(delete(messages))

    name, facts = codes(weekend), gathered(weekend)

    assert [name[row.about.case_code] for row in facts.waiting if row.is_new] == [
        "SOON", "NEW", "AGAIN",
    ]  # fmt: skip


def test_nobody_has_to_wait_while_the_cases_of_a_list_are_read(
    weekend: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Case] = []

    def read_while_another_writes(text: bytes) -> Case:
        with weekend.write() as connection:
            assert connection.execute(select(messages.c.handled_at).limit(1)).first()
            # An SQLite file takes no commit while anybody reads it.
            connection.execute(update(messages).values(handled_at=at(MONDAY)))
        read.append(load_case(text))
        return read[-1]

    sent_before(weekend, Role.MASH_DUTY, "06-14 18:00")
    monkeypatch.setattr("alerts.list_waits.load_case", read_while_another_writes)
    monkeypatch.setattr("alerts.list_ends.load_case", read_while_another_writes)
    facts = gathered(weekend)

    rows = (*facts.waiting, *facts.unnamed, *facts.arrived_late, *facts.ended, *facts.pickups)
    assert len(read) >= len(rows) > 0


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


@pytest.mark.parametrize("council", [STOKE, "E10000028"])
def test_who_was_told_that_it_was_late_hears_that_it_went_to_another_council(
    database: Database, council: str
) -> None:
    moved = close("06-15 06:00", "other_authority", "MOVED", to="E10000028")
    replay_ours(database, [report("06-12 06:00", "MOVED"), moved], until=utc(MONDAY))
    sent_before(database, Role.MASH_DUTY, "06-14 18:00", council=council)

    facts = gathered(database, council=council)

    assert [codes(database)[row.about.case_code] for row in facts.ended] == ["MOVED"]
    assert facts.waiting == ()


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


@pytest.mark.parametrize("role", list(Role))
def test_neither_a_police_reference_nor_a_child_s_is_in_a_list(
    weekend: Database, role: Role
) -> None:
    text = list_text(gathered(weekend, role))

    told = f"{text.subject} {text.body} {text.html}"
    unmistakable = {"UNPICKED", "CAME-LATE", "WITHDRAWN"}
    assert unmistakable & set(codes(weekend).values())
    assert not [reference for reference in unmistakable if reference in told]
    assert gathered(weekend, role).waiting[0].about.case_code in told


def test_a_case_without_an_answer_to_the_police_s_question_is_not_called_late(
    weekend: Database,
) -> None:
    (row,) = gathered(weekend).unnamed

    assert (row.late_at, row.waiting_since) == (None, at("06-14 08:00"))
