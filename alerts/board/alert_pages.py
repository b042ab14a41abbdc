"""What was told to whom, the last first."""

from collections import defaultdict

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.told import Handover, handovers, latest_alerts
from alerts.board.told_view import alert_views
from alerts.board.visit import Visit
from alerts.board.waiting_filter import page_number

ALERTS_ON_A_PAGE = 50
"""Source: assumption; about two days of a city and its county."""

LAST_PAGE = 100
"""What lies further back is for an export: to skip it would keep a writer waiting."""


def alerts(visit: Visit) -> Response:
    """Show what was told to whom, the last first."""
    number = min(page_number(visit.request.query_params.get("page", "")), LAST_PAGE)
    skipped = (number - 1) * ALERTS_ON_A_PAGE
    with visit.board.database.read() as connection:
        told = latest_alerts(connection, ALERTS_ON_A_PAGE + 1, skipped)
        ways = handovers(connection, [one.alert.alert_id for one in told])
    by_alert: dict[str, list[Handover]] = defaultdict(list)
    for way in ways:
        by_alert[way.alert_id].append(way)
    policy = visit.board.house.policies.at(visit.now)
    shown = alert_views(told[:ALERTS_ON_A_PAGE], by_alert, policy, visit.now)
    has_more = len(told) > ALERTS_ON_A_PAGE and number < LAST_PAGE
    values = {"alerts": shown, "page": number, "has_more": has_more}
    page = Page(template="alerts.html", title="Alerts", current="alerts", values=values)
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/alerts", Right.SEE_ALERTS, alerts),)
