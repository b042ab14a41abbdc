"""The messages that could not be read."""

from starlette.responses import Response

from alerts.board.asking import Reads
from alerts.board.board import HOME
from alerts.board.pages import Page, answer
from alerts.board.quarantine_view import quarantine_view, unread
from alerts.board.rights import Right
from alerts.board.visit import Visit


def quarantine(visit: Visit) -> Response:
    """Show the messages that could not be read."""
    with visit.board.database.read() as connection:
        found = unread(connection)
    values = {"view": quarantine_view(found, visit.now)}
    page = Page(template="quarantine.html", title="Quarantine", current="quarantine", values=values)
    return answer(visit, page)


ROUTES = (Reads(f"{HOME}/quarantine", Right.SEE_QUARANTINE, quarantine),)
