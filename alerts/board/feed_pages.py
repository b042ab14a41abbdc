"""How it stands with each feed."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.feed_day_view import place_views
from alerts.board.feed_days import counted_places
from alerts.board.feed_lines import feed_lines
from alerts.board.feed_owners import owned_feeds
from alerts.board.feed_unmatched import ended_lately, unmatched_receipts
from alerts.board.feed_unmatched_view import unmatched_view
from alerts.board.feed_view import feed_views
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.visit import Visit


def feeds(visit: Visit) -> Response:
    """Show how it stands with each feed."""
    board = visit.board
    policy = board.house.policies.at(visit.now)
    with board.database.read() as connection:
        every = owned_feeds(connection, board.house.owners)
        counted = counted_places(connection, visit.person, policy, visit.now)
        lately = ended_lately(connection, visit.person, policy, visit.now)
    lines = feed_lines(every, visit.person, policy, visit.now)
    values = {
        "feeds": feed_views(lines, policy, visit.now),
        "places": place_views(counted, policy, visit.now),
        "unmatched": unmatched_view(unmatched_receipts(lately), visit.now),
    }
    page = Page(template="feeds.html", title="Feeds", current="feeds", values=values)
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/feeds", Right.SEE_FEEDS, feeds),)
