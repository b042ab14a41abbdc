"""Pages from templates: every value escaped, every answer with what a browser must be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from alerts.board.board import ACCESSIBILITY, CASE, HOME, SIGN_OUT, Board
from alerts.board.rights import Right
from alerts.board.tokens import COOKIE, GOOD_FOR_SECONDS
from alerts.board.visit import Visit
from alerts.plain_words import london_words
from alerts.trial_marks import warning_lines

HERE = Path(__file__).parent
STYLE, ICON = f"{HOME}/static/board.css", f"{HOME}/static/icon.svg"
SCRIPT = f"{HOME}/static/board.js"
SHIPPED = {STYLE: "text/css", ICON: "image/svg+xml", SCRIPT: "text/javascript"}
"""What goes with every page, and its type; nothing else is read from the folder."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script but the one that ships runs, nothing comes from elsewhere, nobody frames a page."""

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
    ("waiting", HOME, "Waiting now", Right.SEE_CASES),
    ("late", f"{HOME}/late", "Arrived late today", Right.SEE_CASES),
    ("feeds", f"{HOME}/feeds", "Feeds", Right.SEE_FEEDS),
    ("alerts", f"{HOME}/alerts", "Alerts", Right.SEE_ALERTS),
    ("quarantine", f"{HOME}/quarantine", "Quarantine", Right.COUNT_QUARANTINE),
    ("policy", f"{HOME}/policy", "Policy in force", Right.SEE_POLICY),
    ("about", f"{HOME}/about", "About the figures", Right.SEE_CASES),
)
"""Key, address, words, and who sees the entry."""


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


def answer(visit: Visit, page: Page) -> Response:
    """Return a page as it goes out to somebody, with what they may open beside it.

    From each a case code can be sent: the browser keeps the word that proves that the form is ours.
    """
    board, person = visit.board, visit.person
    menu = [(key, path, words) for key, path, words, right in MENU if visit.may(right)]
    sign_out = visit.token(SIGN_OUT) if person.is_known else ""
    text = _filled(
        board,
        page,
        menu=menu,
        as_of=london_words(visit.now),
        now_ms=round(visit.now.timestamp() * 1000),
        person=person,
        sign_out=sign_out,
        find=visit.token(CASE),
        case=CASE,
        refreshes=visit.request.method == "GET" and page.status == 200,
    )
    response = HTMLResponse(text, page.status, headers=HEADERS)
    keep_cookie(response, board, COOKIE, visit.cookie)
    return response


def bare_answer(board: Board, page: Page) -> Response:
    """Return a page that holds no figure, to whoever asked."""
    text = _filled(
        board, page, menu=(), as_of="", now_ms=0, person=None, sign_out="", refreshes=False
    )
    return HTMLResponse(text, page.status, headers=HEADERS)


def keep_cookie(response: Response, board: Board, name: str, value: str) -> None:
    """Let the browser hold something for a shift: for us alone, and out of reach of any script.

    Where people sign in it comes along when a link in a mail opens a page; never with a form that
    another site sends.
    """
    response.set_cookie(
        name,
        value,
        max_age=GOOD_FOR_SECONDS,
        httponly=True,
        samesite="lax" if board.has_sign_in else "strict",
        secure=board.is_encrypted,
        path="/",
    )


def _filled(board: Board, page: Page, **around: object) -> str:
    house = board.house
    return (
        templates()
        .get_template(page.template)
        .render(
            title=page.title,
            current=page.current,
            home=HOME,
            style=STYLE,
            icon=ICON,
            accessibility=ACCESSIBILITY,
            script=SCRIPT,
            has_sign_in=board.has_sign_in,
            warnings=_warnings(is_simulated=house.is_simulated, is_shadow=house.is_shadow),
            **around,
            **page.values,
        )
    )


def _warnings(*, is_simulated: bool, is_shadow: bool) -> list[str]:
    return warning_lines(is_simulated=is_simulated, is_shadow=is_shadow)


def shipped(path: str) -> Response:
    """Return one of the files that go with every page: style sheet, script, icon."""
    file = HERE / "static" / path.rpartition("/")[2]
    return Response(file.read_bytes(), media_type=SHIPPED[path], headers=HEADERS)


def see_other(path: str) -> Response:
    """Send the browser to another page, by GET."""
    return Response(status_code=303, headers={**HEADERS, "location": path})
