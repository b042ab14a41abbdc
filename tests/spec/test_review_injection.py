"""Whatever names, codes and messages hold, every file of a whole pack shows it as text."""

import csv
import re
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from reviews.agreed import Action, Agreed, Change, Moved
from reviews.pack import Audience, DayHeld, Held, Period, make_pack
from reviews.render.about import About
from reviews.render.files import files_of
from schemas.control_totals import ControlTotal
from schemas.moments import Moment
from schemas.words import Role
from tests.a_notification import seen

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    '=HYPERLINK("https://example.org")',
    "https://example.org",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</svg><a href='javascript:alert(1)'>x</a>",
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{1}{$ and $x$",
    "%(name)s %s {0}",
    "000123",
    "_x0041_",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnirts",
    "2026-13-45",
    "reported_to_nowhere",
    "",
)
"""For spreadsheets, pages, pictures, templates, and our own words."""

JUNE = Period.of(date(2026, 6, 1), date(2026, 6, 30), None)
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "header", "footer", "main", "nav"),
    *("section", "div", "h1", "h2", "p", "ul", "ol", "li", "a", "br", "strong", "figure"),
    *("figcaption", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
SAFE = {
    *("lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "role"),
    *("aria-label", "aria-labelledby", "src", "alt", "scope", "tabindex"),
}

# Twenty-two councils have no room in one picture; a real force has one or two.
pytestmark = pytest.mark.filterwarnings("ignore:constrained_layout not applied")


class Tags(HTMLParser):
    """Keeps every tag of a page with its attributes."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one."""
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of a pack that holds all of it wherever something can be held."""
    those = [
        seen(
            text,
            reported=START + timedelta(hours=7 * number),
            received=Moment.exact(START + timedelta(hours=7 * number + 30)),
            force=text,
            council=text,
            kin=frozenset({"home"}),
        )
        for number, text in enumerate(HOSTILE)
    ]
    pack = make_pack(
        Held(
            seen=those,
            days=[DayHeld(total=_counted(text), held=0) for text in HOSTILE],
            councils={text: f"{text} " for text in HOSTILE[::2]},
            forces={text: text for text in HOSTILE},
            agreed=_agreed(),
        ),
        JUNE,
        Audience.OPERATIONAL,
    )
    mark = f"Partly made-up data. Not real is all that came from: {', '.join(HOSTILE)}."
    about = About(code_version="1", policies=HOSTILE, known_to=None, made_up=mark)
    return files_of(pack, about, None)


def _counted(text: str) -> ControlTotal:
    return ControlTotal(
        force=text, local_authority=text, day=START.date(), incidents_with_children=1
    )


def _agreed() -> Agreed:
    roles, figure, day = (Role.DIRECTOR,), Moved.TOLD_IN_TIME, date(2026, 6, 15)
    changes = tuple(
        Change(
            since=day, what=text, agreed_by=roles, concerns=text, figure=figure, rebase=text or None
        )
        for text in HOSTILE[:8]
    )
    actions = tuple(
        Action(
            agreed_on=day,
            what=text,
            agreed_by=roles,
            owner=Role.EDT,
            concerns=text,
            figure=figure,
            by=day,
        )
        for text in HOSTILE[8:]
    )
    return Agreed(changes=changes, actions=actions)


def test_no_cell_of_any_table_begins_a_formula(files: dict[str, bytes]) -> None:
    tables = [content for name, content in files.items() if name.endswith(".csv")]
    cells = [
        cell
        for content in tables
        for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
        for cell in row
    ]

    assert "'=1+1" in cells
    numbers = re.compile(r"-\d+(\.\d+)?")
    assert [
        cell
        for cell in cells
        if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
        and not numbers.fullmatch(cell)
    ] == []


def tags_of(xml: bytes) -> list[ET.Element]:
    return list(ET.fromstring(xml).iter())  # noqa: S314 - made here, a moment ago


def test_no_sheet_of_the_workbook_calculates_or_links(files: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(files["review.xlsx"])) as book:
        parts = {name: book.read(name) for name in book.namelist()}

    assert not [name for name in parts if "externalLink" in name]
    for name in (name for name in parts if name.endswith(".xml")):
        tags = {one.tag.rpartition("}")[2] for one in tags_of(parts[name])}
        assert not tags & {"f", "hyperlink", "hyperlinks"}, name


def test_the_page_has_no_tag_that_is_not_its_own(files: dict[str, bytes]) -> None:
    tags = Tags()
    tags.feed(files["review.html"].decode())

    assert {tag for tag, _ in tags.found} <= KNOWN
    assert {name for _, attributes in tags.found for name in attributes} <= SAFE
    for _, attributes in tags.found:
        assert (attributes.get("href") or "#").startswith("#")
        assert (attributes.get("src") or "data:image/svg+xml;base64,").startswith("data:image/svg")
    assert ">49" not in files["review.html"].decode()


def test_no_picture_runs_or_fetches_anything(files: dict[str, bytes]) -> None:
    page = files["review.html"].decode()
    drawn = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)

    assert drawn
    for picture in drawn:
        for one in tags_of(b64decode(picture)):
            assert one.tag.rpartition("}")[2] not in {"script", "foreignObject", "a", "image"}
            for name, value in one.attrib.items():
                assert not name.startswith("on")
                assert not name.endswith("href") or value.startswith("#")
