"""Doing a unit of work again where the database asks for it."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

Result = TypeVar("Result")

ATTEMPTS = 4
"""How often a unit of work is tried. Source: assumption; with the pauses it takes under 2 s."""

FIRST_PAUSE_SECONDS = 0.1
"""How long to wait before the second try; doubled before each further one. Assumption."""

_TRY_AGAIN = frozenset({"40001", "40P01", "55P03", "23505"})
"""Serialisation failure, deadlock, lock not available, and a row that another process wrote first:
read anew it is a repeat, or a rung that has rung. Source: PostgreSQL, Appendix A.
"""

PATIENCE_SECONDS = 5.0
"""After so long no further try is made on a server that is away: each waits for an answer itself.

Source: assumption; a stop must not wait for more than two of them.
"""

_NO_ROOM, _GOING = ("53", "55P03", "40001", "40P01"), ("08", "57P0")
"""How the codes begin by which a server says that it has no room or no turn for us, and that it is
going away or coming back. Source: PostgreSQL, Appendix A.
"""

_BUSY, _LOCKED = 5, 6
"""Primary result codes. Source: sqlite.org/rescode.html."""


class CommitUnknown(Exception):
    """The connection was lost during COMMIT: the work may be done or not; re-read it by id."""


def retrying(
    work: Callable[[], Result],
    *,
    pause: Callable[[float], None] = time.sleep,
    steady_seconds: Callable[[], float] = time.monotonic,
) -> Result:
    """Do a whole unit of work, again from its start where the database says to try again.

    The work must open its own transaction, so that a new try sees new rows.

    Raises:
        CommitUnknown: At once, never retried: only the caller knows by which id to look.
        DBAPIError: The last try failed too, or trying again would not help.
    """
    began = steady_seconds()
    for attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except DBAPIError as error:
            lasted = steady_seconds() - began
            if not worth_trying_again(error) or (is_away(error) and lasted > PATIENCE_SECONDS):
                raise
        pause(FIRST_PAUSE_SECONDS * 2**attempt)
    return work()


def worth_trying_again(error: DBAPIError) -> bool:
    """Whether the same work may succeed: a deadlock, a busy file, a lost or refused connection."""
    sqlite_code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in {_BUSY, _LOCKED}
    return is_away(error) or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN


def is_away(error: BaseException) -> bool:
    """Whether a server does not answer: the connection was lost or refused, or it is starting."""
    if isinstance(error, CommitUnknown):
        return True
    if not isinstance(error, DBAPIError) or hasattr(error.orig, "sqlite_errorcode"):
        return False
    # psycopg knows no code where the server never answered: refused, timed out, cut off.
    state: str | None = getattr(error.orig, "sqlstate", "")
    never_answered = state is None and isinstance(error, OperationalError)
    return error.connection_invalidated or never_answered or (state or "").startswith(_GOING)


def may_pass(error: BaseException) -> bool:
    """Whether waiting helps: the server is away, or cannot do it now."""
    return is_away(error) or is_short_of_room(error)


def is_short_of_room(error: BaseException) -> bool:
    """Whether a server answers but cannot do it now: a full disk, no connection free, a lock."""
    if isinstance(error, NoneFree):  # all connections of our own pool are at work
        return True
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return (state or "").startswith(_NO_ROOM)
