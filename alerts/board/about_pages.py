"""What the figures mean, and what they leave out."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.visit import Visit


def about(visit: Visit) -> Response:
    """Show what the figures mean."""
    return answer(visit, Page(template="about.html", title="About the figures", current="about"))


ROUTES = (Reads(f"{HOME}/about", Right.SEE_CASES, about),)
