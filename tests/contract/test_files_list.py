"""What people see of the folders: what came, what became of it, and what is overdue."""

import csv
from contextlib import closing
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from consumer import wall_clock
from consumer.file_lists import (
    COLUMNS,
    STAND_WORDS,
    FileLine,
    Stand,
    file_cells,
    file_json,
    file_lines,
    file_summary,
)
from consumer.sources.file_memory import KEPT, FileState
from schemas.database import open_database
from schemas.file_tables import snapshot_rows
from schemas.migrating import upgrade
from schemas.moments import zulu
from tests.command_line import danm
from tests.inboxes import (
    DAY,
    HOUR,
    MORNING,
    POLICE_MAPPING,
    SEVEN,
    BoxOf,
    Inboxes,
    an_inbox,
    police,
    rows,
)


def lines(box: Inboxes, now: datetime | None = None) -> list[FileLine]:
    with box.database.read() as connection:
        return file_lines(connection, box.now - 28 * DAY, now or box.now)


def told(box: Inboxes) -> list[tuple[str, str]]:
    """Name, or nothing where it is a delivery that has not come, and how it stands."""
    return [("" if one.file is None else one.file.name, one.stand.value) for one in lines(box)]


def one_of(box: Inboxes) -> dict[str, Any]:
    (only,) = lines(box)
    return file_json(only)


def test_a_file_is_listed_with_what_became_of_its_rows(box_of: BoxOf) -> None:
    box = box_of(extra='keep_rows = [{ column = "Risk", is = "M" }]')
    box.put("niche.csv", police([*rows(3), *rows(2, "S", first=5), "A-9,never,,M,"]))

    box.settle()

    listed = one_of(box)
    assert (listed["name"], listed["state"]) == ("niche.csv", "taken")
    assert (listed["rows"], listed["rows_used"], listed["rows_left_out"]) == (6, 3, 2)
    assert listed["bad_rows"] == 1
    assert listed["gave"]["danm.incident.reported.v1"] == 3


def test_what_is_expected_overdue_set_aside_and_cut_off_is_listed_in_its_order(
    box_of: BoxOf,
) -> None:
    box = box_of(schedule=SEVEN)
    box.run_to(MORNING, HOUR)
    box.put("monday.csv", police(rows(1)))
    box.run_to(MORNING + DAY + 2 * HOUR, HOUR / 2)
    box.put("changed.csv", police(rows(1)).replace("Risk", "Grade", 1))
    box.settle()
    box.run_to(MORNING + 2 * DAY, HOUR)
    box.put("half.csv", police(rows(2))[:-30])
    box.settle()

    assert told(box) == [
        ("monday.csv", "taken"),
        ("", "overdue"),
        ("changed.csv", "set_aside"),
        ("half.csv", "cut_off"),
        ("", "expected"),
    ]
    assert file_summary(lines(box), 28).startswith("3 of these need somebody")


def test_a_limit_that_passed_while_nobody_looked_is_not_shown_as_well(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.turn()

    (expected,) = lines(box, now=MORNING + 2 * HOUR)

    assert expected.stand is Stand.NOT_LOOKED_FOR
    assert file_summary([expected], 28).startswith("1 of these")


def test_where_all_is_well_the_list_says_so(box_of: BoxOf) -> None:
    box = box_of()
    empty = file_summary(lines(box), 28)
    box.put("niche.csv", police(rows(1)))
    box.settle()

    assert empty == "No file came in the last 28 days, and none is expected."
    assert file_summary(lines(box), 28) == "Nothing is overdue, and every file was taken whole."


def test_every_state_of_a_file_has_its_words() -> None:
    assert set(STAND_WORDS) == set(Stand)
    assert {state.value for state in FileState} <= {stand.value for stand in Stand}


def test_a_row_that_no_file_has_told_of_for_25_months_is_forgotten(box_of: BoxOf) -> None:
    box = box_of(by="file", extra="snapshot = true")
    box.put("first.csv", police(rows(2)))
    box.settle()
    box.now += KEPT + DAY
    box.put("later.csv", police(rows(1)))

    box.settle()

    assert len(box.rows(snapshot_rows)) == 1


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A data folder in which one file was taken today."""
    url = f"sqlite:///{tmp_path / 'danm.sqlite'}"
    with closing(open_database(url)) as database:
        upgrade(database)
    with closing(an_inbox(url, tmp_path, POLICE_MAPPING, zulu(wall_clock.now()))) as box:
        box.put("=niche.csv", police(rows(1)), box.now - timedelta(hours=1))
        box.settle()
    return tmp_path


def test_the_command_prints_a_table_json_and_csv(listed: Path) -> None:
    shown, as_json, as_csv = (
        danm("files", "--data-dir", listed, *words, at=listed)
        for words in ((), ("--format", "json"), ("--format", "csv"))
    )

    assert shown.code == 0
    assert "=niche.csv" in shown.out
    assert "every file was taken whole" in shown.err
    assert [one["name"] for one in as_json.lines] == ["=niche.csv"]
    (row,) = csv.DictReader(StringIO(as_csv.out))
    assert tuple(row) == COLUMNS
    assert row["name"] == "'=niche.csv"


def test_a_cell_is_empty_where_nothing_is_known(box_of: BoxOf) -> None:
    box = box_of(schedule=SEVEN)
    box.turn()

    (expected,) = lines(box)

    assert file_cells(expected)["rows"] == ""
