"""What was told to whom, the last first."""

from collections.abc import Iterable, Iterator

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.told import ToldAlert, handovers, latest_alerts, theirs
from alerts.board.told_list_view import list_views
from alerts.board.told_lists import MadeList, latest_lists
from alerts.board.told_view import alert_views
from alerts.board.visit import Visit
from alerts.board.waiting_filter import page_number

ALERTS_ON_A_PAGE = 50
"""Source: assumption; about two days of a city and its county."""

LISTS_SHOWN = 30
"""Source: assumption; about half a day of every role of two councils."""

LAST_PAGE = 100
"""What lies further back is for an export: to skip it would keep a writer waiting."""


def alerts(visit: Visit) -> Response:
    """Show what was told to whom, the last first; on the first page also the last lists."""
    number = min(page_number(visit.request.query_params.get("page", "")), LAST_PAGE)
    policy = visit.board.house.policies.at(visit.now)
    with visit.board.database.read() as connection:
        told = latest_alerts(
            connection,
            ALERTS_ON_A_PAGE + 1,
            (number - 1) * ALERTS_ON_A_PAGE,
            theirs(visit.person, policy),
        )
        went = latest_lists(connection, visit.person, LISTS_SHOWN) if number == 1 else ()
        ways = handovers(connection, [*_ids(told), *_list_ids(went)])
    values = {
        "alerts": alert_views(told[:ALERTS_ON_A_PAGE], ways, policy, visit.now),
        "page": number,
        "has_more": len(told) > ALERTS_ON_A_PAGE and number < LAST_PAGE,
        "lists": list_views(went, ways, policy, visit.now),
        "lists_shown": LISTS_SHOWN,
    }
    page = Page(template="alerts.html", title="Alerts", current="alerts", values=values)
    return answer(visit, page)


def _ids(told: Iterable[ToldAlert]) -> Iterator[str]:
    return (one.alert.alert_id for one in told)


def _list_ids(went: Iterable[MadeList]) -> Iterator[str]:
    """Return the ids under which lists go through the outbox, as alerts do."""
    return (one.about.alert_id for one in went)


ROUTES = (Reads(f"{HOME}/alerts", Right.SEE_ALERTS, alerts),)
