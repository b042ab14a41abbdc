import io
from pathlib import Path

import pytest

from consumer.sources.extract_files import open_extract
from consumer.sources.file_survey import Survey, body, survey
from consumer.sources.mapping import WrongMapping, parse_mapping
from tests.inboxes import POLICE_HEADER, POLICE_MAPPING

ROW = "A-1,2026-05-31T20:00:00Z,,M,2026-05-31T23:00:00Z\n"
HEAD = f"{POLICE_HEADER}\n"


def mapping_of(delivery: str = "", extra: str = "") -> str:
    return POLICE_MAPPING.format(by="times", extra=extra, delivery=delivery)


def looked(text: str, delivery: str = "", extra: str = "", closed: bool | None = None) -> Survey:
    mapping = parse_mapping(mapping_of(delivery, extra), file_name="m.toml")
    return survey(io.StringIO(text, newline=""), mapping, closed)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("", 0, id="nothing-at-all"),
        pytest.param("\n \n", 0, id="blank-lines"),
        pytest.param(HEAD, 0, id="only-a-header"),
        pytest.param(POLICE_HEADER, 0, id="a-header-without-line-end"),
        pytest.param(HEAD + ROW * 3, 3, id="three-rows"),
        pytest.param(HEAD + ROW + "\n\n", 1, id="blank-lines-at-the-end"),
        pytest.param((HEAD + ROW * 2).replace("\n", "\r\n"), 2, id="windows-line-ends"),
        pytest.param(HEAD + ROW + ROW.strip(), 2, id="no-line-end-at-the-end"),
        pytest.param(HEAD + "A-1,not a time\n" + ROW, 2, id="a-bad-row-is-a-row"),
    ],
)
def test_a_whole_file_is_whole(text: str, rows: int) -> None:
    found = looked(text)

    assert (found.rows, found.fault, found.cut) == (rows, None, None)


@pytest.mark.parametrize(
    ("text", "closed", "line", "rows"),
    [
        pytest.param(HEAD + ROW + ROW[:20], None, 3, 1, id="in-a-row"),
        pytest.param(HEAD + ROW + 'A-2,"2026', None, 3, 1, id="in-a-quoted-cell"),
        pytest.param(HEAD + ROW + ROW[:-2], True, 3, 1, id="in-the-last-cell"),
        pytest.param(HEAD[:12], None, 1, 0, id="in-the-header"),
        pytest.param(HEAD[:-1], True, 1, 0, id="at-the-end-of-the-header"),
    ],
)
def test_a_file_that_breaks_off_says_where(
    text: str, closed: bool | None, line: int, rows: int
) -> None:
    found = looked(text, closed=closed)

    assert found.cut is not None
    assert (found.cut.line_number, found.rows, found.fault) == (line, rows, None)


def test_a_last_line_without_end_is_taken_where_nobody_knows_the_habit() -> None:
    assert looked(HEAD + ROW[:-2]).cut is None


def test_a_mapping_may_say_that_the_last_line_never_has_an_end() -> None:
    assert looked(HEAD + ROW.strip(), "ends_with_newline = false", closed=True).cut is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(HEAD + ROW, "its last line is not 'END {rows}'", id="no-trailer"),
        pytest.param(HEAD + ROW + "END 2\n", "its last line says 2 rows, 1 came", id="too-few"),
        pytest.param("", "it is empty, and its last line is not 'END {rows}'", id="empty"),
        pytest.param(HEAD + ROW + "END 1\n" + ROW, "its last line is not", id="in-the-middle"),
    ],
)
def test_a_file_without_its_trailer_is_not_whole(text: str, why: str) -> None:
    found = looked(text, 'trailer = "END {rows}"')

    assert found.cut is not None
    assert why in found.cut.why


@pytest.mark.parametrize("end", ["END 1\n", "END 1", "END 1,,,\n\n"])
def test_a_trailer_is_no_row(end: str) -> None:
    found = looked(HEAD + ROW + end, 'trailer = "END {rows}"')

    assert (found.rows, found.cut) == (1, None)


def test_a_trailer_that_counts_nothing_only_says_that_the_file_is_whole() -> None:
    assert looked(HEAD + ROW + "-- end --\n", 'trailer = "-- end --"').cut is None


def test_a_line_like_the_trailer_between_rows_stays_a_row() -> None:
    mapping = parse_mapping(mapping_of('trailer = "END"'), file_name="m.toml")

    assert list(body(["a\n", "END\n", "\n", "b\n", "END\n"], mapping)) == [
        "a\n",
        "END\n",
        "\n",
        "b\n",
    ]


def test_a_column_that_is_gone_is_named_with_the_one_in_its_place() -> None:
    found = looked(HEAD.replace("Risk", "Grade") + ROW)

    assert found.fault == "no column 'Risk', which the mapping reads; new to the mapping: 'Grade'"


def test_a_row_where_the_header_should_be_is_never_shown() -> None:
    found = looked(ROW * 3)

    assert found.fault is not None
    assert "no column 'Occurred', 'Ref', 'Reported', 'Risk', 'Sent'" in found.fault
    assert "A-1" not in found.fault


def test_a_column_that_stands_there_twice_is_named() -> None:
    found = looked(HEAD.replace("Occurred", "Occurred,Risk") + ROW)

    assert found.fault == "the header names 'Risk' more than once"


def test_a_new_column_is_named_and_costs_nothing() -> None:
    found = looked(HEAD.replace("Sent", "Sent,Officer,Beat") + ROW, extra='ignore = ["Officer"]')

    assert (found.fault, found.new_columns) == (None, ("Beat",))


def test_the_same_columns_have_the_same_fingerprint() -> None:
    assert looked(HEAD).fingerprint == looked(HEAD + ROW).fingerprint
    assert looked(HEAD).fingerprint != looked(HEAD.replace("Sent", "Sent,Beat")).fingerprint


def test_a_file_in_another_encoding_is_set_aside_whole(tmp_path: Path) -> None:
    path = tmp_path / "night.csv"
    path.write_bytes((HEAD + ROW).encode())
    text = mapping_of().replace("[file]", '[file]\nencoding = "utf-16"')
    mapping = parse_mapping(text, file_name="m.toml")

    with open_extract(path, mapping) as file:
        found = survey(file, mapping, None)

    assert found.fault == "it is not utf-16, or breaks off in a letter"


@pytest.mark.parametrize(
    ("delivery", "extra", "by", "mend"),
    [
        pytest.param('name_format = "n_%H.csv"', "", "times", "does not tell year", id="no-day"),
        pytest.param('name_format = "n_%Y%m%d.csv"', "", "times", "give one", id="no-hour"),
        pytest.param(
            'name_format = "n_%Y%m%d%H.csv"\nmade_at = "07:00"', "", "times", "give one", id="two"
        ),
        pytest.param('made_at = "07:00"', "", "times", "needs `name_format`", id="hour-alone"),
        pytest.param('expected = ["7 Uhr"]', "", "times", "no time of day", id="no-clock-time"),
        pytest.param("", "snapshot = true", "times", 'by = "file"', id="snapshot-by-times"),
        pytest.param(
            "", 'snapshot = true\nincident_rows = "adjacent"', "file", "anywhere", id="adjacent"
        ),
    ],
)
def test_a_mapping_that_cannot_hold_is_told_with_its_mend(
    delivery: str, extra: str, by: str, mend: str
) -> None:
    text = POLICE_MAPPING.format(by=by, extra=extra, delivery=delivery)

    with pytest.raises(WrongMapping, match=mend):
        parse_mapping(text, file_name="m.toml")
