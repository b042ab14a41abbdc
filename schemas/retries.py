"""Doing a unit of work again where the database asks for it."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

Result = TypeVar("Result")

ATTEMPTS = 4
"""How often a unit of work is tried. Source: assumption; with the pauses it takes under 2 s."""

FIRST_PAUSE_SECONDS = 0.1
"""How long to wait before the second try; doubled before each further one. Assumption."""

_TRY_AGAIN = frozenset({"40001", "40P01", "55P03", "23505"})
"""Serialisation failure, deadlock, lock not available, and a row that another process wrote first:
read anew it is a repeat, or a rung that has rung. Source: PostgreSQL, Appendix A.
"""

_BUSY, _LOCKED = 5, 6
"""Primary result codes. Source: sqlite.org/rescode.html."""


class CommitUnknown(Exception):
    """The connection was lost during COMMIT: the work may be done or not; re-read it by id."""


def retrying(work: Callable[[], Result], *, pause: Callable[[float], None] = time.sleep) -> Result:
    """Do a whole unit of work, again from its start where the database says to try again.

    The work must open its own transaction, so that a new try sees new rows.

    Raises:
        CommitUnknown: At once, never retried: only the caller knows by which id to look.
        DBAPIError: The last try failed too, or trying again would not help.
    """
    for attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except DBAPIError as error:
            if not worth_trying_again(error):
                raise
        pause(FIRST_PAUSE_SECONDS * 2**attempt)
    return work()


def worth_trying_again(error: DBAPIError) -> bool:
    """Whether the same work may succeed: a deadlock, a busy file, a lost or refused connection."""
    if error.connection_invalidated:
        return True
    sqlite_code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in {_BUSY, _LOCKED}
    # psycopg knows no code where the server never answered: refused, timed out, cut off.
    state: str | None = getattr(error.orig, "sqlstate", "")
    return state in _TRY_AGAIN or (state is None and isinstance(error, OperationalError))
