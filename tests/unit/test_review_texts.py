"""Whatever a police system wrote, a pack shows it as text: no cell calculates, no page runs it."""

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from reviews.pack.parts import Audience, Column, Pack, Period, Section, Table
from reviews.render.about import About
from reviews.render.csv_tables import csv_of
from reviews.render.page import page_of
from reviews.render.paper import dated, numbered
from reviews.render.workbook import workbook_of

PERIOD = Period.of(date(2026, 6, 1), date(2026, 6, 30), None)
ABOUT = About(code_version="1", policies=("one",), known_to=PERIOD.as_of)
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("https://example.org")',
    "https://example.org",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "000123",
    "reported_to_sent within 12 hours",
)


def holding(text: str) -> Pack:
    column = Column(name="force", heading=text)
    table = Table(name="hostile", title=text, columns=(column,), rows=[(text,)])
    section = Section(name="one", question=text, sentences=(text,), tables=(table,))
    return Pack(
        period=PERIOD,
        audience=Audience.OPERATIONAL,
        counted=text,
        sections=(section,),
        files=(),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_no_cell_of_a_csv_file_begins_a_formula(text: str) -> None:
    (table,) = holding(text).tables

    _, (cell,) = list(csv.reader(StringIO(csv_of(table).decode(), newline="")))

    assert cell.removeprefix("'") == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_no_cell_of_a_workbook_calculates_or_links(text: str) -> None:
    with ZipFile(BytesIO(workbook_of(holding(text), ABOUT))) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        names = book.namelist()

    assert len(sheets) == 2
    for sheet in sheets:
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet
        assert b"<v>123</v>" not in sheet
    assert not [name for name in names if name.startswith("xl/worksheets/_rels")]


@pytest.mark.parametrize("text", [one for one in HOSTILE if "<" in one or "{" in one], ids=repr)
def test_nothing_on_the_page_is_taken_for_its_own_text(text: str) -> None:
    page = page_of(holding(text), ABOUT).decode()

    assert "<script" not in page
    assert "<img src=x" not in page
    assert ">49<" not in page


def test_a_pdf_is_dated_by_the_instant_it_is_looked_at_from_and_nothing_moves() -> None:
    printed = b"/CreationDate (D:20991231235959+00'00')\n/ModDate (D:20991231235959+00'00')>>"

    same = dated(printed, PERIOD.as_of)

    assert len(same) == len(printed)
    assert same.count(b"D:20260630230000") == 2


def test_the_cells_of_a_pdf_have_the_same_names_wherever_the_browser_began_to_count() -> None:
    printed = [b"/ID (node%08d) /Headers [(node%08d)]" % (at, at + 7) for at in (100, 103)]

    one, other = map(numbered, printed)

    assert one == other == b"/ID (node00000000) /Headers [(node00000007)]"
