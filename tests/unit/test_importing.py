"""A file is imported whole or not at all, in the order of time."""

import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consumer.importing import import_csv
from consumer.sources.extract_rows import BadRow, WrongExtract
from consumer.sources.in_time_order import lines_in_time_order
from consumer.sources.mapping import WrongMapping

MAPPING = """
version = 1
kind = "police"
source = "/police/somewhere/niche"
reference_column = "Ref"
incident_rows = "one"
file = { zone = "Europe/London", formats = ["%d/%m/%Y %H:%M"] }
reported.at = { column = "Reported" }
reported.force = "somewhere"
reported.local_authority = { column = "Council", values = { "Café Row" = "E06000021" } }
reported.risk = "medium"
reported.children = { count = 1 }
"""
EXTRACT = """Ref,Reported,Council,Note
STF-2,20/06/2026 12:00,Café Row,
STF-3,soon,Café Row,
STF-1,20/06/2026 11:00,Café Row,naïve
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "niche.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "night.csv"
    path.write_text(EXTRACT, encoding="utf-8")
    return path


def subjects(ndjson: str) -> list[str]:
    return [json.loads(line)["subject"] for line in ndjson.splitlines()]


def test_messages_are_written_in_the_order_of_time(extract: Path, mapping: Path) -> None:
    out = extract.with_suffix(".ndjson")

    import_csv(extract, mapping, to=out)

    assert subjects(out.read_text()) == ["STF-1", "STF-2"]


def test_only_the_owner_may_read_what_was_written(extract: Path, mapping: Path) -> None:
    out = extract.with_suffix(".ndjson")

    import_csv(extract, mapping, to=out)

    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_messages_can_go_to_a_stream(extract: Path, mapping: Path) -> None:
    out = io.StringIO()

    import_csv(extract, mapping, to=out)

    assert subjects(out.getvalue()) == ["STF-1", "STF-2"]


def test_the_summary_names_bad_rows_without_their_values(extract: Path, mapping: Path) -> None:
    summary = import_csv(extract, mapping, to=None)

    words = "\n".join(summary.words())
    assert "3 rows, 2 used" in words
    assert "line 3, column 'Reported'" in words
    assert "'Note'" in words
    assert not summary.is_clean
    assert not any(value in words for value in ("STF-", "soon", "naïve"))


def test_bad_rows_are_handed_over_to_be_kept(extract: Path, mapping: Path) -> None:
    kept: list[BadRow] = []

    import_csv(extract, mapping, to=None, keep=kept.append)

    assert [bad.reference for bad in kept] == ["STF-3"]


def test_a_file_that_does_not_fit_leaves_the_earlier_output_alone(
    extract: Path, mapping: Path
) -> None:
    out = extract.with_suffix(".ndjson")
    out.write_text("of yesterday")
    extract.write_text("Ref,Reported\n")

    with pytest.raises(WrongExtract, match="no column 'Council'"):
        import_csv(extract, mapping, to=out)

    assert out.read_text() == "of yesterday"
    assert sorted(path.name for path in extract.parent.iterdir()) == [
        "niche.toml", "night.csv", "night.ndjson",
    ]  # fmt: skip


def test_a_wrong_mapping_is_found_before_the_file_is_opened(tmp_path: Path) -> None:
    with pytest.raises(WrongMapping):
        import_csv(tmp_path / "nothing.csv", tmp_path / "nothing.toml", to=None)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "utf-16"])
def test_a_file_is_read_in_the_letters_that_its_mapping_names(
    extract: Path, mapping: Path, encoding: str
) -> None:
    mapping.write_text(MAPPING.replace("file = {", f'file = {{ encoding = "{encoding}",'))
    extract.write_text(EXTRACT, encoding=encoding)

    assert sum(import_csv(extract, mapping, to=None).messages.values()) == 2


def test_a_byte_of_another_encoding_spoils_its_own_cell_only(extract: Path, mapping: Path) -> None:
    extract.write_bytes(
        EXTRACT.encode().replace("naïve".encode(), "naïve".encode("cp1252"))
        + "STF-4,20/06/2026 10:00,Café Row,\n".encode("cp1252")
    )

    summary = import_csv(extract, mapping, to=None)

    assert [(bad.line_number, bad.column) for bad in summary.bad_rows] == [
        (3, "Reported"), (5, "Council"),
    ]  # fmt: skip
    assert sum(summary.messages.values()) == 2


def test_a_file_in_altogether_another_encoding_is_refused(extract: Path, mapping: Path) -> None:
    mapping.write_text(MAPPING.replace("file = {", 'file = { encoding = "utf-16",'))

    with pytest.raises(WrongExtract, match=r"file\.encoding|header"):
        import_csv(extract, mapping, to=None)


def test_many_messages_are_sorted_in_runs() -> None:
    start = datetime(2026, 6, 20, tzinfo=UTC)
    messages = [
        {"id": number, "time": start.replace(minute=number % 7).strftime("%Y-%m-%dT%H:%M:%SZ")}
        for number in range(50)
    ]

    lines = lines_in_time_order(messages, run_lines=8)

    in_order = sorted(messages, key=lambda message: str(message["time"]))
    assert [json.loads(line) for line in lines] == in_order
