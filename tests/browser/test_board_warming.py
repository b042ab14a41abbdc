"""What is made before anybody asks, and how long it is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from alerts.board.board import Board
from alerts.board.row_memory import FORGOTTEN_AFTER, RowMemory
from alerts.board.waiting import READER
from alerts.board.warming import warm
from alerts.list_scene import Scene, scene_of
from alerts.list_waits import FoundWaits, MadeRow, find_waits
from schemas.database import Database, DatabaseTrouble
from schemas.lists import RoleList
from schemas.words import ListSort
from tests.contract.a_weekend import MONDAY, WEEKEND, at
from tests.model.sentences import utc
from tests.replays.ours import HOUSE, replay_ours

NOW = at(MONDAY)


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every statement from now on."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def weekend(database: Database) -> Database:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return database


@pytest.fixture
def board(weekend: Database) -> Board:
    return Board(database=weekend, house=HOUSE, now=lambda: NOW, host="127.0.0.1")


def reads_cases(asked: list[str]) -> bool:
    return any("cases.picture" in one for one in asked)


def test_the_rows_of_those_who_wait_are_made_before_anybody_asks(
    board: Board, asked: list[str]
) -> None:
    warm(board)

    assert reads_cases(asked)


def test_where_very_many_wait_nothing_is_made_before_it_is_asked_for(
    board: Board, asked: list[str]
) -> None:
    warm(board, most=2)

    assert not reads_cases(asked)


def test_for_a_board_that_is_shut_nothing_is_made(board: Board, asked: list[str]) -> None:
    warm(replace(board, host="0.0.0.0"))  # noqa: S104 - shut, just because it is this address

    assert asked == []


def test_a_database_that_does_not_answer_at_the_start_ends_nothing(board: Board) -> None:
    def is_away() -> datetime:
        raise DatabaseTrouble("it is away", "mend it")

    warm(replace(board, now=is_away))


def looked_at(database: Database, now: datetime) -> tuple[FoundWaits, Scene]:
    about = RoleList(
        sort=ListSort.SHIFT, role=READER, local_authority=None, opened_at=now, due_at=now
    )
    with database.read() as connection:
        scene = scene_of(connection, about, HOUSE, now)
        return find_waits(scene), scene


def made_by_code(memory: RowMemory, database: Database, now: datetime) -> dict[str, MadeRow]:
    waits, scene = looked_at(database, now)
    return {one.row.about.case_code: one for one in memory.rows(waits.rows, scene)}


def test_who_sees_few_children_makes_nobody_else_wait_for_theirs(weekend: Database) -> None:
    memory = RowMemory()
    before = made_by_code(memory, weekend, NOW)
    waits, scene = looked_at(weekend, NOW)
    memory.rows(waits.rows[:1], scene)

    after = made_by_code(memory, weekend, NOW)

    assert all(after[code] is one for code, one in before.items())


def test_a_row_is_kept_as_long_as_a_page_shows_it(weekend: Database) -> None:
    memory = RowMemory()
    before = made_by_code(memory, weekend, NOW)

    for minutes in range(1, 60):
        made_by_code(memory, weekend, NOW + timedelta(minutes=minutes))

    after = made_by_code(memory, weekend, NOW + timedelta(hours=1))
    assert all(after[code] is one for code, one in before.items())


def test_a_row_that_no_page_shows_any_more_is_forgotten(weekend: Database) -> None:
    memory = RowMemory()
    before = made_by_code(memory, weekend, NOW)
    for times in (1, 2):
        waits, scene = looked_at(weekend, NOW + times * FORGOTTEN_AFTER)
        memory.rows(waits.rows[:1], scene)

    after = made_by_code(memory, weekend, NOW + 2 * FORGOTTEN_AFTER)

    kept = [code for code, one in before.items() if after[code] is one]
    assert len(kept) == 1
