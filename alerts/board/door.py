"""Who may ask for a page: whoever signs in under the board's own name; without, this machine alone.

Where nobody signs in a page answers only where the address listened on is this machine's own, the
name asked for is too (or another site's name could be pointed here), and no other server stands
between, which would let the whole world in by this machine's address.
"""

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.board.board import CASE, HOME, Board, is_loopback
from alerts.board.pages import HEADERS

FORBIDDEN = 403

_PORT = re.compile(r":[0-9]{1,5}$")

_BETWEEN = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
"""What a server adds that stands between."""

NOT_LOOPBACK = (
    "The board is not shown here. No sign-in is set up, so it answers only on this machine's own "
    "address, and this process listens on another.\n"
    "Set up sign-in (the settings under [board]). Or:\n"
    "Set http.host to 127.0.0.1 (DANM_HTTP__HOST) and open the board on this machine, or through "
    "an SSH tunnel to it.\n"
)
WRONG_NAME = (
    "The board answers only under the names of this machine itself: localhost, 127.0.0.1 and "
    "[::1].\nOpen it under one of these.\n"
)
THROUGH_ANOTHER = (
    "The board is not shown through another server. No sign-in is set up, so whoever reaches "
    "that server would see it.\nOpen it on this machine itself, or through an SSH tunnel to it.\n"
)


WRONG_HOST = (
    "The board answers only under its own name, which is that of board.public_url.\n"
    "Open it under that name.\n"
)


def refusal(board: Board, headers: dict[bytes, bytes]) -> str | None:
    """Return why a page is not shown, in plain words; None where it is. Pure."""
    if not board.is_open:
        return NOT_LOOPBACK
    name = _PORT.sub("", headers.get(b"host", b"").decode("latin-1"))
    if board.sign_in is not None:
        return None if name.strip("[]").lower() == board.sign_in.host else WRONG_HOST
    if not _BETWEEN.isdisjoint(headers):
        return THROUGH_ANOTHER
    return None if is_loopback(name) else WRONG_NAME


def is_page(path: str) -> bool:
    """Whether a path is the board's: metrics and health beside it are asked for by programs."""
    return path == "/" or any(path == at or path.startswith(f"{at}/") for at in (HOME, CASE))


class Door:
    """Lets requests for pages in, or says why not; everything else passes."""

    def __init__(self, app: ASGIApp, board: Board) -> None:
        """Take the app that answers, and the board whose door it is."""
        self._app = app
        self._board = board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse before anything is read."""
        why = None
        if scope["type"] == "http" and is_page(scope["path"]):
            why = refusal(self._board, dict(scope["headers"]))
        if why is None:
            await self._app(scope, receive, send)
            return
        # The door stands before what adds headers to every other answer.
        await PlainTextResponse(why, FORBIDDEN, HEADERS)(scope, receive, send)
