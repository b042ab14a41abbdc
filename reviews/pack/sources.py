"""What each source told, how exactly, and what was wrong with it: counted message by message. Pure.

The state keeps only the time that counts; who told it, and how, stands in the messages.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import exp, lgamma, log, log1p

from schemas.facts import Fact
from schemas.moments import LONDON, Moment, local_day, whole_day
from schemas.records import Case
from schemas.words import Flag, MessageType, Milestone, Notice

FULL_HOUR_CHANCE = 1 / 60
"""How many of all times lie within the first minute of an hour by chance."""

MIDNIGHT_CHANCE = 1 / 1440
"""How many lie within the first minute of a day by chance; fewer, since few report at night."""

RARE = 0.001
"""Less likely by chance than this is called rounding. Source: as the alarms of silence, contract
section 3; an assumption for times.
"""


class Count(StrEnum):
    """What is counted of a source."""

    MESSAGES = "messages"
    INCIDENTS = "incidents"
    """Incidents that it reported, each once."""
    NEVER_SENT = "never_sent"
    """Of these: still expected, and nobody told a sending."""
    RECEIPTS = "receipts"
    """Incidents of which it told a receipt, each once."""
    NO_CONTACT = "no_contact"
    """Of these: nobody told of a contact."""
    UNMATCHED = "unmatched"
    """Of these: the police told of no incident they belong to."""
    DISAGREE = "times_disagree"
    SKEW = "clock_skew"
    CORRECTIONS = "corrections"
    RESENDS = "resends"
    CONFLICTS = "conflicts"
    QUARANTINED = "quarantined"
    """All that could not be taken as it came, conflicts among them."""
    QUARANTINE_OPEN = "quarantine_open"
    NUMBERS_MISSING = "numbers_missing"
    DAILY_COUNTS = "daily_counts"


@dataclass(slots=True, kw_only=True)
class Times:
    """How one source told the times of one milestone."""

    told: int = 0
    dates: int = 0
    ranges: int = 0
    full_hours: int = 0
    midnights: int = 0

    @property
    def exact(self) -> int:
        """How many are known to the second."""
        return self.told - self.dates - self.ranges

    @property
    def is_rounded(self) -> bool:
        """Whether more lie on the full hour, or at midnight, than chance gives."""
        return (
            chance_of_so_many(self.full_hours, self.exact, FULL_HOUR_CHANCE) < RARE
            or chance_of_so_many(self.midnights, self.exact, MIDNIGHT_CHANCE) < RARE
        )

    def add(self, at: Moment) -> None:
        """Count one time; a full hour and midnight are those of the clock in London."""
        self.told += 1
        if not at.is_exact:
            is_date = at == whole_day(local_day(at.earliest))
            self.dates += is_date
            self.ranges += not is_date
        elif at.earliest.minute == 0:
            self.full_hours += 1
            self.midnights += at.earliest.astimezone(LONDON).hour == 0


def chance_of_so_many(found: int, of: int, chance: float) -> float:
    """Return how likely at least so many are of so many by chance alone (binomial)."""
    if found <= of * chance:
        return 1.0
    ways = lgamma(of + 1) - lgamma(found + 1) - lgamma(of - found + 1)
    term = exp(ways + found * log(chance) + (of - found) * log1p(-chance))
    total, odds = 0.0, chance / (1 - chance)
    for number in range(found, of + 1):
        total += term
        term *= (of - number) / (number + 1) * odds
        if term < total * 1e-12:
            break
    return min(total, 1.0)


@dataclass(slots=True, kw_only=True)
class Sources:
    """What the messages of a period tell, by source."""

    counts: dict[str, Counter[Count]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[tuple[str, Milestone], Times] = field(default_factory=lambda: defaultdict(Times))

    def add(self, case: Case, facts: Iterable[Fact], as_of: datetime) -> None:
        """Count the messages about one case that were sent by an instant."""
        told = [fact for fact in facts if fact.time <= as_of]
        for fact in told:
            self._count(fact)
        reported, received = _tellers(told, _REPORTED), _tellers(told, _RECEIVED)
        reached = {name for name, at in case.milestones.items() if at.earliest <= as_of}
        has_no_sending = not case.is_closed and Milestone.SENT not in reached
        self._add(reported, {Count.INCIDENTS: True, Count.NEVER_SENT: has_no_sending})
        self._add(
            received,
            {
                Count.RECEIPTS: True,
                Count.NO_CONTACT: reached.isdisjoint(_CONTACT),
                Count.UNMATCHED: case.is_unmatched_receipt,
            },
        )
        doubts = {flag: flag in case.flags for flag in _DOUBTS}
        # Nobody can say whose time is wrong where two disagree: it counts at both.
        self._add(reported | received, {_DOUBTS[flag]: is_so for flag, is_so in doubts.items()})

    def _count(self, fact: Fact) -> None:
        counted = self.counts[fact.source]
        counted[Count.MESSAGES] += 1
        counted[Count.CORRECTIONS] += fact.type is MessageType.INCIDENT_CORRECTED
        counted[Count.RESENDS] += fact.notice is Notice.RESEND
        for name, at in _times(fact):
            self.times[fact.source, name].add(at)

    def _add(self, sources: Iterable[str], found: Mapping[Count, bool]) -> None:
        for source in sources:
            for count, is_so in found.items():
                self.counts[source][count] += is_so


_REPORTED, _RECEIVED = MessageType.INCIDENT_REPORTED, MessageType.NOTIFICATION_RECEIVED
_CONTACT = frozenset({Milestone.RECORDED, Milestone.DECIDED})
_DOUBTS = {Flag.TIMES_DISAGREE: Count.DISAGREE, Flag.CLOCK_SKEW: Count.SKEW}


def _tellers(facts: Sequence[Fact], kind: MessageType) -> set[str]:
    return {fact.source for fact in facts if fact.type is kind}


def _times(fact: Fact) -> Iterator[tuple[Milestone, Moment]]:
    """Yield the plain times that a message tells."""
    name = fact.milestone_told
    if name is not None and fact.at is not None:
        yield name, fact.at
    if fact.home is not None and fact.home.reported is not None:
        yield Milestone.REPORTED, fact.home.reported
