"""A pack as one self-contained page: opens anywhere, good on paper. Every value is escaped."""

from base64 import b64encode
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from alerts.flat.columns import Value
from alerts.plain_words import begun, london_words
from reviews.pack.parts import Form, Pack, Period, Picture
from reviews.pack.words import OWNERS, day_words, leg_words
from reviews.render.about import About
from reviews.render.pictures import svg

_HERE = Path(__file__).parent / "templates"


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
    environment.filters["at"] = lambda at: f"{london_words(at)}, {at.year}"
    environment.tests["a_number"] = lambda form: form is not Form.TEXT
    return environment.get_template("pack.html")


def cell(value: Value, form: Form) -> str:
    """Return a cell as people read it; a dash where it cannot be said."""
    if value is None:
        return "\N{EN DASH}"
    match form, value:
        case Form.SHARE, float():
            return f"{100 * value:.1f}"
        case Form.HOURS, float():
            return f"{value:,.1f}"
        case Form.COUNT, int():
            return f"{value:,}"
        case _:
            return _words(str(value))


def _words(text: str) -> str:
    if "_to_" in text:
        return leg_words(text)
    return OWNERS.get(text, begun(text) if text else text)


def picture_address(picture: Picture) -> str:
    """Return the picture itself as an address, so that the page needs no second file."""
    return f"data:image/svg+xml;base64,{b64encode(svg(picture).encode()).decode()}"


def period_words(period: Period) -> str:
    """Return the days of a period in words."""
    return f"{day_words(period.first)} to {day_words(period.last)}"
