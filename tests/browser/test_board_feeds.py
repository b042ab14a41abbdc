"""The feeds page day by day: what the police counted beside what arrived, for who may see it."""

from pathlib import Path
from typing import Any

import pytest

from alerts.board.feed_unmatched import LOOKED_AT, ended_lately, unmatched_receipts
from alerts.board.feed_unmatched_view import CUT, NEWEST_SHOWN, unmatched_view
from alerts.board.people import SOMEBODY_HERE, BoardRole
from consumer.boarding import Fittings
from schemas.database import Database
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import ELSEWHERE, STOKE, let_in, sign_in
from tests.browser.visiting import Markup
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes
from tests.model.sentences import COUNCIL, POLICE, close, message, receipt, report, utc
from tests.replays.ours import replay_ours

CONTROL_ROOM = "/police/staffordshire/control-room"
NAMES = "Staffordshire Police and Stoke-on-Trent"


def counted(when: str, day: str, incidents: int) -> dict[str, Any]:
    told = {
        "force": "staffordshire",
        "local_authority": STOKE,
        "date": f"2026-{day}",
        "incidents_with_children": incidents,
    }
    return message("feed.control_total", when, None, told, source=CONTROL_ROOM)


TOLD = [
    counted("06-14 00:30", "06-13", 4),
    counted("06-13 00:30", "06-12", 2),
    counted("06-15 00:40", "06-14", 1),
    counted("06-15 07:00", "06-15", 5),
    message("feed.heartbeat", "06-15 07:10", None, {"local_authority": STOKE}, source=COUNCIL),
]


@pytest.fixture
def room(database: Database) -> BoardRoom:
    lines = sorted([*WEEKEND, *TOLD], key=lambda one: str(one["time"]))
    replay_ours(database, lines, until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def days(page: Markup) -> list[str]:
    """What stands in the rows of the page's tables of days, the words of each cell."""
    words = [" ".join(word.split()) for word in page.words]
    told = [word for word in words if word]
    return told[told.index("Difference") + 1 :]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            "Sat 13 June 2026",
            ("4", "3", "1 counted by the police did not arrive here"),
            id="one-never-arrived",
        ),
        pytest.param("Fri 12 June 2026", ("2", "2", "none"), id="all-arrived"),
        pytest.param(
            "Sun 14 June 2026",
            ("1", "2", "1 more arrived here than the police counted"),
            id="more-here",
        ),
        pytest.param(
            "Mon 15 June 2026",
            ("5", "3", "not compared yet: due Tue 16 June 00:00"),
            id="the-day-is-not-over",
        ),
        pytest.param(
            "Thu 11 June 2026", ("no total came", "0", "not known"), id="no-total-is-not-0"
        ),
    ],
)
def test_each_day_tells_what_the_police_counted_what_arrived_and_the_difference(
    room: BoardRoom, day: str, expected: tuple[str, str, str]
) -> None:
    told = days(room.visitor.get("/board/feeds").markup)

    row = told[told.index(day) + 1 :]
    labels = ("Said by the police:", "Arrived here:", "Difference:")
    assert row[:6] == [word for pair in zip(labels, expected, strict=True) for word in pair]


def test_the_last_fourteen_days_are_shown_today_first(room: BoardRoom) -> None:
    page = room.visitor.get("/board/feeds")

    assert NAMES in page.text
    assert "Totals came for 4 of the last 14 days." in page.text
    shown = [word for word in days(page.markup) if word.endswith(" June 2026")]
    assert (len(shown), shown[0], shown[-1]) == (14, "Mon 15 June 2026", "Tue 2 June 2026")


def test_before_a_day_ends_no_total_is_expected_of_it(database: Database) -> None:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    text = BoardRoom(database, at(MONDAY)).visitor.get("/board/feeds").text

    assert "No total came in the last 14 days: nobody can tell whether all arrived." in text
    assert "no total yet: the day is not over" in text


def test_where_nothing_came_it_says_so_and_shows_no_figure(database: Database) -> None:
    answer = BoardRoom(database, at(MONDAY)).visitor.get("/board/feeds")

    said = "No total came in the last 14 days, and no incident with children arrived here."
    assert f"{NAMES} {said}" in answer.text
    assert "Arrived here: 0" not in answer.text


@pytest.mark.parametrize(
    ("councils", "is_shown"),
    [
        pytest.param(frozenset({STOKE}), True, id="their-own"),
        pytest.param(frozenset({ELSEWHERE}), False, id="another-council"),
        pytest.param(None, True, id="every-council"),
    ],
)
def test_somebody_sees_the_days_and_the_front_door_of_their_councils_only(
    room: BoardRoom, councils: frozenset[str] | None, is_shown: bool, tmp_path: Path
) -> None:
    signed = BoardRoom(room.database, room.now, fittings=Fittings(sign_in=sign_in(tmp_path)))
    let_in(signed, BoardRole.MASH, councils=councils)

    text = signed.visitor.get("/board/feeds").text

    assert ("Sat 13 June 2026" in text) is is_shown
    assert (COUNCIL in text) is is_shown
    assert POLICE in text


TOLD_OF = {"force": "staffordshire", "local_authority": STOKE, "reported": utc("06-14 08:30")}
ORPHANS = [
    receipt("06-13 09:00", "MISTYPED"),
    receipt("06-14 09:00", "NEVER-REPORTED"),
    receipt("06-14 10:00", "TWICE"),
    close("06-14 10:30", "duplicate", "TWICE", of="KNOWN"),
    report("06-14 08:00", "KNOWN"),
    receipt("06-14 11:00", "TOLD-BY-THE-COUNCIL", incident=TOLD_OF),
    receipt("05-20 09:00", "LONG-AGO"),
]


def orphaned(database: Database) -> BoardRoom:
    lines = sorted(ORPHANS, key=lambda one: str(one["time"]))
    replay_ours(database, lines, until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def test_receipts_without_a_report_are_counted_and_named_the_newest_first(
    database: Database,
) -> None:
    room = orphaned(database)

    answer = room.visitor.get("/board/feeds")

    said = "Of the last 14 days, 3 receipts belong to no incident reported by the police."
    assert said in answer.text
    links = [str(one.get("href")) for one in answer.markup.every("a")]
    name = codes(database)
    named = [name[one.removeprefix("/case/")] for one in links if one.startswith("/case/")]
    assert named == ["TOLD-BY-THE-COUNCIL", "NEVER-REPORTED", "MISTYPED"]
    assert "Received: Sun 14 June 12:00" in answer.text


def test_where_each_receipt_has_its_report_it_says_that_none_is_known(room: BoardRoom) -> None:
    text = room.visitor.get("/board/feeds").text

    assert "we know of no receipt without a report of the police" in text
    assert "danm join" not in text


def test_receipts_of_another_council_are_not_shown(database: Database, tmp_path: Path) -> None:
    of_stoke = receipt("06-14 09:00", "OF-STOKE", incident=TOLD_OF)
    replay_ours(database, [of_stoke], until=utc(MONDAY))
    signed = BoardRoom(database, at(MONDAY), fittings=Fittings(sign_in=sign_in(tmp_path)))
    let_in(signed, BoardRole.DATA_MANAGER, councils=frozenset({ELSEWHERE}))

    assert "we know of no receipt" in signed.visitor.get("/board/feeds").text


def test_where_not_every_case_was_looked_at_it_says_so(database: Database) -> None:
    room = orphaned(database)
    policy = room.house.policies.at(room.now)
    with database.read() as connection:
        rows = ended_lately(connection, SOMEBODY_HERE, policy, room.now)
    unmatched = next(row for row in rows if unmatched_receipts([row]).receipts)
    many = [unmatched] * (LOOKED_AT + 1)

    assert CUT not in unmatched_view(unmatched_receipts(many[1:]), room.now).lead
    view = unmatched_view(unmatched_receipts(many), room.now)
    assert CUT in view.lead
    assert "The newest 10 are shown." in view.lead
    assert len(view.newest) == NEWEST_SHOWN
