"""What arrived late today: what the front door looks at first."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.late import late_today
from alerts.board.late_view import late_view
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.visit import Visit


def late(visit: Visit) -> Response:
    """Show what arrived late today."""
    values = {"view": late_view(late_today(visit))}
    page = Page(template="late.html", title="Arrived late today", current="late", values=values)
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/late", Right.SEE_CASES, late),)
