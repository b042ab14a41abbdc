"""The first lines of a list: how many children wait, and how far anybody can know. Pure.

A short message is cut from its end, so the news stands in front.
"""

from alerts.list_phrases import at_words, notification_words, number_words
from alerts.lists import ListFacts, WaitingRow, longest, numbers_of, split_late
from alerts.outages import own_outage_words
from alerts.own_delay import catching_up_words
from alerts.plain_words import age_words, begun, children_words, duration_words
from alerts.trial_marks import subject_marks
from schemas.policy_words import RISK_WORDS


def subject(facts: ListFacts) -> str:
    """Return how many children wait and are late, for the line that shows on a locked screen."""
    marks = subject_marks(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)
    return f"{marks}{heading(facts)}"


def heading(facts: ListFacts) -> str:
    """Return the same without the marks of a trial, where those stand above it."""
    place = f", {facts.council_name}" if facts.council_name else ""
    return f"{facts.title or _news(facts)}: list of {at_words(facts.due_at, facts.due_at)}{place}"


def _news(facts: ListFacts) -> str:
    numbers = numbers_of(facts.waiting)
    late = numbers_of(split_late(facts.waiting, facts.now)[0])
    if not numbers.notifications:
        return _news_of_nobody(facts)
    if numbers.is_at_least:
        wait = "waits" if numbers.notifications == 1 else "wait"
        who, of_them = f"{notification_words(numbers.notifications)} {wait}", late.notifications
    else:
        wait = "waits" if numbers.children == 1 else "wait"
        who, of_them = f"{children_words(numbers.children)} {wait}", late.children
    doubt = "" if facts.can_tell else ", perhaps more"
    return f"{who}, {of_them or 'none'} late{doubt}"


def _news_of_nobody(facts: ListFacts) -> str:
    if not facts.can_tell:
        return "Cannot tell who waits"
    if facts.unnamed:
        return f"{notification_words(len(facts.unnamed))} with children not named yet"
    return "Nobody waits as far as we know"


def lead_lines(facts: ListFacts) -> list[str]:
    """Return the first lines: a digest's own, else who waits and how far the police feed goes."""
    if facts.lead:
        return [*facts.lead, *_own_delay(facts)]
    first = f"{_who_waits(facts)} {_how_far(facts)}"
    return [first, *_own_delay(facts), *_unnamed(facts), *_since_then(facts)]


def _who_waits(facts: ListFacts) -> str:
    if not facts.waiting:
        if not facts.can_tell:
            return "We cannot tell whether anybody waits."
        nobody = "No named child" if facts.unnamed else "Nobody"
        return f"{nobody} waits, as far as we know."
    late = split_late(facts.waiting, facts.now)[0]
    known = "" if facts.can_tell else " that we know of"
    numbers = number_words(numbers_of(facts.waiting))
    return (
        f"{begun(numbers)}{known}: police know, front door not told. "
        f"{_how_many_late(late)} {_longest(facts)}"
    )


def _how_many_late(late: list[WaitingRow]) -> str:
    if not late:
        return "None is late."
    in_hand = sum(row.hold is not None for row in late)
    held = f", {in_hand} of them in hand" if in_hand else ""
    return f"{notification_words(len(late))} late{held}."


def _longest(facts: ListFacts) -> str:
    row = longest(facts.waiting)
    if row is None or row.waiting_since is None:
        return "How long they wait is not known."
    waited = duration_words(facts.now - row.waiting_since)
    age = age_words(row.about.youngest)
    return f"Longest {waited} ({RISK_WORDS[row.about.risk]}, {age})."


def _how_far(facts: ListFacts) -> str:
    police, now = facts.police, facts.now
    if police.last_message_at is None:
        return "The police feed was never heard."
    last = at_words(police.last_message_at, now)
    if not police.is_trusted:
        return f"The police feed cannot be relied on: last message {last}."
    if police.complete_to is None:
        return f"The police feed does not say how far it is complete: last message {last}."
    return f"Police feed complete to {at_words(police.complete_to, now)}."


def _own_delay(facts: ListFacts) -> list[str]:
    outages = own_outage_words(facts.outages)
    if facts.unread_since is None:
        return outages
    return [
        *outages,
        f"OUR OWN DELAY: {catching_up_words(facts.unread_since)} "
        "Some of these may have been told already, and others may be missing.",
    ]


def _unnamed(facts: ListFacts) -> list[str]:
    if not facts.unnamed:
        return []
    number = notification_words(len(facts.unnamed))
    return [f"Also {number} with children whom the police have not named yet."]


def _since_then(facts: ListFacts) -> list[str]:
    """Return what has changed since this role's last list."""
    if facts.last_list_at is None:
        return []
    new = sum(row.is_new for row in facts.waiting)
    return [
        f"Since the last list ({at_words(facts.last_list_at, facts.now)}): {new or 'none'} new."
    ]
