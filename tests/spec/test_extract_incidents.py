"""Which rows of an incident make which messages, and when they were sent."""

from datetime import UTC, datetime

import pytest

from consumer.sources.extract_rows import WrongExtract
from tests.spec.reading import ONE, PLAIN, Read, rows

SEVERAL = rows(
    "Ref,Type,Reported,DASH",
    "STF-1,Supplement,20/06/2026 08:00,H",
    "stf-1 ,Initial,20/06/2026 10:00,S",
    "STF-2,Initial,20/06/2026 11:00,M",
    "STF-1,Initial,20/06/2026 09:00,M",
    "STF-3,Supplement,20/06/2026 12:00,M",
)
INITIAL = '[reported]\nwhere = [{ column = "Type", contains = "initial" }]'


def test_of_several_rows_the_earliest_that_qualifies_is_when_police_knew() -> None:
    read = Read(SEVERAL, PLAIN.replace("[reported]", INITIAL))

    assert [(m["subject"], m["data"]["reported"], m["data"]["risk"]) for m in read.messages] == [
        ("STF-1", "2026-06-20T08:00:00Z", "medium"),
        ("STF-2", "2026-06-20T10:00:00Z", "medium"),
    ]
    assert (read.tally.incidents, read.tally.rows_used, read.tally.unreported) == (3, 2, [6])


def test_the_latest_row_is_taken_where_the_mapping_says_so() -> None:
    read = Read(SEVERAL, PLAIN.replace("[reported]", INITIAL + '\nrows = "latest"'))

    assert read.data[0]["reported"] == "2026-06-20T09:00:00Z"


@pytest.mark.parametrize(
    ("way", "subjects"),
    [
        pytest.param("anywhere", ["STF-1", "STF-2", "STF-3"], id="anywhere"),
        pytest.param("adjacent", ["STF-1", "STF-2", "STF-1", "STF-3"], id="adjacent"),
        pytest.param("one", ["STF-1", "stf-1", "STF-2", "STF-1", "STF-3"], id="one"),
    ],
)
def test_rows_are_gathered_by_incident(way: str, subjects: list[str]) -> None:
    read = Read(SEVERAL, PLAIN.replace("file =", f'incident_rows = "{way}"\nfile ='))

    assert [message["subject"] for message in read.messages] == subjects


@pytest.mark.parametrize(
    ("keep", "subjects"),
    [
        pytest.param(
            'keep_rows = [{ column = "Type", is = "initial" }]', {"STF-1", "STF-2"}, id="is"
        ),
        pytest.param(
            'keep_rows = [{ column = "Type", is_not = ["Supplement"] }]', {"STF-1", "STF-2"},
            id="is-not",
        ),
        pytest.param('keep_rows = [{ column = "Type", filled = false }]', set(), id="not-filled"),
        pytest.param(
            'keep_incidents = [{ column = "Type", contains = "Supp" }]', {"STF-1", "STF-3"},
            id="an-incident-with-such-a-row",
        ),
    ],
)  # fmt: skip
def test_rows_and_incidents_are_kept_by_condition(keep: str, subjects: set[str]) -> None:
    read = Read(SEVERAL, PLAIN.replace("file =", f"{keep}\nfile ="))

    assert {message["subject"].strip().upper() for message in read.messages} == subjects
    assert not read.bad


MORE = rows(
    "Ref,Reported,DASH,Sent,Regraded,Closed,Why,Changed",
    "STF-1,20/06/2026 10:00,M,20/06/2026 12:00,20/06/2026 14:00,20/06/2026 15:00,Error,"
    "21/06/2026 06:00",
)
MORE_MAPPING = """
[milestones.sent]
at = { column = "Sent" }
notice = "full"
[graded]
at = { column = "Regraded" }
risk = "high"
[closed]
at = { column = "Closed" }
disposition = { column = "Why", values = { Error = "withdrawn" } }
"""


def test_a_police_row_tells_how_far_its_notification_has_come() -> None:
    read = Read(MORE, PLAIN + MORE_MAPPING)

    assert read.data[1:] == [
        {"milestone": "sent", "notice": "full", "at": "2026-06-20T11:00:00Z"},
        {"risk": "high", "at": "2026-06-20T13:00:00Z"},
        {"disposition": "withdrawn", "at": "2026-06-20T14:00:00Z"},
    ]


def test_a_step_that_is_still_to_come_is_no_fault() -> None:
    read = Read(MORE.replace("20/06/2026 12:00", ""), PLAIN + MORE_MAPPING)

    assert [message["type"] for message in read.messages][1:] == [
        "danm.incident.graded.v1",
        "danm.incident.closed.v1",
    ]
    assert not read.bad


@pytest.mark.parametrize(
    ("sent", "times"),
    [
        pytest.param('by = "times"', ["09:00", "11:00", "13:00", "14:00"], id="its-own-times"),
        pytest.param('by = "file"', ["12:59", *["07:00"] * 4], id="the-file"),
        pytest.param('at = { column = "Changed" }', ["12:59", *["05:00"] * 4], id="a-column"),
    ],
)
def test_a_message_was_sent_when_the_mapping_says(sent: str, times: list[str]) -> None:
    sent_at = datetime(2026, 6, 21, 7, 0, tzinfo=UTC)

    read = Read(MORE, PLAIN + MORE_MAPPING + f"[sent]\n{sent}\n", sent_at)

    assert [message["time"][11:16] for message in read.messages] == times


@pytest.mark.parametrize(
    ("reported", "occurred", "time"),
    [
        pytest.param("20/06/2026 10:00", "20/06/2026", "2026-06-20T09:00:00Z", id="vague-occurred"),
        pytest.param("20/06/2026", "20/06/2026 10:00", "2026-06-20T23:00:00Z", id="a-date"),
        pytest.param("25/10/2026", "", "2026-10-25T23:00:00Z", id="a-day-of-25-hours"),
        pytest.param(
            "20/06/2026 10:00", "20/06/2026 11:00", "2026-06-20T10:00:00Z", id="times-disagree"
        ),
    ],
)
def test_a_message_was_sent_once_what_it_tells_had_certainly_happened(
    reported: str, occurred: str, time: str
) -> None:
    dates = PLAIN.replace('%H:%M"]', '%H:%M", "%d/%m/%Y"]')
    csv = rows("Ref,Reported,DASH,Occurred", f"STF-1,{reported},M,{occurred}")

    read = Read(csv, dates + 'occurred = { column = "Occurred" }\n')

    assert [message["time"] for message in read.messages] == [time]


def test_times_that_disagree_are_told_as_they_stand() -> None:
    csv = rows("Ref,Reported,DASH,Occurred", "STF-1,20/06/2026 10:00,M,20/06/2026 11:00")

    (data,) = Read(csv, PLAIN + 'occurred = { column = "Occurred" }\n').data

    assert (data["occurred"], data["reported"]) == ("2026-06-20T10:00:00Z", "2026-06-20T09:00:00Z")


def test_a_column_that_says_sent_next_year_is_a_slip_and_the_file_counts() -> None:
    sent_at = datetime(2026, 6, 21, 7, 0, tzinfo=UTC)
    csv = MORE.replace("21/06/2026", "21/06/2027")

    read = Read(csv, PLAIN + '[sent]\nat = { column = "Changed" }\n', sent_at)

    assert [message["time"] for message in read.messages] == ["2026-06-21T07:00:00Z"]
    assert [(bad.column, bad.is_told_without_it) for bad in read.bad] == [("Changed", True)]


def test_a_mapping_that_needs_the_time_of_the_file_says_so() -> None:
    with pytest.raises(WrongExtract, match="takes the time of sending from the file"):
        Read(ONE, PLAIN + '[sent]\nby = "file"\n')


def test_a_row_that_has_grown_repeats_its_first_message_unchanged() -> None:
    before = Read(MORE.replace("20/06/2026 12:00", ""), PLAIN + MORE_MAPPING)
    after = Read(MORE, PLAIN + MORE_MAPPING)

    assert [m for m in after.messages if m not in before.messages] == [after.messages[1]]


def test_another_content_has_another_id() -> None:
    other = Read(ONE.replace(",M", ",H")).messages

    assert {m["id"] for m in other}.isdisjoint(m["id"] for m in Read(ONE).messages)


def test_a_row_told_twice_in_one_file_is_one_message() -> None:
    each = PLAIN.replace("[reported]", '[reported]\nrows = "each"')

    assert len(Read(ONE + "STF-1,20/06/2026 23:52,M\n", each).messages) == 1
