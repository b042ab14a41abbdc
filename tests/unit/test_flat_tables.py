"""What is promised of every column of every flat table."""

import csv
import re
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest

from alerts.flat import TABLES, Sort, cell_text, dictionary_page, dictionary_rows
from alerts.flat.columns import Column, Table, hours, instant
from alerts.flat.places import NoSuchPlace, Place, read_place
from alerts.flat.subjects import Incident, Passed, receipts_of
from alerts.flat.word_meanings import (
    CHANNELS,
    CHILDREN_KNOWN,
    DELIVERIES,
    HOLD_REASONS,
    NOTICES,
    OUTCOMES,
    OWNERS,
    PRIORS,
    RECEIVERS,
)
from consumer.exporting import Sheet
from schemas.csv_cells import BOM
from schemas.facts import Fact
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT, legs_of
from schemas.listing import Listed
from schemas.moments import Moment, whole_day
from schemas.words import (
    Channel,
    ChildrenKnown,
    Delivery,
    HoldReason,
    MessageType,
    Milestone,
    Notice,
    Outcome,
    Prior,
    ReceivedBy,
)
from tests.command_line import REPOSITORY
from tests.spec.made_cases import KNEW, at, received, waiting

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","look")',
    "\t=1",
    "\r=1",
    "-2+3+cmd|' /C calc'!A0",
)
COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]
ALONE = [pytest.param(one.values[1], id=one.id) for one in COLUMNS]


def incident(**changed: Any) -> Incident:
    return Incident(listed=Listed(handle="K7M-4QXR", case=waiting(**changed), rung=None))


def test_every_column_is_in_the_dictionary_and_nothing_else_is() -> None:
    told = [(row["table"], row["column"]) for row in dictionary_rows()]

    assert told == [(t.name, column.name) for t in TABLES.values() for column in t.columns]
    assert len(set(told)) == len(told)


def test_the_dictionary_for_people_is_the_one_under_deploy() -> None:
    page = dictionary_page()

    assert (REPOSITORY / "deploy" / "data-dictionary.md").read_text() == page
    assert all(f"| `{row['column']}` |" in page for row in dictionary_rows())


@pytest.mark.parametrize("column", ALONE)
def test_every_column_says_what_it_means_in_whole_sentences(column: Column[object]) -> None:
    assert column.meaning.endswith(".")
    assert column.meaning[0].isupper()
    assert bool(column.words) == (column.sort in (Sort.WORD, Sort.WORDS))
    assert not {"breach", "escalate", "verdict", "handle", "SLA"} & set(column.meaning.split())


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_instant_stands_in_utc_and_beside_it_by_the_uk_clock(
    table: Table[object], column: Column[object]
) -> None:
    place = table.names.index(column.name)

    if column.name.endswith("_utc"):
        assert column.sort is Sort.UTC
        assert table.names[place + 1] == column.name.replace("_utc", "_local")
    assert (column.sort is Sort.HOURS) == ("hours" in column.name.split("_"))


def test_every_word_that_may_stand_in_a_cell_has_its_meaning() -> None:
    assert set(CHILDREN_KNOWN) == set(ChildrenKnown)
    assert set(NOTICES) == set(Notice)
    assert set(CHANNELS) == set(Channel)
    assert set(RECEIVERS) == set(ReceivedBy)
    assert set(OUTCOMES) == set(Outcome)
    assert set(PRIORS) == set(Prior)
    assert set(DELIVERIES) == set(Delivery)
    assert set(HOLD_REASONS) == set(HoldReason)
    assert set(OWNERS) == {POLICE, TRANSIT, COUNCIL, NOT_SEPARABLE}


def test_no_column_names_a_person() -> None:
    names = {column.name for table in TABLES.values() for column in table.columns}

    about_people = {name for name in names if name.endswith("_by") or "name" in name.split("_")}
    assert about_people == {"received_by"}  # a team


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_calculated_whoever_wrote_it(formula: str) -> None:
    out = StringIO()
    table = TABLES["incidents"]
    sheet = Sheet(out, table.names)

    sheet.add([table.row(incident(force=formula, local_authority=formula))])

    (row,) = csv.reader(StringIO(out.getvalue(), newline=""))
    assert f"'{formula}" in row
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_file_begins_with_the_mark_of_utf_8_and_reads_back_as_it_was_written() -> None:
    out = StringIO()
    table = TABLES["incidents"]
    row = table.row(incident(force='Sir G\u00e2r, "north"\nand south'))
    sheet = Sheet(out, table.names)
    sheet.begin()

    sheet.add([row])

    assert out.getvalue().startswith(BOM)
    text = StringIO(out.getvalue().removeprefix(BOM), newline="")
    assert list(csv.DictReader(text)) == [{name: cell_text(value) for name, value in row.items()}]


def test_no_word_of_ours_is_taken_for_a_date_or_a_number_by_a_spreadsheet() -> None:
    words = {
        word
        for table in TABLES.values()
        for column in table.columns
        for word in column.words
        if column.name != "prior_12m"  # how many there were
    }

    assert not [word for word in words if re.fullmatch(r"[\d.,/:eE+-]+", word)]


def test_a_number_and_a_yes_are_no_text_and_unknown_is_empty() -> None:
    assert [cell_text(value) for value in (None, 0, 1.5, True, False, "")] == [
        *("", "0", "1.5", "true", "false", "")
    ]


def _itself(one: datetime) -> datetime:
    return one


def test_the_hour_that_comes_twice_is_told_apart_by_utc_alone() -> None:
    utc, local = instant("x", "When.", _itself)

    rows = [(utc.read(one), local.read(one)) for one in (at("10-25 00:30"), at("10-25 01:30"))]

    assert rows == [
        ("2026-10-25T00:30:00Z", "2026-10-25 01:30:00"),
        ("2026-10-25T01:30:00Z", "2026-10-25 01:30:00"),
    ]


def test_a_time_known_to_the_day_has_two_bounds() -> None:
    told = {Milestone.REPORTED: whole_day(at("06-17 10:00").date())}

    row = TABLES["incidents"].row(incident(milestones=told))

    assert (row["reported_from_utc"], row["reported_to_utc"]) == (
        "2026-06-16T23:00:00Z",
        "2026-06-17T23:00:00Z",
    )
    assert (row["reported_from_local"], row["reported_to_local"]) == (
        "2026-06-17 00:00:00",
        "2026-06-18 00:00:00",
    )


def test_seconds_are_told_apart_in_decimal_hours() -> None:
    ends = [at("06-17 10:00") - KNEW, Moment.exact(KNEW).latest - KNEW]

    assert [hours(end) for end in ends] == [0.0, 0.0]
    assert hours(None) is None
    assert hours(at("06-18 17:20") - KNEW) == 31.3333


def notice(short: str, number: int, **words: str) -> Fact:
    return Fact(
        time=at(short),
        source="/council/stoke",
        id=f"STF-1-{number}",
        type=MessageType.NOTIFICATION_RECEIVED,
        at=Moment.exact(at(short)),
        notice=Notice.FULL,
        words=words,
    )


def test_of_several_receipts_the_earliest_counts() -> None:
    facts = (notice("06-17 11:00", 1, channel="phone"), notice("06-17 12:00", 2))
    case = received("06-17 11:00")
    one = replace(incident(), listed=Listed(handle="K7M-4QXR", case=case, rung=None), facts=facts)

    rows = [TABLES["receipts"].row(receipt) for receipt in receipts_of(one)]

    assert [(row["receipt_number"], row["counts"]) for row in rows] == [(1, True), (2, False)]
    assert [row["hours_after_police_knew_at_most"] for row in rows] == [1.0, 2.0]
    assert [row["channel"] for row in rows] == ["phone", None]
    assert not [value for row in rows for value in row.values() if "STF-1" in str(value)]


def test_a_receipt_before_police_knew_has_no_length() -> None:
    one = replace(incident(), facts=(notice("06-17 09:00", 1),))

    (row,) = (TABLES["receipts"].row(receipt) for receipt in receipts_of(one))

    assert row["hours_after_police_knew_at_least"] is None
    assert row["counts"] is False


def test_a_leg_has_its_ends_in_its_row() -> None:
    one = replace(
        incident(), listed=Listed(handle="K7M-4QXR", case=received("06-17 11:30"), rung=None)
    )

    (row,) = (TABLES["legs"].row(Passed(incident=one, leg=leg)) for leg in legs_of(one.case))

    assert (row["from_utc"], row["to_utc"]) == ("2026-06-17T10:00:00Z", "2026-06-17T11:30:00Z")
    assert (row["leg"], row["hours"]) == ("reported_to_received", 1.5)


@pytest.mark.parametrize("text", ["", "4711", "_K7M-4QXR", "1_", "x_K7M-4QXR", f"{'9' * 18}_K7M"])
def test_what_is_no_place_in_a_table_is_refused(text: str) -> None:
    with pytest.raises(NoSuchPlace):
        read_place(text)


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (Place(at=KNEW, name="K7M-4QXR"), Place(at=KNEW.replace(year=1901), name="x")):
        assert read_place(str(place)) == place
