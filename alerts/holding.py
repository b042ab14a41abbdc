"""Having a case in hand: who may say so, until when, and what it stops. Pure.

It stops one thing, that a senior is told, and that only until it lapses: then the case comes back.
It never hides a case, and never stops the top limit, an alarm of lateness, or any other.
"""

from datetime import datetime, timedelta

from alerts.person_names import read_name
from alerts.plain_words import duration_words, london_words
from schemas.in_hand import Hold
from schemas.moments import CLOCKS_APART
from schemas.records import Case, Marks
from schemas.trouble import Trouble
from schemas.words import Clock, HoldReason, Rung

LONGEST_HOLD = timedelta(hours=8)
"""How far ahead the next look may be. Source: design, "Retention": a shift, then it lapses."""

REASONS = {
    HoldReason.RANG_POLICE_DESK: "rang the police desk",
    HoldReason.RANG_CONTROL_ROOM: "rang the control room",
    HoldReason.ALLOCATED_WORKER_KNOWS: "the allocated worker knows",
    HoldReason.OTHER: "another reason",
}


class CannotHold(Trouble):
    """A case cannot be taken in hand as was asked."""


def comes_back_at(due_at: datetime, held_until: datetime | None, now: datetime) -> datetime:
    """Return when a senior is told: when due, or when the case is no longer in hand, if later.

    ``held_until`` is None where nobody ever had it in hand. One further from ``now`` than anybody
    can promise was signed by a clock that has gone back since, and delays nothing.
    """
    if held_until is None or held_until > now + LONGEST_HOLD + CLOCKS_APART:
        return due_at
    return max(due_at, held_until)


def check_hold(code: str, case: Case, hold: Hold) -> Hold:
    """Return a hold as it may be stored: its name tidied.

    Raises:
        UnusableName: The name cannot be kept.
        CannotHold: Nobody waits in this case, or the next look is not within the hours ahead.
    """
    if not case.is_waiting:
        raise CannotHold(
            f"{code} does not wait any more, so nothing of it is to be stopped",
            f"see how it stands: danm incidents --handle {code}",
        )
    if hold.check_at <= hold.at:
        raise CannotHold(
            f"the next look ({london_words(hold.check_at)}) lies in the past",
            f"give one within {duration_words(LONGEST_HOLD)} from now",
        )
    if hold.check_at > hold.at + LONGEST_HOLD:
        raise CannotHold(
            f"the next look ({london_words(hold.check_at)}) is more than "
            f"{duration_words(LONGEST_HOLD)} ahead",
            f"give {london_words(hold.at + LONGEST_HOLD)} at the latest; it can be said again then",
        )
    name = None if hold.name is None else read_name(hold.name)
    return Hold(at=hold.at, name=name, reason=hold.reason, check_at=hold.check_at)


def is_senior_told(marks: Marks) -> bool:
    """Whether a senior was told already, so that a hold only shows who has the case."""
    rung = (one for one in marks.claims if (one.clock, one.rung) == (Clock.DUTY, Rung.ESCALATE))
    return any(not claim.is_silent for claim in rung)


def hold_words(hold: Hold) -> str:
    """Return who has it, why, and until when: "A. Smith rang the police desk, looks again …"."""
    return (
        f"{hold.name or 'somebody'}: {REASONS[hold.reason]}; "
        f"looks again {london_words(hold.check_at)}"
    )
