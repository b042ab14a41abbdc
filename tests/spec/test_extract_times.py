"""How the times of an extract are read: what stands there, and what a message then tells."""

from typing import Any

import pytest

from consumer.sources.extract_times import Unreadable, read_time
from consumer.sources.mapping_parts import FileHabits, TimeColumn

HABITS = FileHabits.model_validate(
    {"zone": "Europe/London", "formats": ["%d/%m/%Y %H:%M", "%d/%m/%Y"], "unknown": ["N/A"]}
)


def told(cells: dict[str, str], **column: Any) -> object:
    read = read_time(cells, TimeColumn.model_validate({"column": "At"} | column), HABITS)
    return None if read is None else read.wire


def between(start: str, end: str) -> dict[str, str]:
    return {"from": start, "to": end}


ISO = ["iso"]


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        pytest.param("20/11/2026 23:52", {}, "2026-11-20T23:52:00Z", id="winter"),
        pytest.param("20/06/2026 23:52", {}, "2026-06-20T22:52:00Z", id="summer"),
        pytest.param(" 20/06/2026 23:52 ", {}, "2026-06-20T22:52:00Z", id="spaces-around"),
        pytest.param("20/06/2026", {}, "2026-06-20", id="a-date-stays-a-date"),
        pytest.param("20/06/2026 23:52", {"day_only": True}, "2026-06-20", id="day-only"),
        pytest.param("", {}, None, id="empty"),
        pytest.param("n/a", {}, None, id="a-word-for-unknown"),
        pytest.param("20/06/2026 00:00", {}, "2026-06-19T23:00:00Z", id="midnight-is-a-time"),
        pytest.param(
            "20/06/2026 00:00", {"midnight": "unknown"}, "2026-06-20", id="midnight-means-unknown"
        ),
        pytest.param(
            "20/06/2026 00:01", {"midnight": "unknown"}, "2026-06-19T23:01:00Z", id="just-after"
        ),
        pytest.param(
            "20/06/2026 09:00", {"rounded_to": "hour"},
            between("2026-06-20T07:30:00Z", "2026-06-20T08:30:00Z"), id="rounded-to-the-hour",
        ),
        pytest.param(
            "20/06/2026 09:00", {"rounded_to": "hour", "rounding": "down"},
            between("2026-06-20T08:00:00Z", "2026-06-20T09:00:00Z"), id="cut-to-the-hour",
        ),
        pytest.param(
            "20/06/2026 09:30", {"rounded_to": "half_hour"},
            between("2026-06-20T08:15:00Z", "2026-06-20T08:45:00Z"), id="rounded-to-the-half-hour",
        ),
        pytest.param(
            "20/06/2026 09:17", {"rounded_to": "half_hour"}, "2026-06-20T08:17:00Z",
            id="plainly-not-rounded",
        ),
        pytest.param(
            "2026-06-20T09:00:00+0000", {"formats": ISO}, "2026-06-20T09:00:00Z",
            id="an-offset-that-is-meant",
        ),
        pytest.param(
            "2026-06-20T09:00:00+0000", {"formats": ISO, "offset": "ignored"},
            "2026-06-20T08:00:00Z", id="an-offset-that-means-local-time",
        ),
        pytest.param(
            "2026-12-20T09:00:00+0000", {"formats": ISO, "offset": "ignored"},
            "2026-12-20T09:00:00Z", id="an-offset-that-is-right-in-winter",
        ),
        pytest.param(
            "2026-06-20 09:00:00.123", {"formats": ISO}, "2026-06-20T08:00:00Z", id="fractions"
        ),
        pytest.param("2026-06-20", {"formats": ISO}, "2026-06-20", id="an-iso-date"),
        pytest.param(
            "20 Jun 26, 9:05 PM", {"formats": ["%d %b %y, %I:%M %p"]}, "2026-06-20T20:05:00Z",
            id="twelve-hours",
        ),
        pytest.param(
            "2026-06-20 09", {"formats": ["%Y-%m-%d %H"]},
            between("2026-06-20T08:00:00Z", "2026-06-20T09:00:00Z"), id="hours-only",
        ),
        pytest.param(
            "25/10/2026 01:30", {}, between("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            id="the-hour-that-comes-twice",
        ),
        pytest.param(
            "29/03/2026 01:30", {}, between("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            id="the-hour-that-is-left-out",
        ),
        pytest.param(
            "25/10/2026 01:00", {"rounded_to": "hour"},
            between("2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z"),
            id="rounded-into-the-hour-that-comes-twice",
        ),
        pytest.param(
            "25/10/2026 02:00", {}, "2026-10-25T02:00:00Z", id="after-the-hour-that-comes-twice"
        ),
        pytest.param(
            "20/06/2026 23:52", {"zone": "America/Los_Angeles"}, "2026-06-21T06:52:00Z",
            id="another-zone",
        ),
        pytest.param(
            "20/06/2026", {"zone": "America/Los_Angeles"},
            between("2026-06-20T07:00:00Z", "2026-06-21T07:00:00Z"),
            id="a-day-in-another-zone-is-no-day-in-london",
        ),
    ],
)  # fmt: skip
def test_a_time_is_told_as_exactly_as_it_is_known(
    cell: str, column: dict[str, Any], expected: object
) -> None:
    assert told({"At": cell}, **column) == expected


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        pytest.param("20/06/2026", "23:52", "2026-06-20T22:52:00Z", id="both"),
        pytest.param("20/06/2026", "N/A", "2026-06-20", id="the-time-is-unknown"),
        pytest.param("", "", None, id="neither"),
    ],
)
def test_date_and_time_in_two_columns_are_read_together(
    day: str, time: str, expected: object
) -> None:
    column = {"column": None, "columns": ("Day", "Time")}

    assert told({"Day": day, "Time": time}, **column) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(
            "20/06/2026 20:00", "20/06/2026 21:00",
            between("2026-06-20T19:00:00Z", "2026-06-20T20:00:00Z"), id="from-and-to",
        ),
        pytest.param("20/06/2026 20:00", "", "2026-06-20T19:00:00Z", id="no-to"),
        pytest.param(
            "20/06/2026", "21/06/2026",
            between("2026-06-19T23:00:00Z", "2026-06-21T23:00:00Z"), id="two-days",
        ),
    ],
)  # fmt: skip
def test_what_happened_from_one_time_to_another_is_a_range(
    start: str, end: str, expected: object
) -> None:
    assert told({"At": start, "To": end}, to_column="To") == expected


def test_another_column_stands_in_where_the_first_is_empty() -> None:
    otherwise = {"column": "Form completed"}

    assert told({"At": "", "Form completed": "20/06/2026"}, otherwise=otherwise) == "2026-06-20"


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        pytest.param({"At": "yesterday"}, {}, "column 'At'", id="a-word"),
        pytest.param({"At": "31/02/2026 10:00"}, {}, "column 'At'", id="no-such-day"),
        pytest.param({"At": "20/06/2026 24:00"}, {}, "column 'At'", id="no-such-hour"),
        pytest.param({"At": "06/20/2026 10:00"}, {}, "column 'At'", id="the-month-first"),
        pytest.param({"At": "1751364000"}, {"formats": ISO}, "column 'At'", id="an-epoch-number"),
        pytest.param({"At": "20261120"}, {"formats": ISO}, "column 'At'", id="digits-only"),
        pytest.param({"At": "0001-01-01"}, {"formats": ISO}, "no such year", id="the-year-one"),
        pytest.param(
            {"At": "9999-12-31T23:59:59"}, {"formats": ISO}, "no such year", id="never-ends"
        ),
        pytest.param(
            {"At": "20/06/2026 20:00", "To": "19/06/2026 20:00"}, {"to_column": "To"},
            "column 'To': lies before 'At'", id="backwards",
        ),
        pytest.param(
            {"At": "20/06/2026 20:00", "To": "later"}, {"to_column": "To"}, "column 'To'",
            id="the-end-is-unreadable",
        ),
    ],
)  # fmt: skip
def test_what_is_no_time_is_named_by_its_column_and_not_shown(
    cells: dict[str, str], column: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        told(cells, **column)

    assert fault in str(unreadable.value)
    assert not any(cell in str(unreadable.value) for cell in cells.values())
