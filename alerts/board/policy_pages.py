"""Every number by which somebody is called late, and whose it is."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.policy_view import policy_view
from alerts.board.rights import Right
from alerts.board.visit import Visit


def policy(visit: Visit) -> Response:
    """Show the policy in force."""
    policies = visit.board.house.policies
    values = {"view": policy_view(policies.at(visit.now), policies)}
    page = Page(template="policy.html", title="Policy in force", current="policy", values=values)
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/policy", Right.SEE_POLICY, policy),)
