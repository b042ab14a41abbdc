"""What the figures mean and leave out, and for whom the pages are made."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import ACCESSIBILITY, HOME
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.visit import Visit


def about(visit: Visit) -> Response:
    """Show what the figures mean."""
    return answer(visit, Page(template="about.html", title="About the figures", current="about"))


def accessibility(visit: Visit) -> Response:
    """Show the accessibility statement."""
    return answer(visit, Page(template="accessibility.html", title="Accessibility statement"))


ROUTES = (
    Reads(f"{HOME}/about", Right.SEE_CASES, about),
    Reads(ACCESSIBILITY, Right.SEE_CASES, accessibility),
)
