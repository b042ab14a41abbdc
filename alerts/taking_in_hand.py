"""Somebody takes a waiting case in hand, or gives it up: what board and command line both call."""

from dataclasses import dataclass

from sqlalchemy import Connection

from alerts.holding import CannotHold, check_hold, is_senior_told
from schemas.auditing import Signature
from schemas.database import Database, retrying
from schemas.holds import CaseRow, end_hold, hold_of, locked_case, put_hold
from schemas.in_hand import Hold
from schemas.pictures import load_case, load_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """A case as it stands once it was taken in hand."""

    hold: Hold
    earlier: Hold | None
    """The hold that this one took the place of; None where nobody had it in hand."""
    is_senior_told: bool
    """Whether a senior was told before: then the hold only shows who has the case."""


def as_read(hold: Hold | None) -> str:
    """Return which hold somebody has read of, as a form carries it; empty where there is none."""
    return "" if hold is None else hold.at.isoformat()


def take_in_hand(
    database: Database, code: str, hold: Hold, by: Signature, over: str | None = None
) -> InHand:
    """Store that somebody has a case in hand, in one transaction with its audit row.

    ``over`` is whose hold they have read of (see `as_read`), None where they replace whichever
    there is.

    Raises:
        CannotHold: No such case, nobody waits in it, the next look is not within 8 h, or somebody
            else has taken it or given it up since it was read.
        UnusableName: The name cannot be kept.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    return retrying(lambda: _take(database, code, hold, by, over))


def give_up(database: Database, code: str, by: Signature, over: str | None = None) -> Hold:
    """Store that a case is in nobody's hand any more; return the hold that ended.

    Raises:
        CannotHold: No such case, nobody has it in hand, or somebody else has taken it since.
        CommitUnknown: The connection was lost during COMMIT; to say it again is safe.
    """
    return retrying(lambda: _give_up(database, code, by, over))


def _take(database: Database, code: str, hold: Hold, by: Signature, over: str | None) -> InHand:
    with database.write() as connection:
        case = _case(connection, code)
        checked = check_hold(code, load_case(case.picture), hold)
        earlier = hold_of(connection, case, by.at)
        _check_as_read(code, earlier, over)
        put_hold(connection, case, checked, by)
    told = is_senior_told(load_marks(case.marks))
    return InHand(hold=checked, earlier=earlier, is_senior_told=told)


def _give_up(database: Database, code: str, by: Signature, over: str | None) -> Hold:
    with database.write() as connection:
        case = _case(connection, code)
        hold = hold_of(connection, case, by.at)
        if hold is None:
            raise CannotHold(f"nobody has {code} in hand", "there is nothing to give up")
        _check_as_read(code, hold, over)
        end_hold(connection, case, by)
    return hold


def _check_as_read(code: str, hold: Hold | None, over: str | None) -> None:
    """Check that nobody's word is replaced unread: their next look may be sooner."""
    if over is not None and over != as_read(hold):
        raise CannotHold(
            f"{code} was taken in hand or given up by somebody else meanwhile",
            "open the case again and see who has it",
        )


def _case(connection: Connection, code: str) -> CaseRow:
    case = locked_case(connection, code)
    if case is None:
        raise CannotHold(f"no case has the code {code}", "see the codes: danm waiting")
    return case
