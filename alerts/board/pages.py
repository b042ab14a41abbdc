"""Pages from templates: every value escaped, every answer with what a browser must be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from alerts.board.board import HOME, Board
from alerts.plain_words import london_words
from alerts.trial_marks import warning_lines

HERE = Path(__file__).parent
STYLE, ICON = f"{HOME}/static/board.css", f"{HOME}/static/icon.svg"
SHIPPED = {STYLE: "text/css", ICON: "image/svg+xml"}
"""What goes with every page, and its type; nothing else is read from the folder."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No script runs, nothing comes from elsewhere, nobody frames a page."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

MENU = (
    ("waiting", HOME, "Waiting now"),
    ("feeds", f"{HOME}/feeds", "Feeds"),
    ("alerts", f"{HOME}/alerts", "Alerts"),
    ("quarantine", f"{HOME}/quarantine", "Quarantine"),
    ("policy", f"{HOME}/policy", "Policy in force"),
    ("about", f"{HOME}/about", "About the figures"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one template is filled with."""

    template: str
    title: str
    current: str = ""
    """Which entry of the menu it is; empty for none."""
    status: int = 200
    values: Mapping[str, object] = field(default_factory=dict)


@cache
def templates() -> Environment:
    """Return the templates, which ship beside this file."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def answer(board: Board, page: Page, now: datetime | None) -> Response:
    """Return a page as it goes out; ``now`` is None where it holds no figure."""
    house = board.house
    text = (
        templates()
        .get_template(page.template)
        .render(
            title=page.title,
            current=page.current,
            menu=MENU,
            home=HOME,
            style=STYLE,
            icon=ICON,
            as_of="" if now is None else london_words(now),
            warnings=_warnings(is_simulated=house.is_simulated, is_shadow=house.is_shadow),
            **page.values,
        )
    )
    return HTMLResponse(text, page.status, headers=HEADERS)


def _warnings(*, is_simulated: bool, is_shadow: bool) -> list[str]:
    return warning_lines(is_simulated=is_simulated, is_shadow=is_shadow)


def shipped(path: str) -> Response:
    """Return one of the files that go with every page: the style sheet, the icon."""
    file = HERE / "static" / path.rpartition("/")[2]
    return Response(file.read_bytes(), media_type=SHIPPED[path], headers=HEADERS)


def see_other(path: str) -> Response:
    """Send the browser to another page, by GET."""
    return Response(status_code=303, headers={**HEADERS, "location": path})
