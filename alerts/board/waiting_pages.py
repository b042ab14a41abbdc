"""Who waits now: the page that is open all day."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.scope import councils_of
from alerts.board.visit import Visit
from alerts.board.waiting import waiting_facts
from alerts.board.waiting_filter import RISK_CHOICES, RUNG_CHOICES, WaitingFilter
from alerts.board.waiting_view import waiting_view


def waiting(visit: Visit) -> Response:
    """Show who waits now."""
    policy = visit.board.house.policies.at(visit.now)
    councils = councils_of(visit.person, policy)
    asked = WaitingFilter.read(visit.request.query_params, councils)
    values = {
        "view": waiting_view(waiting_facts(visit, asked), asked, policy),
        "asked": asked,
        "risks": RISK_CHOICES,
        "rungs": RUNG_CHOICES,
        "councils": {council.code: council.name for council in councils.values()},
    }
    page = Page(template="waiting.html", title="Waiting now", current="waiting", values=values)
    return answer(visit, page)


ROUTES = (Reads(HOME, Right.SEE_CASES, waiting),)
