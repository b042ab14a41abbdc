"""What was just done, said once on the page where it was: no address that is typed or sent says it.

The word for it travels in a cookie of that page alone, signed for this browser; the page takes it
away as it shows it. Nothing is stored here, so that opening a page changes nothing.
"""

from collections.abc import Mapping

from starlette.responses import Response

from alerts.board.pages import see_other
from alerts.board.visit import Visit

DONE_COOKIE = "danm_done"

GOOD_FOR_SECONDS = 60
"""How long a browser may take to the page it is sent to. Source: assumption; a slow line."""


def done_at(visit: Visit, path: str, deed: str) -> Response:
    """Send the browser to the page of what it did, which then says so."""
    response = see_other(path)
    response.set_cookie(
        DONE_COOKIE,
        visit.token(_purpose(path, deed)),
        max_age=GOOD_FOR_SECONDS,
        httponly=True,
        samesite="lax" if visit.board.has_sign_in else "strict",
        secure=visit.board.is_encrypted,
        path=path,
    )
    return response


def done_words(visit: Visit, path: str, words: Mapping[str, str]) -> str:
    """Return what is to be said of what this browser just did on a page; empty for nothing."""
    held = visit.request.cookies.get(DONE_COOKIE, "")
    tokens = visit.board.tokens
    said = (
        words[deed] for deed in words if tokens.is_ours(held, visit.cookie, _purpose(path, deed))
    )
    return next(said, "") if held else ""


def said(response: Response, path: str) -> Response:
    """Return the page that said it; its browser then holds the word no longer."""
    response.delete_cookie(DONE_COOKIE, path=path)
    return response


def _purpose(path: str, deed: str) -> str:
    return f"done {path}/{deed}"
