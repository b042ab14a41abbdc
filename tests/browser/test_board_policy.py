"""The page of the policy: how often people were really interrupted, and how to try other limits."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.board.people import BoardRole
from alerts.board.policy_pages import BACK_TEST, CHECK, PICTURE
from consumer.boarding import Fittings
from consumer.interruption_board import CountedLoads
from schemas.database import Database, open_database
from tests.browser.board_room import BoardRoom
from tests.browser.signing_in import ELSEWHERE, STOKE, let_in, sign_in
from tests.command_line import danm
from tests.contract.a_weekend import MONDAY, WEEKEND, at
from tests.model.sentences import utc
from tests.policy_files import replaced
from tests.replays.ours import HOUSE, replay_ours
from tests.spec.test_worked_examples import EXAMPLES

COUNTED = "How often people were interrupted"
PATH = "/board/policy"


@pytest.fixture
def weekend(database: Database) -> Database:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return database


def signed_in(database: Database, folder: Path, *roles: BoardRole, council: str) -> str:
    fittings = Fittings(sign_in=sign_in(folder))
    room = BoardRoom(database, at(MONDAY), host="0.0.0.0", fittings=fittings)  # noqa: S104
    let_in(room, *roles, councils=frozenset({council}))
    return room.visitor.get(PATH).text


def test_it_says_how_often_each_team_was_interrupted_beside_the_number_not_to_be_passed(
    weekend: Database,
) -> None:
    text = BoardRoom(weekend, at(MONDAY)).visitor.get(PATH).text

    assert COUNTED in text
    assert re.search(r"Emergency duty team \(EDT\), Stoke-on-Trent.*?Not more than: 6 by day", text)
    assert re.search(r"1 by night", text)


def test_a_role_is_written_as_people_write_it(weekend: Database) -> None:
    text = BoardRoom(weekend, at(MONDAY)).visitor.get(PATH).text

    assert "MASH manager" in text
    assert "Mash manager" not in text
    assert "(edt)" not in text


def test_who_sees_one_council_sees_its_teams_alone(weekend: Database, tmp_path: Path) -> None:
    text = signed_in(weekend, tmp_path, BoardRole.MASH, council=ELSEWHERE)

    assert COUNTED in text
    assert "Stoke-on-Trent" not in text.partition(COUNTED)[2].partition("back-test")[0]


def test_who_may_not_see_what_was_told_is_told_no_number_of_it(
    weekend: Database, tmp_path: Path
) -> None:
    text = signed_in(weekend, tmp_path, BoardRole.POLICE, council=STOKE)

    assert COUNTED not in text
    assert BACK_TEST not in text


def test_before_the_first_message_nothing_is_counted(database: Database) -> None:
    text = BoardRoom(database, at(MONDAY)).visitor.get(PATH).text

    assert "Nothing has happened here yet." in text


def test_where_too_much_was_told_the_page_says_who_counts_it(weekend: Database) -> None:
    count = CountedLoads(database=weekend, policies=HOUSE.policies)

    few, many = count(at(MONDAY)), replace(count, most=1)(at(MONDAY))

    assert few is not None
    assert few.teams
    assert many is not None
    assert many.teams is None


def test_only_the_last_four_weeks_are_counted(weekend: Database) -> None:
    count = CountedLoads(database=weekend, policies=HOUSE.policies)

    later = count(at(MONDAY) + timedelta(days=28))
    assert later is not None
    assert later.until - later.since == timedelta(days=28)
    assert later.teams == ()


def test_the_page_names_the_commands_of_a_back_test(weekend: Database) -> None:
    text = BoardRoom(weekend, at(MONDAY)).visitor.get(PATH).text

    assert f"{CHECK} {BACK_TEST}" in " ".join(text.split())


def test_the_commands_on_the_page_do_what_it_says(tmp_path: Path) -> None:
    danm("replay", EXAMPLES / "saturday-night" / "in.ndjson", at=tmp_path)
    replaced(tmp_path, ('version = "proposal-2026-11"', 'version = "new"'), name="NEW.toml")

    checked, tried = (danm(*command.split()[1:], at=tmp_path) for command in (CHECK, BACK_TEST))

    assert (checked.code, tried.code) == (0, 0), tried.err
    assert tried.err.endswith("danm: kept; the board shows it under Policy\n")


def keep_one(database: Database, folder: Path, version: str) -> None:
    """Run a back-test on the very database, as the command on the page does."""
    replaced(folder, ('version = "proposal-2026-11"', f'version = "{version}"'), name="NEW.toml")
    ended = danm(*BACK_TEST.split()[1:], "--database", database.name, at=folder)
    assert ended.code == 0, ended.err


def test_the_back_test_that_was_kept_last_is_shown_with_its_picture(tmp_path: Path) -> None:
    danm("replay", EXAMPLES / "saturday-night" / "in.ndjson", at=tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'danm-data' / 'danm.sqlite'}")
    with closing(database):
        keep_one(database, tmp_path, "first")
        keep_one(database, tmp_path, "second")
        room = BoardRoom(database, at(MONDAY))
        page, drawn = room.visitor.get(PATH), room.visitor.get(PICTURE)

    assert "Policies: second (new) against proposal-2026-11 (in force)." in page.text
    assert "first (new)" not in page.text
    assert "Interruptions by hour of the day, in force and new:" in page.text
    assert PICTURE in {one.get("src") for one in page.markup.every("img")}
    assert (drawn.status, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert drawn.body.startswith("<?xml")


def test_before_one_was_kept_the_page_says_so(weekend: Database) -> None:
    room = BoardRoom(weekend, at(MONDAY))

    assert "None was kept here so far." in room.visitor.get(PATH).text
    assert room.visitor.get(PICTURE).status == 404


def test_who_may_not_try_limits_does_not_see_the_back_test(
    weekend: Database, tmp_path: Path
) -> None:
    room = BoardRoom(weekend, at(MONDAY), fittings=Fittings(sign_in=sign_in(tmp_path)))
    let_in(room, BoardRole.POLICE, BoardRole.VIEWER, councils=frozenset({STOKE}))

    assert room.visitor.get(PICTURE).status == 403
