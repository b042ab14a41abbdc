"""How it stands with each feed."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.feed_view import feed_views
from alerts.board.pages import Page, answer
from alerts.board.rights import Right
from alerts.board.visit import Visit
from alerts.heard_feeds import heard_feeds


def feeds(visit: Visit) -> Response:
    """Show how it stands with each feed."""
    board = visit.board
    with board.database.read() as connection:
        heard = heard_feeds(connection)
    views = feed_views(heard, board.house.policies.at(visit.now), visit.now)
    page = Page(template="feeds.html", title="Feeds", current="feeds", values={"feeds": views})
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/feeds", Right.SEE_FEEDS, feeds),)
