"""One case as the whole list of messages tells it, duplicates joined (contract section 2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.model import dispositions, notices_told, told
from tests.model.dispositions import Books
from tests.model.times import Message, Moment, earliest, instant

SKEW = timedelta(minutes=5)
"""Section 3: "A clock that would be negative by up to 5 minutes counts as 0"."""

BABIES = ("unborn", "0-3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known of the receipt: its time, whether it ends the wait, and what to flag."""

    at: Moment | None
    ends_the_wait: bool
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case at one instant; everything else is worked out from these."""

    ref: str
    force: str | None
    local_authority: str | None
    household: str | None
    children: dict[str, str]
    children_known: str
    grades: told.Grades
    milestones: dict[str, Moment]
    armed_from: datetime
    disposition: str | None
    is_closed: bool
    is_waiting: bool
    receipt_counts: bool
    notices: dict[str, Moment]
    received_by: str | None
    flags: tuple[str, ...]

    @property
    def risk(self) -> str:
        """Section 2: "`risk` is the last of all"; as graded, never uplifted."""
        return told.in_force(self.grades, datetime.max.replace(tzinfo=self.armed_from.tzinfo))

    @property
    def highest_risk(self) -> str:
        """Section 2: "`highest_risk` the strictest"."""
        return told.strictest([risk for _, risk in self.grades])

    @property
    def youngest(self) -> str:
        """Section 2: "the youngest known band, `unknown` where none is known"."""
        known = [band for band in self.children.values() if band != "unknown"]
        return min(known, key=told.AGES.index) if known else "unknown"

    @property
    def children_counted(self) -> int | None:
        """Section 4: "absent where unknown (`children` too; never 0 for unknown)"."""
        if self.children_known == "none":
            return 0
        return len(self.children) or None

    @property
    def state(self) -> str:
        """Section 2, "`state`": closed, else waiting, else the furthest of the rest."""
        if self.is_closed:
            return "closed"
        if self.is_waiting:
            return "waiting"
        reached = [m for m in ("received", "recorded", "decided") if m in self.milestones]
        return reached[-1]


def cases(messages: list[Message]) -> dict[str, Case]:
    """Every case of the kept messages, by reference."""
    books: Books = {}
    for m in messages:
        if "subject" in m:
            books.setdefault(m["subject"], []).append(m)
    return {ref: case(ref, books) for ref in sorted(books)}


def case(ref: str, books: Books) -> Case:
    """One case from its own messages and those of its duplicates.

    Choice: force, local authority, household and the flag `unreported` are from its own messages;
    only children, grades and milestones are taken from duplicates, as the contract lists them.
    The grades of each case hold as they do in that case, so the first risk of each holds from the
    start, no grade holds before it, and the stricter counts. A case that says there are no children
    is read as having none, even where an earlier message listed some.
    """
    own = books[ref]
    together = [books[name] for name in dispositions.members(ref, books)]
    milestones = milestones_of(together)
    receipt = receipt_of(together, milestones)
    if receipt.at is not None:
        milestones["received"] = receipt.at
    start = armed_from(together, milestones)
    known = children_known(together)
    is_closed = dispositions.ends_the_wait(ref, books) or known == "none"
    believed = believed_notices(together, milestones)
    flags = [*receipt.flags]
    flags += [] if told.of_type(own, told.REPORTED) else ["unreported"]
    flags += [] if "reported" in milestones else ["start_unknown"]
    moved_to = dispositions.local_authority_moved_to(own)
    return Case(
        ref=ref,
        force=told.latest(own, "force"),
        local_authority=moved_to or told.latest(own, "local_authority"),
        household=told.latest(own, "household"),
        children={} if known == "none" else children_of(together),
        children_known=known,
        grades=[
            (max(since, start), risk)
            for messages in together
            for since, risk in told.grades_of(messages)
        ],
        milestones={m: milestones[m] for m in told.MILESTONES if m in milestones},
        armed_from=start,
        disposition=dispositions.standing_word(own),
        is_closed=is_closed,
        is_waiting=not is_closed and not receipt.ends_the_wait,
        receipt_counts=receipt.ends_the_wait,
        notices=notices_told.by_notice(believed),
        received_by=notices_told.team(believed),
        flags=tuple(flags),
    )


def children_of(together: list[list[Message]]) -> dict[str, str]:
    """Section 2: "union by `ref`, each with its latest known band (a known one over `unknown`)"."""
    bands: dict[str, str] = {}
    for _, ref, band in sorted(c for messages in together for c in told.children_of(messages)):
        bands.setdefault(ref, "unknown")
        if band != "unknown":
            bands[ref] = band
    return bands


def children_known(together: list[list[Message]]) -> str:
    """Section 1: "yes (default), none, not_yet".

    Choice: of joined cases one that says yes is enough, and not_yet is more than none, so that a
    duplicate never hides a child.
    """
    words = [told.children_known(messages) or "yes" for messages in together]
    return min(words, key=("yes", "not_yet", "none").index)


def milestones_of(together: list[list[Message]]) -> dict[str, Moment]:
    """Section 2: "earliest milestones of both"; the receipt is looked at apart.

    Choice: a correction settles the milestone of its own case; the join then takes the earliest.
    """
    found: dict[str, Moment] = {}
    for name in told.MILESTONES:
        at = earliest(t for messages in together for t in told.times_told(messages, name))
        if at is not None and name != "received":
            found[name] = at
    return found


def is_believable(at: Moment, start: Moment | None) -> bool:
    """Section 3: by more than 5 minutes negative, "such a receipt does not end the wait"."""
    return start is None or at[1] - start[0] >= -SKEW


def receipt_of(together: list[list[Message]], milestones: dict[str, Moment]) -> Receipt:
    """Section 2: "`received`: the earliest believable one (section 3); where none is, the
    earliest, flag `times_disagree`, and contacts infer nothing beside it".

    Choice: a corrected receipt must be believable too, to end the wait. Of joined cases the
    receipts of both are held against the joined start.
    """
    start = milestones.get("reported")
    told_times, flags = receipts_of(together)
    believable = earliest(t for t in told_times if is_believable(t, start))
    if believable is not None:
        return Receipt(at=believable, ends_the_wait=True, flags=flags)
    if told_times:
        flags = (*flags, "times_disagree")
        return Receipt(at=earliest(told_times), ends_the_wait=False, flags=flags)
    return receipt_by_contact(together, start)


def receipts_of(together: list[list[Message]]) -> tuple[list[Moment], tuple[str, ...]]:
    """The receipts that count, and what to flag.

    Choice: a receipt that people entered by hand is replaced when the case system's own arrives:
    it counts only while no feed's receipt, of any joined case, is held and not taken back, whether
    or not that one can be believed. While it counts it is flagged `entered_by_hand`.
    """
    of_feeds = [[m for m in messages if not told.stands_in(m)] for messages in together]
    for books, flags in ((of_feeds, ()), (together, ("entered_by_hand",))):
        times = [t for messages in books for t in told.times_told(messages, "received")]
        if times:
            return times, flags
    return [], ()


def believed_notices(
    together: list[list[Message]], milestones: dict[str, Moment]
) -> list[notices_told.Took]:
    """What receipts say of themselves, of those that count as in `receipts_of` and are believed."""
    by_feeds = [
        messages
        for messages in together
        if told.times_told([m for m in messages if not told.stands_in(m)], "received")
    ]
    took = [one for messages in by_feeds or together for one in notices_told.taken(messages)]
    return [one for one in took if is_believable(one[0], milestones.get("reported"))]


def receipt_by_contact(together: list[list[Message]], start: Moment | None) -> Receipt:
    """Section 2: "A contact recorded or decided without a receipt: the receipt lies between the
    start of duty and the earliest of them (flag `receipt_inferred`), and the wait ends".

    Without a start "a receipt or contact then ends the wait, nothing is inferred". Contacts "infer
    no receipt while" a receipt is taken back; choice: nor do they then end a wait of unknown start,
    and of joined cases only that case's own contacts are left aside. Choice: a contact more than
    5 minutes before the start is disbelieved as such a receipt would be; one less than that before
    it puts the receipt at the contact.
    """
    contact = earliest(
        t
        for messages in together
        if not told.is_taken_back(messages, "received")
        for name in ("recorded", "decided")
        for t in told.times_told(messages, name)
    )
    if contact is None:
        return Receipt(at=None, ends_the_wait=False)
    if start is None:
        return Receipt(at=None, ends_the_wait=True)
    if not is_believable(contact, start):
        return Receipt(at=None, ends_the_wait=False, flags=("times_disagree",))
    between = (min(start[0], contact[1]), contact[1])
    return Receipt(at=between, ends_the_wait=True, flags=("receipt_inferred",))


def armed_from(together: list[list[Message]], milestones: dict[str, Moment]) -> datetime:
    """Section 3: "Deadlines count from the earliest possible start".

    Section 2, without a start: "from `occurred`, else from the earliest `time` of an incident.*
    message". Choice: a case with neither cannot wait; its order among repeats is then by its
    earliest message.
    """
    for name in ("reported", "occurred"):
        if name in milestones:
            return milestones[name][0]
    everything = [m for messages in together for m in messages]
    incident = [m for m in everything if m["type"].startswith("danm.incident.")]
    return min(instant(m["time"]) for m in incident or everything)
