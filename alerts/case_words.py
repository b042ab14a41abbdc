"""What is known of one case in words: states, milestones, clocks and results. Pure."""

from alerts.plain_words import duration_words, london_words
from schemas.moments import Moment
from schemas.records import Reading
from schemas.words import Clock, Disposition, Flag, Milestone, State, Verdict

STATES = {
    State.WAITING: "front door not told",
    State.RECEIVED: "front door told",
    State.RECORDED: "contact recorded",
    State.DECIDED: "decided",
    State.CLOSED: "not expected any more",
}
RESULTS = {
    Verdict.MET: "in time",
    Verdict.LATE: "LATE",
    Verdict.CANNOT_TELL: "cannot tell",
}
DISPOSITIONS = {
    Disposition.WITHDRAWN: "withdrawn",
    Disposition.DUPLICATE: "a duplicate of another incident",
    Disposition.NOT_SHARED_BY_POLICY: "not shared, by policy",
    Disposition.OTHER_AUTHORITY: "belongs to another council",
    Disposition.OPEN_CASE: "sent to the worker of an open case",
    Disposition.REOPENED: "reopened",
}
FLAGS = {
    Flag.UNREPORTED: "police have not reported the incident itself",
    Flag.START_UNKNOWN: "nobody has said when police knew",
    Flag.TIMES_DISAGREE: "the times disagree",
    Flag.CLOCK_SKEW: "two clocks differ by a few minutes",
    Flag.RECEIPT_INFERRED: "no receipt was sent: inferred from the council's contact",
    Flag.ENTERED_BY_HAND: "the receipt was entered by hand; the council's own system has told none",
}
MILESTONES = {
    Milestone.OCCURRED: "Happened",
    Milestone.REPORTED: "Police knew",
    Milestone.ATTENDED: "Police attended",
    Milestone.SUBMITTED: "Form submitted",
    Milestone.REVIEWED: "Form reviewed",
    Milestone.TRIAGED: "Triaged",
    Milestone.SENT: "Sent",
    Milestone.RECEIVED: "Front door told",
    Milestone.RECORDED: "Contact recorded",
    Milestone.DECIDED: "Decided",
}
CLOCKS = {
    Clock.EXPOSURE: "Incident → front door told",
    Clock.DUTY: "Police knew → front door told",
    Clock.TRANSPORT: "Sent → front door told",
    Clock.PICKUP: "Front door told → contact recorded",
    Clock.DECISION: "Front door told → decided",
}


def when_words(at: Moment | None) -> str:
    """Return an instant by the clock on the wall, with its year: lists reach far back."""
    if at is None:
        return "not known"
    if at.is_exact:
        return f"{london_words(at.earliest)}, {at.earliest.year}"
    return f"{london_words(at.earliest)} to {london_words(at.latest)}, {at.latest.year}"


def reading_words(reading: Reading) -> str:
    """Return how long a clock ran, between which bounds, and its result."""
    result = "" if reading.verdict is None else f": {RESULTS[reading.verdict]}"
    if reading.late_by is not None:
        result += f" by {duration_words(reading.late_by)}"
    if reading.lower is None or reading.upper is None:
        return f"not known{result}"
    least = duration_words(reading.lower)
    if reading.is_exact:
        return f"{least}{result}"
    return f"{least} to {duration_words(reading.upper)}{result}"
