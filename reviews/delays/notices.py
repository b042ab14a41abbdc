"""How long the first and the full notice took, and which team took the receipt. Pure.

Both stand beside the clocks: a clock ends at any notice, these ask which one it was.
"""

from enum import StrEnum

from reviews.delays.observing import ZERO, LeftOut, Looked, Observation, observe, why_never
from schemas.clocks import TimesDisagree, elapsed
from schemas.moments import Moment
from schemas.records import Case
from schemas.words import ChildrenKnown, Clock, Milestone, Notice, ReceivedBy


class NoticeLeg(StrEnum):
    """What is timed between the police's knowledge, the first notice and the full one."""

    TO_FIRST = "reported_to_first"
    TO_FULL = "reported_to_full"
    FIRST_TO_FULL = "first_to_full"


class Taker(StrEnum):
    """Who took the receipt: by its message or, where that does not say, by the hour alone."""

    MASH = "mash"
    EDT = "edt"
    UNNAMED_OPEN = "unnamed_open"
    """The message names no team; the front door was open."""
    UNNAMED_CLOSED = "unnamed_closed"
    """The message names no team; the front door was closed."""


def observe_notice(case: Case, leg: NoticeLeg, looked: Looked) -> Observation | LeftOut:
    """Return how long a notice took, "at least so long" while it is still to come.

    A full notice is still to come also where the council has decided without it. Of a case that
    the front door has and of which nobody said which notice it was nothing is known here, nor of
    the first notice of one that came as a full one.
    """
    start = _start(case, leg)
    if start is None and leg is NoticeLeg.FIRST_TO_FULL:
        return LeftOut.NOT_APART
    if (why := why_never(case, start, looked)) is not None or start is None:
        return why or LeftOut.START_UNKNOWN
    end = case.notices.get(Notice.FIRST if leg is NoticeLeg.TO_FIRST else Notice.FULL)
    if end is not None and end.earliest <= looked.as_of:
        return _ended(case, start, end, looked)
    if end is None and (why := _why_not_open(case, leg)) is not None:
        return why
    waited = max(looked.as_of - start.latest, ZERO)
    return Observation(at_least=waited, at_most=None, risk=case.risk)


def _start(case: Case, leg: NoticeLeg) -> Moment | None:
    if leg is NoticeLeg.FIRST_TO_FULL:
        return case.notices.get(Notice.FIRST)
    return case.milestones.get(Milestone.REPORTED)


def _ended(case: Case, start: Moment, end: Moment, looked: Looked) -> Observation | LeftOut:
    try:
        length = elapsed(start, end)
    except TimesDisagree:
        return LeftOut.TIMES_DISAGREE
    at_most = min(length.upper, looked.as_of - start.earliest)
    return Observation(at_least=length.lower, at_most=at_most, risk=case.risk)


def _why_not_open(case: Case, leg: NoticeLeg) -> LeftOut | None:
    if case.is_closed:
        return LeftOut.NO_LONGER_EXPECTED
    if case.children_known is ChildrenKnown.NOT_YET:
        return LeftOut.CHILDREN_NOT_YET_KNOWN
    is_known_in_part = leg is not NoticeLeg.TO_FIRST and Notice.FIRST in case.notices
    return None if case.is_waiting or is_known_in_part else LeftOut.NOT_APART


def observe_taken(case: Case, looked: Looked) -> tuple[Taker, Observation] | None:
    """Return who took the receipt, and how long it took; None while nobody has it.

    Where the message names no team an exact time says whether the front door was open.
    """
    said = observe(case, Clock.DUTY, looked)
    taker = _taker(case, looked)
    if taker is None or not isinstance(said, Observation) or said.is_open:
        return None
    return taker, said


def _taker(case: Case, looked: Looked) -> Taker | None:
    match case.received_by:
        case ReceivedBy.MASH:
            return Taker.MASH
        case ReceivedBy.EDT:
            return Taker.EDT
        case None:
            return _taker_by_hour(case, looked)


def _taker_by_hour(case: Case, looked: Looked) -> Taker | None:
    if case.received is None or not case.received.is_exact:
        return None
    hours = looked.policies.versions[-1].hours(case.local_authority)
    is_open = hours.is_open(case.received.earliest)
    return Taker.UNNAMED_OPEN if is_open else Taker.UNNAMED_CLOSED
