"""The parts of one row of a list in words: the same in the text and in its page. Pure."""

from collections.abc import Iterator
from datetime import datetime

from alerts.list_sayings import DISPOSITIONS, FLAGS, HOLDS, NO_COUNCIL
from alerts.lists import EndedRow, ListedChildren, Numbers, PickupRow, WaitingRow
from alerts.plain_words import age_words, children_words, duration_words, london_words, rung_words
from schemas.in_hand import Hold
from schemas.moments import local_day
from schemas.policy_words import RISK_WORDS
from schemas.words import State


def at_words(at: datetime, now: datetime) -> str:
    """Return an instant as "07:00" where it is of today, else with its day."""
    words = london_words(at)
    return words if local_day(at) != local_day(now) else words.split(" ", 3)[3]


def notification_words(number: int) -> str:
    """Return how many notifications."""
    return "1 notification" if number == 1 else f"{number} notifications"


def number_words(numbers: Numbers) -> str:
    """Return how many children and notifications: never 0 for what nobody told."""
    if numbers.is_at_least and not numbers.children:
        return f"{notification_words(numbers.notifications)} (number of children not known)"
    least = "at least " if numbers.is_at_least else ""
    return f"{least}{children_words(numbers.children)}, {notification_words(numbers.notifications)}"


def who_words(about: ListedChildren) -> str:
    """Return how many children, and the youngest."""
    if about.children is None:
        return "number of children not known"
    youngest = age_words(about.youngest)
    joint = ", " if about.children == 1 else ", youngest "
    return f"{children_words(about.children)}{joint}{youngest}"


def risk_words(row: WaitingRow) -> str:
    """Return the grade of the police and, where it differs, the one whose limit holds."""
    words = RISK_WORDS[row.about.risk]
    if row.grade_for_targets is row.about.risk:
        return words
    return f"{words} (limit of {RISK_WORDS[row.grade_for_targets]})"


def limit_words(row: WaitingRow, now: datetime) -> str:
    """Return by how much it is late, or how much time is left."""
    if row.late_at is None:
        return "limit not known" if row.waiting_since is None else "no limit yet"
    if row.late_at <= now:
        return f"late by {duration_words(now - row.late_at)}"
    return f"{duration_words(row.late_at - now)} left"


def limit_at_words(row: WaitingRow, now: datetime) -> str:
    """Return since when it is late, or until when it is not; nothing where that is not known."""
    if row.late_at is None:
        return ""
    return f"{'since' if row.late_at <= now else 'until'} {at_words(row.late_at, now)}"


def waited_words(row: WaitingRow, now: datetime) -> str:
    """Return how long it has waited."""
    waited = row.waited(now)
    return "not known how long" if waited is None else f"waited {duration_words(waited)}"


def alarm_words(row: WaitingRow) -> str:
    """Return the highest alarm so far."""
    return "none" if row.rung is None else rung_words(row.rung)


def mark_words(row: WaitingRow) -> Iterator[str]:
    """Yield what must be seen at once, in a few words each."""
    if row.is_new:
        yield "NEW."
    if row.is_from_last_shift:
        yield "TOLD AT THE END OF THE LAST SHIFT."
    if row.same_home:
        yield f"REPEAT: same home as {', '.join(row.same_home)}."


def hold_words(hold: Hold, now: datetime) -> str:
    """Return who has it in hand, until when, and what they did."""
    until = at_words(hold.check_at, now)
    return f"In hand: {hold.name or 'somebody'} until {until}, {HOLDS[hold.reason]}."


def doubt_words(row: WaitingRow) -> Iterator[str]:
    """Yield what a reader must know before believing the times, a sentence each."""
    yield from (words for flag, words in FLAGS.items() if flag in row.flags)
    if not row.is_council_known:
        yield NO_COUNCIL


def end_words(row: EndedRow, now: datetime) -> Iterator[str]:
    """Yield how late it was, how the wait ended, and how long it was."""
    if row.late_by is not None:
        yield f"late by {duration_words(row.late_by)}"
    if row.disposition is not None:
        yield f"closed: {DISPOSITIONS[row.disposition]}"
        return
    told = received_words(row, now)
    yield f"front door told {told}" if told else "front door told"
    if row.waited is not None:
        yield f"waited {duration_words(row.waited)}"


def received_words(row: EndedRow, now: datetime) -> str:
    """Return when the front door was told, by its bounds; nothing where nobody knows."""
    if row.received_at is None:
        return ""
    latest = "now" if row.received_at > now else at_words(row.received_at, now)
    if row.received_from is None:
        return latest
    return f"between {at_words(row.received_from, now)} and {latest}"


def done_words(row: EndedRow) -> str:
    """Return how far the front door has come with it."""
    match row.state:
        case State.RECORDED:
            return "contact recorded, not decided yet"
        case State.DECIDED:
            return "decided"
        case State.RECEIVED:
            return "no contact recorded yet"
        case State.WAITING | State.CLOSED:
            return "closed"


def pickup_words(row: PickupRow, now: datetime) -> Iterator[str]:
    """Yield since when it is late, and since when the front door has it."""
    yield f"late since {at_words(row.late_at, now)}"
    yield f"received {at_words(row.received_at, now)}"
    yield f"{duration_words(now - row.received_at)} ago (all hours)"
