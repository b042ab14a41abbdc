"""Every number by which somebody is called late, and whose it is."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.policy_loads import LoadView, load_view
from alerts.board.policy_view import policy_view
from alerts.board.rights import Right
from alerts.board.visit import Visit

CHECK = "danm policy check NEW.toml"
BACK_TEST = "danm policy backtest --policy NEW.toml --days 28 --out FOLDER"
"""Run where the monitor runs: it lives weeks through twice, which no page waits for."""


def policy(visit: Visit) -> Response:
    """Show the policy in force."""
    policies = visit.board.house.policies
    values = {
        "view": policy_view(policies.at(visit.now), policies),
        "loads": _loads(visit),
        "tries_limits": visit.may(Right.TRY_LIMITS),
        "back_test": BACK_TEST,
        "check": CHECK,
    }
    page = Page(template="policy.html", title="Policy in force", current="policy", values=values)
    return answer(visit, page)


def _loads(visit: Visit) -> LoadView | None:
    """Return how often people were interrupted; None where it is not for this person."""
    board = visit.board
    if board.loads is None or not visit.may(Right.SEE_ALERTS):
        return None
    return load_view(board.loads(visit.now), visit.person, board.house.policies.at(visit.now))


ROUTES = (Reads(f"{HOME}/policy", Right.SEE_POLICY, policy),)
