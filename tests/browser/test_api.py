"""Figures for programs: the flat rows and no others, for the councils of a token, in the audit."""

import csv
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, update

from alerts.board.api_fetching import FETCHED
from alerts.board.api_tokens import Token, digest_of
from alerts.flat import TABLES, cell_text, dictionary_rows, rows, waiting_rows
from consumer.boarding import Fittings
from schemas.csv_cells import BOM
from schemas.database import Database
from schemas.tables import alerts, audit, cases
from tests.browser.board_room import BoardRoom
from tests.browser.visiting import Answer
from tests.contract.a_weekend import MONDAY, WEEKEND, at, codes
from tests.model.sentences import utc
from tests.replays.ours import HOUSE, replay_ours

ELSEWHERE = "E10000028"
SECRET, OTHERS = "a" * 64, "b" * 64
ALL = Token(name="county", digest=digest_of(SECRET.encode()))
OF_ELSEWHERE = Token(
    name="elsewhere", digest=digest_of(OTHERS.encode()), councils=frozenset({ELSEWHERE})
)
LISTS = ("incidents", "legs", "receipts", "alerts")
OF_CHILDREN = (*LISTS, "waiting")


@pytest.fixture
def room(database: Database) -> BoardRoom:
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    return BoardRoom(database, at(MONDAY))


def with_tokens(room: BoardRoom) -> BoardRoom:
    """The same, listening on any address, for programs that have a token."""
    fitted = Fittings(tokens=(ALL, OF_ELSEWHERE))
    open_room = BoardRoom(room.database, room.now, host="0.0.0.0", fittings=fitted)  # noqa: S104
    open_room.visitor.host = "danm.example"
    return open_room


def fetch(room: BoardRoom, path: str, secret: str | None = None, **headers: str) -> Answer:
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    return room.visitor.get(f"/api/v1/{path}", **headers)


def listed(room: BoardRoom, path: str, secret: str | None = None) -> list[dict[str, Any]]:
    answer = fetch(room, path, secret)
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = json.loads(answer.body)["rows"]
    return found


def rows_of(room: BoardRoom, name: str) -> list[dict[str, Any]]:
    """The rows as the flat tables themselves give them."""
    if name == "waiting":
        return waiting_rows(room.database.read, HOUSE.policies, room.now)
    return list(rows(room.database.read, name))


def sheet(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.body.startswith(BOM)
    return list(csv.DictReader(StringIO(answer.body.removeprefix(BOM), newline="")))


def fetches(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        found = select(audit).where(audit.c.action == FETCHED).order_by(audit.c.audit_id)
        return [(row.actor, row.detail) for row in connection.execute(found)]


def move_away(database: Database, condition: ColumnElement[bool]) -> None:
    with database.write() as connection:
        connection.execute(update(cases).where(condition).values(local_authority=ELSEWHERE))


@pytest.mark.parametrize("name", OF_CHILDREN)
def test_a_list_holds_the_rows_of_the_flat_table_and_no_reference(
    room: BoardRoom, name: str
) -> None:
    answer = fetch(room, name)

    found = json.loads(answer.body)
    assert found["rows"] == rows_of(room, name) != []
    assert found["as_of"] == "2026-06-15T07:30:00Z"
    assert found["next"] is None
    assert not any(f'"{reference}"' in answer.body for reference in codes(room.database).values())


def test_who_waits_says_whether_nobody_means_nobody(database: Database) -> None:
    room = BoardRoom(database, at(MONDAY))

    unheard = json.loads(fetch(room, "waiting").body)
    no_row = fetch(room, "waiting?format=csv")
    assert (sheet(no_row), no_row.headers["can-tell"]) == ([], "false")
    replay_ours(database, WEEKEND, until=utc(MONDAY))
    heard = json.loads(fetch(room, "waiting").body)

    assert (unheard["rows"], unheard["can_tell"], heard["can_tell"]) == ([], False, True)


@pytest.mark.parametrize("name", OF_CHILDREN)
def test_as_csv_it_holds_the_same_in_cells_that_stay_text(room: BoardRoom, name: str) -> None:
    by_parameter = fetch(room, f"{name}?format=csv")
    by_header = fetch(room, name, accept="application/json;q=0.5, text/csv")

    can_tell: dict[str, Any] = {"can_tell": True} if name == "waiting" else {}
    told = [
        {key: cell_text(value) for key, value in (row | can_tell).items()}
        for row in rows_of(room, name)
    ]
    assert sheet(by_parameter) == told
    assert by_header.body == by_parameter.body
    assert f'filename="{name}.csv"' in by_parameter.headers["content-disposition"]


def test_no_cell_makes_a_spreadsheet_calculate(room: BoardRoom) -> None:
    with room.database.write() as connection:
        connection.execute(update(alerts).values(reason="=1+1"))

    (column,) = {
        name for row in listed(room, "alerts") for name, value in row.items() if value == "=1+1"
    }

    assert {row[column] for row in sheet(fetch(room, "alerts?format=csv"))} == {"'=1+1"}


@pytest.mark.parametrize("name", LISTS)
def test_pages_hold_every_row_once(room: BoardRoom, name: str) -> None:
    found, path = [], f"/api/v1/{name}?at_most=2"
    while path is not None:
        page = json.loads(room.visitor.get(path).body)
        found += page["rows"]
        path = page["next"]

    assert found == rows_of(room, name)


def test_a_page_of_csv_says_where_the_next_one_is(room: BoardRoom) -> None:
    first = fetch(room, "incidents?format=csv&at_most=4")
    path = first.headers["link"].partition(">")[0].removeprefix("<")
    rest = fetch(room, f"{path.removeprefix('/api/v1/').replace('at_most=4', 'at_most=500')}")

    told = [row["case_code"] for row in [*sheet(first), *sheet(rest)]]
    assert told == [row["case_code"] for row in rows_of(room, "incidents")]
    assert "link" not in rest.headers


def test_the_dictionary_names_every_column(room: BoardRoom) -> None:
    assert json.loads(fetch(room, "dictionary").body)["columns"] == list(dictionary_rows())
    assert len(sheet(fetch(room, "dictionary?format=csv"))) == len(list(dictionary_rows()))


def test_the_description_names_every_column_with_its_meaning(room: BoardRoom) -> None:
    told = json.loads(fetch(room, "openapi.json").body)

    assert set(told["paths"]) == {*(f"/{name}" for name in TABLES), "/dictionary"}
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for name, table in TABLES.items():
        row = told["components"]["schemas"][f"{name.capitalize()}Row"]["properties"]
        assert tuple(row) == table.names
        assert all(row[one.name]["description"].startswith(one.meaning) for one in table.columns)
        assert {"200", "401", "403", "422", "503"} <= set(
            told["paths"][f"/{name}"]["get"]["responses"]
        )


@pytest.mark.parametrize("path", [*TABLES, "dictionary", "openapi.json"])
@pytest.mark.parametrize("secret", [None, "c" * 64, "", SECRET[:-1], f"{SECRET}a", "\xe9"])
def test_nothing_is_given_without_a_token_of_ours(
    room: BoardRoom, path: str, secret: str | None
) -> None:
    answer = fetch(with_tokens(room), path, secret)

    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "token" in json.loads(answer.body)["detail"]
    assert fetches(room.database) == []


@pytest.mark.parametrize("name", OF_CHILDREN)
def test_with_a_token_it_answers_under_any_name(room: BoardRoom, name: str) -> None:
    assert listed(with_tokens(room), name, SECRET) == rows_of(room, name)


def test_a_token_opens_no_page_of_the_board(room: BoardRoom) -> None:
    answer = with_tokens(room).visitor.get("/board", authorization=f"Bearer {SECRET}")

    assert answer.status == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "danm.example"])  # noqa: S104
def test_without_tokens_it_answers_only_where_the_board_does(room: BoardRoom, host: str) -> None:
    elsewhere = BoardRoom(room.database, room.now, host=host)
    room.visitor.host = "evil.example"

    assert fetch(elsewhere, "waiting").status == 403
    assert fetch(room, "waiting").status == 403
    room.visitor.host = "localhost"
    assert fetch(room, "waiting", x_forwarded_for="10.0.0.7").status == 403
    assert fetches(room.database) == []


@pytest.mark.parametrize("name", OF_CHILDREN)
def test_a_token_sees_the_children_of_its_councils_alone(room: BoardRoom, name: str) -> None:
    assert listed(with_tokens(room), name, OTHERS) == []

    move_away(room.database, cases.c.handle.in_(list(codes(room.database))))

    whole = [row for row in rows_of(room, name) if row["case_code"] is not None]
    assert listed(with_tokens(room), name, OTHERS) == whole != []


def test_an_alarm_about_no_case_is_for_those_who_see_everything(room: BoardRoom) -> None:
    with room.database.write() as connection:
        connection.execute(update(alerts).values(case_key=None, local_authority=ELSEWHERE))

    assert listed(with_tokens(room), "alerts", OTHERS) == []
    assert listed(with_tokens(room), "alerts", SECRET) != []


def test_a_case_of_which_nobody_said_whose_is_seen_by_all_it_may_belong_to(
    room: BoardRoom,
) -> None:
    with room.database.write() as connection:
        connection.execute(update(cases).values(local_authority=None))

    assert len(listed(with_tokens(room), "incidents", OTHERS)) == len(rows_of(room, "incidents"))


def test_the_audit_holds_one_row_for_a_table_a_token_and_an_hour(room: BoardRoom) -> None:
    asked = with_tokens(room)
    for path in ("waiting", "waiting?format=csv", "legs", "waiting"):
        fetch(asked, path, SECRET)
    fetch(asked, "waiting", OTHERS)
    restarted = with_tokens(room)
    fetch(restarted, "waiting", SECRET)
    one_hour = [
        ("api:county", "waiting, token county"),
        ("api:county", "legs, token county"),
        ("api:elsewhere", "waiting, token elsewhere"),
    ]

    assert fetches(room.database) == one_hour

    restarted.now += timedelta(hours=1)
    fetch(restarted, "waiting", SECRET)
    assert fetches(room.database) == [*one_hour, one_hour[0]]


def test_whoever_sits_at_this_machine_is_in_the_audit_too(room: BoardRoom) -> None:
    fetch(room, "waiting")

    assert fetches(room.database) == [("board", "waiting, no token")]


def test_a_fetch_writes_only_the_audit(room: BoardRoom) -> None:
    before = room.everything()

    for path in [*TABLES, "dictionary", "openapi.json", "incidents?format=csv"]:
        assert fetch(room, path).status == 200

    after = room.everything()
    assert {name for name in after if after[name] != before[name]} == {"audit"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("incidents?at_most=0", "at_most: "),
        ("incidents?at_most=501", "at_most: "),
        ("incidents?after=4711", "after: "),
        ("incidents?format=xml", "format: "),
        ("incidents?at_mots=5", "not known here"),
        ("waiting?at_most=5", "not known here"),
    ],
)
def test_a_wrong_parameter_is_told_in_words(room: BoardRoom, path: str, words: str) -> None:
    answer = fetch(room, path)

    assert answer.status == 422
    assert words in json.loads(answer.body)["detail"]
    assert "xml" not in answer.body.replace("'json' or 'csv'", "")
    assert fetches(room.database) == []


def test_there_is_nothing_to_change_and_no_other_list(room: BoardRoom) -> None:
    assert room.visitor.post("/api/v1/incidents", {}).status == 405
    assert fetch(room, "cases").status == 404
    assert "openapi.json" in json.loads(fetch(room, "cases").body)["detail"]
