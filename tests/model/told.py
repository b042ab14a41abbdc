"""What the messages of one reference say, before any two references are joined (section 2)."""

from datetime import UTC, datetime

from tests.model.times import Message, Moment, instant, moment

REPORTED = "danm.incident.reported.v1"
MILESTONE = "danm.incident.milestone.v1"
GRADED = "danm.incident.graded.v1"
CORRECTED = "danm.incident.corrected.v1"
CLOSED = "danm.incident.closed.v1"
RECEIVED = "danm.notification.received.v1"
RECORDED = "danm.contact.recorded.v1"
DECIDED = "danm.contact.decided.v1"

ENTERED = "/danm/entered"
"""The source of what people enter by hand; like all that begins with /danm/ it is no feed."""

FRONT_DOOR = (RECEIVED, RECORDED, DECIDED)
CONTACTS = (RECORDED, DECIDED)
OWN_TYPE = {"received": RECEIVED, "recorded": RECORDED, "decided": DECIDED}

MILESTONES = (
    "occurred",
    "reported",
    "attended",
    "submitted",
    "reviewed",
    "triaged",
    "sent",
    "received",
    "recorded",
    "decided",
)

STRICTNESS = ("not_assessed", "standard", "medium", "high")
AGES = ("unborn", "0-3", "4-7", "8-11", "12-15", "16-17")

FROM_THE_START = datetime.min.replace(tzinfo=UTC)
"""Before anything: when the first grade begins to hold."""

Order = tuple[datetime, str, str]
"""Section 2: "(by `time`, `source`, `id`)"."""

Grades = list[tuple[datetime, str]]
"""Since when, and which risk."""


def order(message: Message) -> Order:
    """Section 2: "(by `time`, `source`, `id`)"."""
    return instant(message["time"]), message["source"], message["id"]


def of_type(messages: list[Message], *types: str) -> list[Message]:
    """The messages of these types, from the first to the last by (time, source, id)."""
    return sorted((m for m in messages if m["type"] in types), key=order)


def with_block(messages: list[Message]) -> list[Message]:
    """The receipts that carry the front door's own `incident` block."""
    return [m for m in of_type(messages, RECEIVED) if "incident" in m["data"]]


def latest(messages: list[Message], field: str) -> str | None:
    """Section 2: "All other fields: from the latest message that gives them, absent never
    overwrites"; "a receipt's `incident` block fills only what no incident.reported gives"."""
    reports = [m["data"] for m in of_type(messages, REPORTED)]
    blocks = [m["data"]["incident"] for m in with_block(messages)]
    values = [data[field] for data in reports if field in data]
    values = values or [data[field] for data in blocks if field in data]
    return str(values[-1]) if values else None


def said_of_children(data: Message) -> str | None:
    """Section 2: "a message that lists children says yes"; None where it says nothing."""
    if data.get("children"):
        return "yes"
    known = data.get("children_known")
    return None if known is None else str(known)


def lists_of_children(messages: list[Message]) -> list[tuple[Order, Message]]:
    """Section 2: a block "fills only what no incident.reported gives, children never mixed".

    Choice: an incident.reported gives children when it lists some or says there are none; one that
    says not_yet gives none, so that the front door's own list then counts.
    """
    reports = [(order(m), m["data"]) for m in of_type(messages, REPORTED)]
    if any(said_of_children(data) in ("yes", "none") for _, data in reports):
        return reports
    return [(order(m), m["data"]["incident"]) for m in with_block(messages)]


def children_of(messages: list[Message]) -> list[tuple[Order, str, str]]:
    """Every child listed, as (order of its message, ref, age band)."""
    return [
        (at, child["ref"], child["age_band"])
        for at, data in lists_of_children(messages)
        for child in data.get("children", [])
    ]


def children_known(messages: list[Message]) -> str | None:
    """Section 2: "from the latest message that gives them"; a list of children says yes.

    Choice: among incident.reported the latest word counts, also not_yet or none after a list. Only
    where every incident.reported says not_yet does a block that lists children say yes.
    """
    reports = [said_of_children(m["data"]) for m in of_type(messages, REPORTED)]
    blocks = [said_of_children(m["data"]["incident"]) for m in with_block(messages)]
    if reports and set(reports) == {"not_yet"} and children_of(messages):
        return "yes"
    words = reports or [word for word in blocks if word]
    return words[-1] if words else None


def grades_of(messages: list[Message]) -> Grades:
    """Section 2, "Grades", and "Risk nobody told is not_assessed; a later block's risk holds from
    its message's `time`".

    Choice: where no incident.reported is held, the first block takes its place: its risk, or that
    nobody told one, holds from the start; "later" blocks are those after it.
    """
    reports = [(instant(m["time"]), m["data"]["risk"]) for m in of_type(messages, REPORTED)]
    blocks = [(instant(m["time"]), m["data"]["incident"].get("risk")) for m in with_block(messages)]
    first, *later = reports or blocks or [(FROM_THE_START, None)]
    grades = [(FROM_THE_START, first[1] or "not_assessed")]
    grades += [(since, risk) for since, risk in later if risk]
    for m in of_type(messages, GRADED):
        since = min(moment(m["data"]["at"])[0], instant(m["time"]))
        grades.append((since, m["data"]["risk"]))
    return grades


def in_force(grades: Grades, at: datetime) -> str:
    """Section 2: "the last one at or before it, the stricter on a tie"; before all, the first."""
    first = min(since for since, _ in grades)
    last = max((since for since, _ in grades if since <= at), default=first)
    return strictest([risk for since, risk in grades if since == last])


def strictest(risks: list[str]) -> str:
    """Section 2: "not_assessed < standard < medium < high"."""
    return max(risks, key=STRICTNESS.index)


def last_correction(messages: list[Message], name: str) -> Message | None:
    """Section 2: "the last correction (by `time`, `source`, `id`) wins over everything"."""
    said = [m for m in of_type(messages, CORRECTED) if m["data"]["milestone"] == name]
    return said[-1] if said else None


def is_taken_back(messages: list[Message], name: str) -> bool:
    """Section 2: whether a correction "with `at: null`" stands."""
    correction = last_correction(messages, name)
    return correction is not None and correction["data"]["at"] is None


def times_told(messages: list[Message], name: str) -> list[Moment]:
    """Section 2: the times of one milestone that count, of which the earliest is taken.

    "A correction sets the milestone outright, also one that nobody told, and outlasts every plain
    message"; "with `at: null` it removes what was sent up to its `time`, later messages count".
    """
    correction = last_correction(messages, name)
    if correction is not None and correction["data"]["at"] is not None:
        return [moment(correction["data"]["at"])]
    if correction is not None:
        until = instant(correction["time"])
        messages = [m for m in messages if instant(m["time"]) > until]
    return plain_times(messages, name)


def stands_in(message: Message) -> bool:
    """A receipt that people entered here. What a feed sends is the feed's own word, also where it
    says `entered_by_hand`: section 2 holds for it as for any other."""
    return message["source"] == ENTERED and "entered_by_hand" in message["data"]


def plain_times(messages: list[Message], name: str) -> list[Moment]:
    """The times of one milestone in plain messages.

    Section 2: "`sent`: the earliest first and the earliest full apart, the earlier counts", which
    is the earliest of all; "Any `notice` is a receipt". Choice: `occurred` is a milestone, so the
    earliest given counts, and a block's only where no incident.reported gives one.
    """
    if name in ("occurred", "reported"):
        reports = [m["data"][name] for m in of_type(messages, REPORTED) if name in m["data"]]
        blocks = [m["data"]["incident"] for m in with_block(messages)]
        return [moment(v) for v in reports or [b[name] for b in blocks if name in b]]
    if name in OWN_TYPE:
        return [moment(m["data"]["at"]) for m in of_type(messages, OWN_TYPE[name])]
    told = of_type(messages, MILESTONE)
    return [moment(m["data"]["at"]) for m in told if m["data"]["milestone"] == name]
