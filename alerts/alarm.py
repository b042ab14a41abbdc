"""An alarm about one case, and what it is decided from: the nouns of the rules. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.deadlines import IsLive
from schemas.policy import Policy
from schemas.records import Case, Marks
from schemas.words import Clock, Kind, Role, Rung


class Reason(StrEnum):
    """Why an alarm rings: the words of the audit and of the alert's ``reason``."""

    DUE = "due"
    KNOWN_LATE = "known late"
    REGRADED = "regraded"
    LATE_RECEIPT = "received late"
    WAIT_OVER = "the wait is over"
    NOT_SHARED = "not shared by policy"
    CHILDREN_NOT_KNOWN = "children not known yet"
    SAME_HOME = "same home as an earlier case that still waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm about a case, before it is addressed and worded.

    ``roles`` are canonical: whether EDT stands in goes by the hour at which it is raised.
    ``sort`` tells alarms of equal kind, clock and rung apart; ``stands_for`` names the lower rungs.
    """

    kind: Kind
    rung: Rung
    clock: Clock
    due_at: datetime
    raised_at: datetime
    roles: frozenset[Role]
    reason: Reason
    sort: str = ""
    stands_for: tuple[Rung, ...] = ()
    other_case: str | None = None

    @property
    def why(self) -> str:
        """The reason in words; it names the rungs this alarm stands for."""
        if self.stands_for:
            return f"{self.reason}: {', '.join([*self.stands_for, self.rung])}"
        return f"{self.reason} {self.other_case}" if self.other_case else self.reason.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a case's alarms depend on beside it: council's feed, home, whether it is in hand."""

    contact_live: IsLive
    earlier_case: str | None = None
    """The case code of an earlier case of the same home that still waits."""
    held_until: datetime | None = None
    """Until when somebody has the case in hand; None where nobody ever had."""
    live_since: datetime | None = None
    """What was due before it is history; None where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One case looked at, at one instant."""

    case: Case
    policy: Policy
    now: datetime
    around: Surroundings


Outcome = tuple[list[Alarm], Marks]
"""What one rule rings, and the marks it leaves to the next."""
