"""Alerts and lists: accepted, delivered, taken in hand are three things, for who may see them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.board.people import BoardRole
from alerts.channels import Fate
from alerts.fates import FIRST_ASKED_AFTER
from alerts.following import Following
from alerts.list_turn import ListTurn
from alerts.taking_in_hand import take_in_hand
from consumer.boarding import Fittings
from schemas.auditing import Signature
from schemas.database import Database
from schemas.in_hand import Hold
from schemas.list_rows import list_row
from schemas.list_tables import list_alerts, lists
from schemas.lists import RoleList
from schemas.tables import alerts, cases
from schemas.words import HoldReason, ListSort, Role
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import ELSEWHERE, let_in, sign_in
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes
from tests.contract.post_room import STOKE, Post, Recorder, routed_house
from tests.model.sentences import utc
from tests.replays.ours import replay_ours

EARLY = at("06-15 05:59")
"""06:59 by the clock on the wall, a minute before EDT's list."""


@dataclass(slots=True)
class Delivering(Recorder):
    """A channel that says of all it accepted that it was delivered."""

    def fate(self, key: str, addresses: tuple[str, ...]) -> Fate:
        assert key
        assert addresses
        return Fate.DELIVERED


@pytest.fixture
def mail() -> Delivering:
    return Delivering("mail")


@pytest.fixture
def post(database: Database, mail: Delivering) -> Post:
    """A monitor that has run since a minute before EDT's list, which was made and sent."""
    made = Post(database=database, house=routed_house(), channels=[mail, Recorder("hook")])
    made.now = EARLY
    for _ in range(2):
        ListTurn(database=database, house=made.house).turn(made.now)
        made.now += timedelta(minutes=1)
    while made.turn() == timedelta(0):
        pass
    return made


def shown(post: Post) -> str:
    """What stands on the page of alerts below its lists' heading."""
    room = BoardRoom(post.database, post.now, house=post.house)
    text = room.visitor.get("/board/alerts").text
    return text.rpartition("Lists that went out")[2]


def test_a_list_says_when_it_was_made_for_whom_and_when_it_was_accepted(post: Post) -> None:
    text = shown(post)

    assert "Mon 15 June 07:00 Who waits, at its fixed hour Stoke-on-Trent" in text
    assert "For: emergency duty team (EDT) mail edt: accepted 07:01, delivered or not" in text


def test_what_the_channel_says_was_delivered_is_said_apart(post: Post, mail: Delivering) -> None:
    post.now += FIRST_ASKED_AFTER
    while Following(database=post.database, house=post.house, channel=mail).turn(post.now) == (
        timedelta(0)
    ):
        pass

    assert "mail edt: accepted 07:01, delivered 07:01" in shown(post)


def test_a_list_that_is_not_due_yet_has_not_gone_out(post: Post) -> None:
    assert "front-door duty worker" not in shown(post)


def test_where_no_list_was_made_it_says_so(database: Database) -> None:
    room = BoardRoom(database, at(MONDAY))

    assert "No list went out yet." in room.visitor.get("/board/alerts").text
    assert "Lists that went out" not in room.visitor.get("/board/alerts?page=2").text


@pytest.fixture
def weekend(database: Database) -> BoardRoom:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def alarms_of(room: BoardRoom, *references: str) -> list[str]:
    name = codes(room.database)
    with room.database.read() as connection:
        rows = select(alerts.c.alert_id, cases.c.handle).join(
            cases, cases.c.case_key == alerts.c.case_key
        )
        return [one.alert_id for one in connection.execute(rows) if name[one.handle] in references]


def digest(room: BoardRoom, *references: str) -> None:
    """Let a digest have gone out that names the alarms of these."""
    made = RoleList(
        sort=ListSort.STORM,
        role=Role.EDT,
        local_authority=STOKE,
        opened_at=room.now,
        due_at=room.now,
    )
    named = [
        {"list_id": made.alert_id, "alert_id": alarm} for alarm in alarms_of(room, *references)
    ]
    with room.database.write() as connection:
        connection.execute(lists.insert(), [list_row(made, made_at=room.now)])
        connection.execute(list_alerts.insert(), named)


def take(room: BoardRoom, reference: str) -> None:
    """Let somebody take a case in hand twenty minutes later."""
    room.now += timedelta(minutes=20)
    code = next(code for code, name in codes(room.database).items() if name == reference)
    hold = Hold(
        at=room.now,
        name="C. Brown",
        reason=HoldReason.RANG_POLICE_DESK,
        check_at=room.now + timedelta(hours=2),
    )
    take_in_hand(room.database, code, hold, Signature(actor="edt desk", at=room.now))


def test_an_alarm_says_when_its_case_was_taken_in_hand_and_by_nobody_s_name(
    weekend: BoardRoom,
) -> None:
    assert "the case was taken in hand" not in weekend.visitor.get("/board/alerts").text

    take(weekend, "BABY")

    text = weekend.visitor.get("/board/alerts").text
    assert "the case was taken in hand 08:50" in text
    assert text.count("the case was taken in hand") == len(alarms_of(weekend, "BABY"))
    assert "C. Brown" not in text


def test_a_digest_says_how_many_of_its_cases_were_taken_in_hand_since(weekend: BoardRoom) -> None:
    digest(weekend, "BABY", "CHILD")
    assert "taken in hand since" not in weekend.visitor.get("/board/alerts").text

    take(weekend, "BABY")

    text = weekend.visitor.get("/board/alerts").text
    assert "Many alarms at once Stoke-on-Trent" in text
    assert "taken in hand since: 1 of 2 cases on it" in text


@pytest.mark.parametrize(
    ("councils", "is_shown"),
    [
        pytest.param(frozenset({STOKE}), True, id="their-own"),
        pytest.param(frozenset({ELSEWHERE}), False, id="another-council"),
        pytest.param(frozenset(), False, id="no-council"),
        pytest.param(None, True, id="every-council"),
    ],
)
def test_somebody_sees_the_alarms_and_lists_of_their_councils_only(
    weekend: BoardRoom, councils: frozenset[str] | None, is_shown: bool, tmp_path: Path
) -> None:
    digest(weekend, "BABY")
    fittings = Fittings(sign_in=sign_in(tmp_path))
    signed = BoardRoom(weekend.database, weekend.now, fittings=fittings)
    let_in(signed, BoardRole.MASH, councils=councils)

    answer = signed.visitor.get("/board/alerts")

    baby = next(code for code, name in codes(weekend.database).items() if name == "BABY")
    assert (f"/case/{baby}" in answer.body) is is_shown
    assert ("Many alarms at once" in answer.text) is is_shown
