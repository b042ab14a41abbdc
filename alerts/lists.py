"""What one list holds: who waits, who no longer does, and how far anybody can know. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from alerts.feed_progress import FeedProgress
from schemas.in_hand import Hold
from schemas.outages import Outage
from schemas.words import AgeBand, Disposition, Flag, ListSort, Risk, Role, Rung, State

OF_ANOTHER_COUNCIL = "a case of another council"
"""What stands for the case code of a case that is not on the lists of those who read.

That the home is known twice is the strongest sign of harm and is said; which case it is, is the
other council's to say. Source: assumption, to agree by both councils.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedChildren:
    """The children of one case as every list names them; ``children`` is None where unknown."""

    case_code: str
    children: int | None
    youngest: AgeBand
    risk: Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One case of which the police know and the front door was not told."""

    about: ListedChildren
    grade_for_targets: Risk
    """The grade whose limit holds: stricter than the risk where the youngest is a baby."""
    waiting_since: datetime | None
    """None where nobody told when the police knew."""
    late_at: datetime | None
    """The instant at which it becomes late; None where no start is known."""
    rung: Rung | None
    """The highest alarm so far."""
    is_new: bool
    """Whether it was first heard of after this role's last list."""
    is_from_last_shift: bool
    """Whether it was warned of just before the shift ended that has gone home."""
    same_home: tuple[str, ...]
    """Other cases in the same home: the case code, or that it is of another council."""
    hold: Hold | None
    """Who has it in hand; None where nobody has."""
    flags: frozenset[Flag]
    is_council_known: bool
    """False where the police have not said which council: it is then on every list."""
    local_authority: str | None = None
    """The council's code, where a list about several must tell them apart."""

    def is_late(self, at: datetime) -> bool:
        """Whether the limit is past; at the very instant it is."""
        return self.late_at is not None and self.late_at <= at

    def waited(self, at: datetime) -> timedelta | None:
        """Return how long it has waited; None where no start is known."""
        return None if self.waiting_since is None else max(at - self.waiting_since, timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRow:
    """One case whose wait is over, and that had been late."""

    about: ListedChildren
    state: State
    disposition: Disposition | None
    """Why no notification is expected any more; None where the front door was told."""
    received_at: datetime | None
    """At the latest: of a receipt known only to the day, the end of it."""
    waited: timedelta | None
    """At least; None where that is not known."""
    late_by: timedelta | None
    """At least; None where it was not late, or nobody can tell."""
    is_by_hand: bool = False
    """Whether people said that it came, and the case system has not yet."""
    received_from: datetime | None = None
    """At the earliest, where that is not the latest too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupRow:
    """One notification that the front door has and nobody has recorded, past its limit."""

    about: ListedChildren
    received_at: datetime
    late_at: datetime
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceFeeds:
    """Whether the police feeds of a council can be relied on, and how far all are complete.

    ``complete_to`` is None where one does not say it, ``last_message_at`` where none was heard.
    """

    is_trusted: bool
    complete_to: datetime | None
    last_message_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAlarm:
    """An alarm about a feed or a message that a digest names: what, and what was seen."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What a list is made of, as known at ``now``. Rows stand in the order in which they are read.

    ``title`` and ``lead`` are the subject and the first lines of a digest, without anything that
    names a case; empty where the usual ones are right.
    """

    sort: ListSort
    role: Role
    due_at: datetime
    now: datetime
    council_name: str | None
    """None where the list is about every council."""
    front_door_name: str | None
    force_names: tuple[str, ...]
    last_list_at: datetime | None
    """When this role's last list was due; None before the first."""
    waiting: tuple[WaitingRow, ...]
    police: PoliceFeeds
    feeds: tuple[FeedProgress, ...]
    ring: tuple[str, ...]
    """Whom to ring; empty where no number is set up."""
    is_shadow: bool
    is_simulated: bool
    title: str = ""
    lead: tuple[str, ...] = ()
    arrived_late: tuple[EndedRow, ...] = ()
    unnamed: tuple[WaitingRow, ...] = ()
    """The police say that there are children, and not yet which."""
    pickups: tuple[PickupRow, ...] = ()
    ended: tuple[EndedRow, ...] = ()
    """Those that had been late and do not wait any more, since the last list."""
    alarms: tuple[FeedAlarm, ...] = ()
    troubles: tuple[str, ...] = ()
    """What is still wrong with feeds and messages, a sentence each."""
    unread_since: datetime | None = None
    """Since when messages have come that we have not read; None where we keep up."""
    outages: tuple[Outage, ...] = ()
    """Times lately in which nobody looked at the clock."""

    @property
    def can_tell(self) -> bool:
        """Whether nobody on the list means nobody of whom the police have told."""
        return self.police.is_trusted and self.unread_since is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many children and notifications some rows are."""

    notifications: int
    children: int
    """Those whose number is known."""
    is_at_least: bool
    """Whether the number of children is not known of some."""


def numbers_of(rows: Iterable[WaitingRow]) -> Numbers:
    """Return how many children and notifications wait: a number nobody told is never 0."""
    known = [row.about.children for row in rows]
    return Numbers(
        notifications=len(known),
        children=sum(children or 0 for children in known),
        is_at_least=None in known,
    )


def longest(rows: Iterable[WaitingRow]) -> WaitingRow | None:
    """Return the row that has waited longest; None where none has a known start."""
    known = [(row.waiting_since, row) for row in rows if row.waiting_since is not None]
    return min(known, key=itemgetter(0))[1] if known else None


def split_late(
    rows: Iterable[WaitingRow], at: datetime
) -> tuple[list[WaitingRow], list[WaitingRow]]:
    """Return those past their limit and those still in time, each in the order given."""
    late: list[WaitingRow] = []
    in_time: list[WaitingRow] = []
    for row in rows:
        (late if row.is_late(at) else in_time).append(row)
    return late, in_time
