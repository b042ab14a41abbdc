"""How it stands with each feed."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.feed_day_view import place_views
from alerts.board.feed_days import counted_places
from alerts.board.feed_unmatched import ended_lately, unmatched_receipts
from alerts.board.feed_unmatched_view import unmatched_view
from alerts.board.feed_view import feed_views
from alerts.board.pages import Page, answer
from alerts.board.people import Person
from alerts.board.rights import Right
from alerts.board.scope import policy_seen
from alerts.board.visit import Visit
from alerts.heard_feeds import heard_feeds
from schemas.feeds import Feed


def feeds(visit: Visit) -> Response:
    """Show how it stands with each feed."""
    board = visit.board
    policy = board.house.policies.at(visit.now)
    with board.database.read() as connection:
        heard = [feed for feed in heard_feeds(connection) if _is_theirs(feed, visit.person)]
        counted = counted_places(connection, visit.person, policy, visit.now)
        lately = ended_lately(connection, visit.person, policy, visit.now)
    values = {
        "feeds": feed_views(heard, policy_seen(visit.person, policy), visit.now),
        "places": place_views(counted, policy, visit.now),
        "unmatched": unmatched_view(unmatched_receipts(lately), visit.now),
    }
    page = Page(template="feeds.html", title="Feeds", current="feeds", values=values)
    return answer(visit, page)


def _is_theirs(feed: Feed, person: Person) -> bool:
    """Whether somebody may see a feed: not of a council or force that they do not see.

    One that named none may be anybody's.
    """
    return _sees(feed.local_authority, person.councils) and _sees(feed.force, person.forces)


def _sees(code: str | None, theirs: frozenset[str] | None) -> bool:
    return theirs is None or code is None or code in theirs


ROUTES = (Reads(f"{HOME}/feeds", Right.SEE_FEEDS, feeds),)
