"""The answer to an access request, and what it must say beside what is held. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from consumer.subject.held import HeldCase
from consumer.subject.search import FileDigests, InQuarantine
from schemas.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything that was found for one reference; the reference itself is not part of it."""

    asked_at: datetime
    asked_by: str
    cases: tuple[HeldCase, ...] = field(repr=False)
    quarantine: InQuarantine
    file_digests: tuple[FileDigests, ...]
    retention: Retention
    purged_at: datetime | None = None
    """When a case of this reference was removed by age; None where none was."""
    last_purge: datetime | None = None
    """When what is too old was last removed; None where it never was."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        held = self.cases or self.quarantine.naming or self.file_digests
        return not held and self.purged_at is None


NOT_HELD = (
    "names, addresses, telephone numbers and birth dates: an age band stands for each child",
    "schools, free text, police officers and social workers by name, but for who says here that "
    "they have a case in hand or enter something by hand",
    "the references of children and households: only keyed hashes of them, which nobody can turn "
    "back",
)
"""What is never taken in. Source: domain, "Personal data"; unknown fields are refused."""

ELSEWHERE = (
    "lists at fixed hours name every case that waits; which list named which case is not kept",
    "messages that were sent (e-mail, text messages, Teams, webhooks) are with whoever received "
    "them; they name a case code, and the reference only where a route was set up to tell it",
    "topics of the message broker, files in inbox folders, exports, backups and log files are "
    "outside the database and were not searched; no log file holds a reference",
    "figures on dashboards count every case once and name none; they are kept for ever",
)
"""What the database cannot answer for."""


def kept(retention: Retention) -> tuple[tuple[str, str], ...]:
    """Return what is kept how long. Source: design, "Retention"; not agreed yet."""
    names, cases = f"{retention.names.days} days", f"{retention.case_months} months"
    reference = f"{retention.reference.days} days after the decision on it, or the last word"
    return (
        ("the police reference (encrypted)", reference),
        ("names of whoever has a case in hand or enters something", names),
        ("messages that could not be read", f"{retention.quarantined.days} days"),
        ("cases, with their milestones, results and alarms", f"{cases} after the last word"),
        ("a keyed hash of the reference of a case that was removed", "for ever"),
        ("the audit: who did what to which case code", "for ever"),
        ("messages on the broker's topics", "14 days"),
        ("counts, without any case", "for ever"),
    )


NOT_AGREED = (
    "These are proposals until council and force have agreed on them in the impact assessment. A "
    "case that waits, or belongs to one that does, is kept longer."
)
