"""A pack as one self-contained page: opens anywhere, good on paper. Every value is escaped."""

import re
from base64 import b64encode
from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from alerts.flat.columns import Value
from alerts.plain_words import MONTHS, begun, london_words
from reviews.pack.parts import Audience, Form, Pack, Period, Picture, Table
from reviews.pack.words import OWNERS, day_words, is_leg, leg_words
from reviews.render.about import About
from reviews.render.pictures import svg

_HERE = Path(__file__).parent / "templates"

_WIDE, _WIDEST = 8, 14
"""Columns above which a table is set smaller. Source: looked at on A4 pages."""

_MOST_ROWS = 50
"""So many rows of a table are on the page; its file has all. Source: assumption, two pages."""

_LONGEST_WORD = 16
"""Letters of a word that no line breaks, such as a case code. Source: as `_WIDE`."""

_SHORT = 14
"""Up to so many rows a table is not cut where a page ends. Source: as `_WIDE`."""

_KEEPING = {
    Audience.OPERATIONAL: "Exact figures, for police and council to read together: keep this page "
    "as you keep the cases themselves.",
    Audience.BOARD: "For the safeguarding board and for inspections, who may keep it: numbers are "
    "rounded, small ones are not shown, and no case is named. Not for publication.",
}
"""Who may read a pack, and how it is kept."""

_A_DAY_OR_TIME = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")
_DAYS_OR_TIMES = re.compile(rf"{_A_DAY_OR_TIME.pattern}(?: to {_A_DAY_OR_TIME.pattern})?")
"""How files say days and times, and times that are known only within bounds."""


def page_of(pack: Pack, about: About) -> bytes:
    """Return the page of a pack."""
    text = _template().render(pack=pack, about=about)
    return f"{text}\n".encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": cell, "picture": picture_address, "period": period_words}
    environment.filters |= {"width": width, "turned": turned}
    environment.filters["at"] = lambda at: f"{london_words(at)}, {at.year}"
    environment.filters["keeping"] = _KEEPING.__getitem__
    environment.globals["most_rows"] = _MOST_ROWS
    environment.filters["wrapping"] = wrapping
    environment.tests["a_number"] = lambda form: form is not Form.TEXT
    return environment.get_template("pack.html")


def cell(value: Value, form: Form) -> str:
    """Return a cell as people read it; a dash where it cannot be said."""
    if value is None:
        return "\N{EN DASH}"
    match form, value:
        case Form.WHOLE_SHARE, float():
            return f"{100 * value:.0f}"
        case Form.SHARE, float():
            return f"{100 * value:.1f}"
        case ((Form.HOURS | Form.ESTIMATE), float()):
            return f"{value:,.1f}"
        case Form.COUNT, int():
            return f"{value:,}"
        case _:
            return _words(str(value))


def _words(text: str) -> str:
    if is_leg(text):
        return leg_words(text)
    if _DAYS_OR_TIMES.fullmatch(text):
        return _times(text)
    return OWNERS.get(text, begun(text) if text else text)


def _times(text: str) -> str:
    """Return days and times as people write them; what is no day of any year stays as it is."""
    try:
        told = [datetime.fromisoformat(one) for one in text.split(" to ")]
    except ValueError:
        return text
    if len(told) > 1 and told == [_midnight(told[0]), _midnight(told[0]) + timedelta(days=1)]:
        return f"{_day(told[0])}, no time"
    has_time = ":" in text
    return " to ".join(f"{_day(at)} {at:%H:%M}" if has_time else _day(at) for at in told)


def _midnight(at: datetime) -> datetime:
    return datetime(at.year, at.month, at.day)  # noqa: DTZ001 - the clock on the wall


def _day(at: datetime) -> str:
    """Return a day in words that no line breaks."""
    return f"{at.day} {MONTHS[at.month - 1][:3]} {at.year}".replace(" ", "\N{NO-BREAK SPACE}")


def wrapping(text: str) -> str:
    """Return the class by which a cell breaks: a case code nowhere, a long name anywhere."""
    words = text.split()
    if any(len(word) > _LONGEST_WORD for word in words):
        return "long"
    return "word" if len(words) == 1 else ""


def turned(table: Table) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return what stands above the rows once they are columns, and each column as a row.

    The texts at the beginning of a row name it.
    """
    names = len(list(takewhile(lambda column: column.form is Form.TEXT, table.columns)))
    forms = [column.form for column in table.columns]
    told = [[cell(*one) for one in zip(row, forms, strict=True)] for row in table.rows]
    rows = [
        (column.heading, [row[place] for row in told])
        for place, column in enumerate(table.columns)
        if place >= names
    ]
    return [", ".join(row[:names]) for row in told], rows


def width(table: Table) -> str:
    """Return the classes of a table by its size, so that it stays within a page on paper."""
    number = len(table.columns)
    size = "widest" if number > _WIDEST else "wide" if number > _WIDE else "usual"
    return f"{size} short" if len(table.rows) <= _SHORT else size


def picture_address(picture: Picture) -> str:
    """Return the picture itself as an address, so that the page needs no second file."""
    return f"data:image/svg+xml;base64,{b64encode(svg(picture).encode()).decode()}"


def period_words(period: Period) -> str:
    """Return the days of a period in words."""
    return f"{day_words(period.first)} to {day_words(period.last)}"
