"""Every number by which somebody is called late, and whose it is."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import HEADERS, Page, answer
from alerts.board.policy_loads import LoadView, load_view
from alerts.board.policy_trial import TrialView, kept_picture, kept_trial
from alerts.board.policy_view import policy_view
from alerts.board.rights import Right
from alerts.board.visit import Visit

CHECK = "danm policy check NEW.toml"
BACK_TEST = "danm policy backtest --policy NEW.toml --days 28 --keep"
"""Run where the monitor runs: it lives weeks through twice, which no page waits for."""

PICTURE = f"{HOME}/policy/back-test.svg"


def policy(visit: Visit) -> Response:
    """Show the policy in force."""
    policies = visit.board.house.policies
    values = {
        "view": policy_view(policies.at(visit.now), policies),
        "loads": _loads(visit),
        "tries_limits": visit.may(Right.TRY_LIMITS),
        "trial": _trial(visit),
        "picture": PICTURE,
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


def _trial(visit: Visit) -> TrialView | None:
    if not visit.may(Right.TRY_LIMITS):
        return None
    with visit.board.database.read() as connection:
        return kept_trial(connection)


def picture(visit: Visit) -> Response:
    """Show the picture of the back-test that was kept."""
    with visit.board.database.read() as connection:
        drawn = kept_picture(connection)
    if drawn is None:
        return Response("No back-test was kept.\n", 404, HEADERS, "text/plain; charset=utf-8")
    return Response(drawn, 200, HEADERS, "image/svg+xml")


ROUTES = (
    Reads(f"{HOME}/policy", Right.SEE_POLICY, policy),
    Reads(PICTURE, Right.TRY_LIMITS, picture),
)
