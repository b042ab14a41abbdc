"""How an extract is read: its lines and columns, and the rows that cannot be read."""

import json
from datetime import UTC, datetime

import pytest

from consumer.decode import decode
from consumer.sources.extract_rows import WrongExtract
from schemas.messages import Message as DecodedMessage
from tests.spec.reading import ONE, PLAIN, Read, rows


def test_a_row_becomes_a_message_of_the_contract() -> None:
    (message,) = Read(ONE).messages

    assert isinstance(decode(json.dumps(message).encode()), DecodedMessage)
    assert message["subject"] == "STF-1"
    assert message["time"] == "2026-06-20T22:52:00Z"
    assert message["data"] == {
        "force": "somewhere",
        "local_authority": "E06000021",
        "reported": "2026-06-20T22:52:00Z",
        "risk": "medium",
        "children": [{"ref": "STF-1-c0", "age_band": "unknown"}],
    }


@pytest.mark.parametrize(
    ("csv", "mapping"),
    [
        pytest.param("\ufeff" + ONE, PLAIN, id="a-byte-order-mark"),
        pytest.param(ONE.replace("\n", "\r\n"), PLAIN, id="lines-of-windows"),
        pytest.param(ONE + "\n,,\n\n", PLAIN, id="blank-lines"),
        pytest.param(ONE.replace(",M\n", ",M,,\n"), PLAIN, id="commas-too-many-at-the-end"),
        pytest.param(
            ONE.replace(",", ";"), PLAIN.replace("file = {", 'file = { delimiter = ";",'),
            id="semicolons",
        ),
        pytest.param(
            "Extract of 21 June\n\n" + ONE, PLAIN.replace("file = {", "file = { header_line = 3,"),
            id="a-title-above-the-header",
        ),
        pytest.param(
            rows("Note,DASH,Reported,Ref", '"rang,\nthen ""rang"" again",M,20/06/2026 23:52,STF-1'),
            PLAIN, id="a-note-of-two-lines",
        ),
        pytest.param(
            rows("Name,Name,Ref,Reported,DASH", "a,b,STF-1,20/06/2026 23:52,M"), PLAIN,
            id="two-columns-of-one-name-that-are-not-read",
        ),
    ],
)  # fmt: skip
def test_the_same_rows_written_in_another_way_are_the_same_messages(csv: str, mapping: str) -> None:
    assert Read(csv, mapping).messages == Read(ONE).messages


@pytest.mark.parametrize(
    ("csv", "mend"),
    [
        pytest.param("", "no header on line 1", id="empty"),
        pytest.param("\n\n", "no header on line 1", id="blank"),
        pytest.param("Ref,Reported\n", "no column 'DASH'.*has 'Ref', 'Reported'", id="no-grade"),
        pytest.param("Ref;Reported;DASH\n", "file.delimiter` should be ';'", id="semicolons"),
        pytest.param("Ref,Reported,DASH,DASH\n", "names 'DASH' more than once", id="two-grades"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_name_and_the_mend(
    csv: str, mend: str
) -> None:
    with pytest.raises(WrongExtract, match=f"night.csv: .*{mend}"):
        Read(csv)


def test_a_file_without_a_header_shows_none_of_its_cells() -> None:
    with pytest.raises(WrongExtract, match=r"first line \(3 cells\)") as wrong:
        Read("STF-1,20/06/2026 23:52,M\n")

    assert "STF-1" not in str(wrong.value)


def test_a_file_with_a_header_only_tells_nothing() -> None:
    read = Read("Ref,Reported,DASH\n")

    assert (read.messages, read.bad, read.tally.rows) == ([], [], 0)


def test_a_column_that_the_mapping_does_not_know_is_named() -> None:
    csv = rows("Ref,Reported,DASH,Surname,OIC", "STF-1,20/06/2026 23:52,M,secret,secret")

    read = Read(csv, PLAIN.replace("file =", 'ignore = ["OIC"]\nfile ='))

    assert read.tally.new_columns == ("Surname",)
    assert "secret" not in json.dumps(read.messages)


@pytest.mark.parametrize(
    ("row", "column", "reference", "clock_from", "is_told"),
    [
        pytest.param("STF-2,soon,M", "Reported", "STF-2", None, False, id="no-time"),
        pytest.param("STF-2,,M", "Reported", "STF-2", None, False, id="time-left-empty"),
        pytest.param("STF-2,20/06/1999 10:00,M", "Reported", "STF-2", None, False, id="1999"),
        pytest.param("STF-2,20/06/2026 10:00,X", "DASH", "STF-2", "10:00", True, id="no-grade"),
        pytest.param(",20/06/2026 10:00,M", "Ref", None, "10:00", False, id="no-reference"),
        pytest.param("N/A,20/06/2026 10:00,M", "Ref", None, "10:00", False, id="unknown-reference"),
        pytest.param("see note!,20/06/2026 10:00,M", "Ref", None, "10:00", False, id="a-sentence"),
        pytest.param("STF-2,20/06/2026 10:00", None, "STF-2", None, False, id="a-cell-too-few"),
        pytest.param("STF-2,20/06/2026 10:00,M,M", None, "STF-2", None, False, id="one-too-many"),
        pytest.param('STF-2,"20/06/2026 10:00,M', None, "STF-2", None, False, id="open-mark"),
    ],
)  # fmt: skip
def test_a_bad_row_says_where_and_whose_and_since_when(
    row: str, column: str | None, reference: str | None, clock_from: str | None, is_told: bool
) -> None:
    read = Read(rows("Ref,Reported,DASH", row, "STF-1,20/06/2026 23:52,M"))

    (bad,) = read.bad
    assert (bad.line_number, bad.column, bad.reference) == (2, column, reference)
    assert bad.is_told_without_it is is_told
    assert bad.clock_from == (
        None if clock_from is None else datetime(2026, 6, 20, 9, 0, tzinfo=UTC)
    )
    assert "STF-1" in [message["subject"] for message in read.messages]


def test_a_bad_row_shows_no_value_of_the_file() -> None:
    csv = rows("Ref,Reported,DASH,Surname", "STF-77,eleven,M,Smith", '"STF-78,ten,M,Jones')

    shown = "".join(f"{bad} {bad!r}" for bad in Read(csv).bad)

    assert "line 2" in shown
    assert not any(word in shown for word in ("STF-7", "eleven", "ten,", "Smith", "Jones"))


def test_a_bad_row_keeps_only_the_columns_that_are_read() -> None:
    (bad,) = Read(rows("Ref,Reported,DASH,Surname", "STF-77,eleven,M,Smith")).bad

    assert json.loads(bad.raw) == {"Ref": "STF-77", "Reported": "eleven", "DASH": "M"}


def test_a_quotation_mark_never_closed_costs_its_own_line_only() -> None:
    good = [f"STF-{number},20/06/2026 23:52,M" for number in range(200)]

    read = Read(rows("Ref,Reported,DASH", *good[:9], '"STF-X,20/06/2026 23:52,M', *good[9:]))

    assert [bad.line_number for bad in read.bad] == [11]
    assert len(read.messages) == 200


def test_a_quotation_mark_closed_by_a_later_row_hides_no_row_between() -> None:
    csv = rows(
        "Ref,Reported,DASH",
        'STF-1,"20/06/2026 23:52,M',
        "STF-2,20/06/2026 23:52,M",
        '"STF-3",20/06/2026 23:52,M',
        '"STF-4",20/06/2026 23:52,M',
    )

    read = Read(csv)

    assert [bad.line_number for bad in read.bad] == [2]
    assert [message["subject"] for message in read.messages] == ["STF-2", "STF-3", "STF-4"]


def test_a_grade_that_nobody_can_read_is_not_assessed_and_the_child_stays() -> None:
    read = Read(rows("Ref,Reported,DASH", "STF-1,20/06/2026 23:52,X"))

    assert [data["risk"] for data in read.data] == ["not_assessed"]


def test_a_time_far_after_the_file_was_sent_is_a_slip() -> None:
    sent_at = datetime(2026, 6, 19, 7, 0, tzinfo=UTC)

    (bad,) = Read(ONE, sent_at=sent_at).bad

    assert bad.reason == "lies more than a day after the file was sent"
