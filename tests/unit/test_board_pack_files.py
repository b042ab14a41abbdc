"""No file of a board pack holds an exact count, a single case's length, or a case code."""

import csv
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from random import Random
from zipfile import ZipFile

import pytest

from reviews.pack import Held, board_counts
from tests.board_packs import AUTUMN, a_notification, board_files, held_of

PICTURE = re.compile(r"data:image/svg\+xml;base64,([^\"]+)")
SAYS = re.compile(r"worksheets/|sharedStrings|comments|docProps")
"""Parts of a workbook that hold more than looks: the theme's numbers are colours and widths."""

UNSAID = re.compile(r'<c [^>]*t="s"><v>\d+</v>|<[^>]*>')
"""Of a workbook what is no value: tags, and which of its texts stands in a cell."""

COUNTS = {"n", "open", "in_time", "late", "not_yet", "notifications", "children", "waiting"} | {
    *("children_waiting", "told", "missing")
}


@pytest.fixture(scope="module")
def held() -> Held:
    random = Random(8)  # noqa: S311 (made-up notifications)
    return held_of([a_notification(number, random) for number in range(1712)], random)


@pytest.fixture(scope="module")
def files(held: Held) -> dict[str, bytes]:
    return board_files(held)


def texts(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what stands in every file: of workbooks every part, of pictures every word."""
    for name, content in files.items():
        if name.endswith(".xlsx"):
            with ZipFile(BytesIO(content)) as book:
                parts = [book.read(one).decode() for one in book.namelist() if SAYS.search(one)]
            yield from (UNSAID.sub(" ", part) for part in parts)
        elif name == "manifest.json":
            yield json.dumps({**json.loads(content), "files": list(files)})
        else:
            text = content.decode()
            yield PICTURE.sub("", text)
            for picture in PICTURE.findall(text):
                yield from re.findall("<!--(.*?)-->", b64decode(picture).decode())


def test_no_exact_count_stands_in_any_byte(held: Held, files: Mapping[str, bytes]) -> None:
    exact = board_counts(held.seen, held.days, AUTUMN).table.counts.values()
    telling = {str(count) for count in exact if count >= 100 and count % 5}
    written = {
        number.replace(",", "")
        for text in texts(files)
        for number in re.findall(r"(?<![\d.#-])\d[\d,]*(?![\d.])", text)
    }

    assert len(telling) > 30
    assert telling & written == set()


def test_every_count_in_every_table_is_rounded_or_withheld(files: Mapping[str, bytes]) -> None:
    tables = [content for name, content in files.items() if name.startswith("tables/")]
    told = [
        row[column]
        for table in tables
        for row in csv.DictReader(StringIO(table.decode("utf-8-sig")))
        for column in COUNTS & row.keys()
    ]

    assert {"", *told} == {"", *(one for one in told if one and int(one) % 5 == 0)}
    assert "" in told


def test_no_case_is_named_and_no_longest_wait_told(held: Held, files: Mapping[str, bytes]) -> None:
    (clocks,) = (content for name, content in files.items() if name == "tables/clocks.csv")
    whole = "\n".join(texts(files))

    assert {row["max_hours"] for row in csv.DictReader(StringIO(clocks.decode()))} == {""}
    assert not [one.code for one in held.seen if one.code in whole]


def test_the_reason_why_a_cell_is_withheld_is_not_told(files: Mapping[str, bytes]) -> None:
    for text in texts(files):
        assert not re.search(r"\b(primary|secondary|alike)\b", text)


def test_the_manifest_and_the_page_say_for_whom_the_pack_is(files: Mapping[str, bytes]) -> None:
    assert json.loads(files["manifest.json"])["audience"] == "board"
    assert "For the safeguarding board and for inspections" in files["review.html"].decode()


def test_nothing_is_said_of_a_period_without_notifications() -> None:
    nobody = Held(seen=[], days=[], councils={})

    page = board_files(nobody)["review.html"].decode()

    assert "0 notifications" in page
    assert " of every 100 told in time" not in page
