"""Which page is where. Every page that is opened only reads; what changes a case is posted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from alerts.board.asking import guarded, posted
from alerts.board.board import CASE, HOME, Board, case_path
from alerts.board.case_pages import DEEDS, CasePages
from alerts.board.door import Door
from alerts.board.feed_view import feed_views
from alerts.board.pages import SHIPPED, Page, answer, see_other, shipped
from alerts.board.policy_view import policy_view
from alerts.board.quarantine_view import quarantine_view, unread
from alerts.board.told import Handover, handovers, latest_alerts
from alerts.board.told_view import alert_views
from alerts.board.waiting import waiting_facts
from alerts.board.waiting_filter import RISK_CHOICES, RUNG_CHOICES, WaitingFilter, page_number
from alerts.board.waiting_view import waiting_view
from alerts.heard_feeds import heard_feeds
from schemas.case_codes import NoCaseCode, read_handle

ALERTS_ON_A_PAGE = 50
"""Source: assumption; about two days of a city and its county."""

LAST_PAGE = 100
"""What lies further back is for an export: to skip it would keep a writer waiting."""


def mount(app: FastAPI, board: Board) -> None:
    """Add the board to the web app, with its door before it."""
    site, cases = Site(board), CasePages(board)
    reads = dict.fromkeys(SHIPPED, site.shipped) | {
        "/": site.home,
        HOME: site.waiting,
        f"{HOME}/feeds": site.feeds,
        f"{HOME}/alerts": site.alerts,
        f"{HOME}/quarantine": site.quarantine,
        f"{HOME}/policy": site.policy,
        f"{HOME}/about": site.about,
        CASE: site.find,
        f"{CASE}/{{code}}": cases.show,
    }
    for path, made in reads.items():
        app.add_api_route(path, guarded(board, made), methods=["GET", "HEAD"])
    for deed in DEEDS:
        path = f"{CASE}/{{code}}/{deed}"
        app.add_api_route(path, posted(board, cases.doing(deed)), methods=["POST"])
    app.add_middleware(Door, board=board)


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that are about no single case."""

    _board: Board

    def home(self, _request: Request, _now: datetime) -> Response:
        """Send to the first page."""
        return see_other(HOME)

    def shipped(self, request: Request, _now: datetime) -> Response:
        """Return the style sheet or the icon."""
        return shipped(request.url.path)

    def waiting(self, request: Request, now: datetime) -> Response:
        """Show who waits now."""
        policy = self._board.house.policies.at(now)
        asked = WaitingFilter.read(request.query_params, policy)
        view = waiting_view(waiting_facts(self._board, asked, now), asked, policy)
        councils = {council.code: council.name for council in policy.councils.values()}
        values = {
            "view": view,
            "asked": asked,
            "risks": RISK_CHOICES,
            "rungs": RUNG_CHOICES,
            "councils": councils,
        }
        title = "Waiting now"
        page = Page(template="waiting.html", title=title, current="waiting", values=values)
        return answer(self._board, page, now)

    def feeds(self, _request: Request, now: datetime) -> Response:
        """Show how it stands with each feed."""
        with self._board.database.read() as connection:
            heard = heard_feeds(connection)
        views = feed_views(heard, self._board.house.policies.at(now), now)
        page = Page(template="feeds.html", title="Feeds", current="feeds", values={"feeds": views})
        return answer(self._board, page, now)

    def alerts(self, request: Request, now: datetime) -> Response:
        """Show what was told to whom, the last first."""
        number = min(page_number(request.query_params.get("page", "")), LAST_PAGE)
        skipped = (number - 1) * ALERTS_ON_A_PAGE
        with self._board.database.read() as connection:
            told = latest_alerts(connection, ALERTS_ON_A_PAGE + 1, skipped)
            ways = handovers(connection, [one.alert.alert_id for one in told])
        by_alert: dict[str, list[Handover]] = defaultdict(list)
        for way in ways:
            by_alert[way.alert_id].append(way)
        policy = self._board.house.policies.at(now)
        shown = alert_views(told[:ALERTS_ON_A_PAGE], by_alert, policy, now)
        has_more = len(told) > ALERTS_ON_A_PAGE and number < LAST_PAGE
        values = {"alerts": shown, "page": number, "has_more": has_more}
        page = Page(template="alerts.html", title="Alerts", current="alerts", values=values)
        return answer(self._board, page, now)

    def quarantine(self, _request: Request, now: datetime) -> Response:
        """Show the messages that could not be read."""
        with self._board.database.read() as connection:
            found = unread(connection)
        values = {"view": quarantine_view(found, now)}
        page = Page(
            template="quarantine.html", title="Quarantine", current="quarantine", values=values
        )
        return answer(self._board, page, now)

    def policy(self, _request: Request, now: datetime) -> Response:
        """Show every number by which somebody is called late, and whose it is."""
        policies = self._board.house.policies
        values = {"view": policy_view(policies.at(now), policies)}
        page = Page(
            template="policy.html", title="Policy in force", current="policy", values=values
        )
        return answer(self._board, page, now)

    def about(self, _request: Request, now: datetime) -> Response:
        """Show what the figures mean, and what they leave out."""
        page = Page(template="about.html", title="About the figures", current="about")
        return answer(self._board, page, now)

    def find(self, request: Request, now: datetime) -> Response:
        """Send to the case whose code was typed."""
        typed = request.query_params.get("code", "")
        try:
            return see_other(case_path(read_handle(typed)))
        except NoCaseCode as error:
            values = {"typed": typed[:40], "error": str(error)}
            page = Page(template="find.html", title="Open a case", status=400, values=values)
            return answer(self._board, page, now)
