"""What a mapping file may say, and what a person is told where it is wrong."""

from pathlib import Path

import pytest

from consumer.sources.mapping import WrongMapping, load_mapping, parse_mapping

SHIPPED = sorted((Path(__file__).parents[2] / "deploy/mappings").glob("*.toml"))

HEAD = """
version = 1
kind = "police"
source = "/police/somewhere/niche"
reference_column = "Ref"
file = { zone = "Europe/London", formats = ["%d/%m/%Y %H:%M"] }
"""
REPORTED = """
[reported]
at = { column = "Reported" }
force = "somewhere"
local_authority = "E06000021"
risk = { column = "DASH", values = { S = "standard", H = "high" } }
children = { count = 1 }
"""
GOOD = HEAD + REPORTED


def told_of(text: str) -> str:
    with pytest.raises(WrongMapping) as wrong:
        parse_mapping(text, file_name="niche.toml")
    return str(wrong.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_mapping_can_be_used(path: Path) -> None:
    assert load_mapping(path).version == 1


def test_three_mappings_are_shipped() -> None:
    assert [path.stem for path in SHIPPED] == ["liquidlogic", "niche", "sf-police"]


def test_only_the_columns_that_a_mapping_names_are_read() -> None:
    assert parse_mapping(GOOD, file_name="niche.toml").columns == {"Ref", "Reported", "DASH"}


@pytest.mark.parametrize(
    ("old", "new", "place", "mend"),
    [
        pytest.param(
            "at = { column", "at = { colum", "reported.at.colum", "did you mean `column`",
            id="a-slip-of-the-keyboard",
        ),
        pytest.param("force =", "farce =", "reported.force", "missing; add it", id="no-force"),
        pytest.param(
            'H = "high"', 'H = "severe"', "reported.risk",
            "'severe' is not one of not_assessed, standard, medium, high",
            id="no-such-risk",
        ),
        pytest.param(
            '"E06000021"', '"Stoke"', "reported.local_authority", "like E06000021",
            id="a-council-by-its-name",
        ),
        pytest.param(
            "Europe/London", "Europe/Stoke", "file.zone", "like Europe/London", id="no-such-zone"
        ),
        pytest.param(
            "%d/%m/%Y %H:%M", "dd/mm/yyyy", "file.formats.0", "like '%d/%m/%Y %H:%M'",
            id="a-format-of-another-program",
        ),
        pytest.param(
            "%d/%m/%Y %H:%M", "%d/%m %H:%M", "file.formats.0", "year, month and day",
            id="a-format-without-a-year",
        ),
        pytest.param(
            "{ count = 1 }", '{ count = 1, count_column = "N" }', "reported.children",
            "exactly one of `count`", id="children-counted-twice",
        ),
        pytest.param(
            "{ count = 1 }", '{ count = 1, ref_column = "N" }', "reported.children",
            "needs `a_row_each = true`", id="references-without-a-row-for-each",
        ),
        pytest.param(
            'risk = { column = "DASH",', "risk = {", "reported.risk",
            "either a constant in quotes, or a table with `column`", id="a-word-from-nowhere",
        ),
        pytest.param(
            'H = "high"', 'H = "high", h = "medium"', "reported.risk", "lists a cell twice",
            id="two-grades-for-one-letter",
        ),
        pytest.param(
            '[reported]', '[reported]\nwhere = [{ column = "A", is = "x", filled = true }]',
            "reported.where.0", "exactly one of `is`", id="a-condition-with-two-tests",
        ),
        pytest.param(
            "version = 1", 'version = 1\nignore = ["DASH"]', "the whole file",
            "`ignore` lists columns that are read: DASH", id="read-and-ignored",
        ),
        pytest.param("version = 1", "version = 2", "version", "1", id="another-version"),
        pytest.param(
            "/police/somewhere/niche", "niche", "source", "mend it there", id="no-path"
        ),
        pytest.param('kind = "police"', 'kind = "fire"', "kind", '"council"', id="no-such-kind"),
        pytest.param("version = 1", "version = ", "not TOML", "line 2", id="not-toml"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_told_with_file_place_and_mend(
    old: str, new: str, place: str, mend: str
) -> None:
    assert old in GOOD

    words = told_of(GOOD.replace(old, new, 1))

    assert words.startswith("niche.toml: ")
    assert place in words
    assert mend in words


def test_a_time_needs_one_place_to_stand_in() -> None:
    words = told_of(GOOD.replace('at = { column = "Reported" }', "at = { day_only = true }"))

    assert "either `column`, or `columns`" in words


def test_every_fault_of_a_mapping_is_told_at_once() -> None:
    words = told_of(GOOD.replace("Europe/London", "Nowhere").replace("force =", "farce ="))

    assert words.count("niche.toml: ") == 3


def test_a_council_mapping_makes_at_least_one_message() -> None:
    words = told_of(HEAD.replace('"police"', '"council"'))

    assert "add [received], [recorded] or [decided]" in words


def test_police_tell_of_first_and_full_notifications_only() -> None:
    sent = '[milestones.sent]\nat = { column = "Sent" }\nnotice = "resend"\n'

    assert "'resend' is not one of first, full" in told_of(GOOD + sent)


def test_a_milestone_has_a_name_of_the_contract() -> None:
    words = told_of(GOOD + '[milestones.posted]\nat = { column = "Sent" }\n')

    assert "milestones.posted" in words


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        pytest.param(None, "give a mapping that can be read", id="not-there"),
        pytest.param(
            "version = 1 # é".encode("latin-1"), "save the mapping as UTF-8", id="latin-1"
        ),
    ],
)
def test_a_mapping_that_cannot_be_opened_is_told(
    tmp_path: Path, content: bytes | None, mend: str
) -> None:
    path = tmp_path / "niche.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(WrongMapping, match=mend):
        load_mapping(path)


def test_a_mapping_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "niche.toml"
    path.write_text(GOOD, encoding="utf-8-sig")

    assert load_mapping(path).source == "/police/somewhere/niche"
