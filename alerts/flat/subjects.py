"""What the rows of the flat tables are about. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.lists import EndedRow
from schemas.alert import Alert
from schemas.facts import Fact
from schemas.legs import Leg
from schemas.listing import Listed
from schemas.records import Case
from schemas.refusals import Reason
from schemas.words import MessageType, Milestone, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstResult:
    """What the duty clock of an incident was first judged to be, which the counters count."""

    result: Verdict
    judged_at: datetime
    revisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident held, as its row of `incidents` tells.

    ``joined_to`` is the case code of the incident that this one duplicates, None while it stands
    alone; ``first`` is None until the duty clock was judged. ``facts`` are in the order in which
    they were sent.
    """

    listed: Listed
    facts: tuple[Fact, ...] = ()
    joined_to: str | None = None
    first: FirstResult | None = None

    @property
    def case(self) -> Case:
        """What is known of it."""
        return self.listed.case

    def word(self, name: str) -> str | None:
        """Return the last word that a message gave of this sort, None where none did."""
        return last_word(self.facts, name)


def last_word(facts: Sequence[Fact], name: str) -> str | None:
    """Return the last word of a sort among facts in the order in which they were sent.

    A receipt's own block fills only what no report gives. Source: contract section 2.
    """
    told = [fact for fact in facts if name in fact.words]
    reports = [fact for fact in told if fact.type is MessageType.INCIDENT_REPORTED]
    last = (reports or told)[-1:]
    return last[0].words[name] if last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedLate:
    """One incident of which the front door was told today, after the limit."""

    incident: Incident
    told: EndedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One message that could not be read and that nobody has settled, without a value of it."""

    quarantine_id: str
    reason: Reason
    source: str
    coordinates: str
    at: datetime
    clock_from: datetime | None
    """Since when a child may wait of whom it tells; None where that could not be read."""
    is_taken_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One leg of one incident that is over."""

    incident: Incident
    leg: Leg

    @property
    def ends(self) -> tuple[Milestone, Milestone]:
        """The milestones at which it began and ended."""
        start, _, end = self.leg.name.partition("_to_")
        return Milestone(start), Milestone(end)

    def at(self, place: int) -> datetime:
        """Return when it began (0) or ended (1); both are known to the second."""
        return self.incident.case.milestones[self.ends[place]].earliest


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One notice that the front door or EDT received; ``number`` counts those of its incident."""

    incident: Incident
    number: int
    fact: Fact


def receipts_of(incident: Incident) -> tuple[Receipt, ...]:
    """Return the receipts of an incident, in the order in which they were told."""
    told = (f for f in incident.facts if f.type is MessageType.NOTIFICATION_RECEIVED)
    return tuple(
        Receipt(incident=incident, number=number, fact=fact)
        for number, fact in enumerate(told, start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alert, and what became of it. ``code`` is None where it is about no case.

    ``accepted_at`` is when a channel first took it, ``delivered_at`` when one first said that every
    address has it, by itself or in a digest that names it; None where that has not happened, or
    where it only stood on a list.
    """

    alert: Alert
    code: str | None = None
    reference: str | None = None
    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    channels: tuple[str, ...] = ()
    is_in_digest: bool = False
