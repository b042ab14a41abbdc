"""The text of one alarm in plain English, for people. Pure.

A text never holds a name or a police reference; its subject holds the case code only, because
subjects show on locked screens.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from alerts.alarm import Reason
from alerts.feed_progress import FeedProgress, feed_lines
from alerts.outages import own_outage_words
from alerts.own_delay import own_delay_words
from alerts.plain_words import (
    age_words,
    children_words,
    duration_words,
    london_words,
    risk_words,
    rung_words,
)
from alerts.sayings import (
    CAME_LATE,
    CHILDREN_NOT_KNOWN,
    NOT_SHARED,
    NOTICES,
    PICKUPS,
    REGRADES,
    WAITS,
    Saying,
)
from alerts.trial_marks import subject_marks, warning_lines
from schemas.outages import Outage
from schemas.words import AgeBand, Clock, Kind, Risk, Role, Rung

__all__ = [
    "AlarmFacts",
    "AlarmText",
    "FeedProgress",
    "NoTextFor",
    "age_words",
    "alarm_text",
    "children_words",
    "duration_words",
    "london_words",
    "risk_words",
    "rung_words",
]

WAIT_NOTICES = {
    Reason.LATE_RECEIPT: CAME_LATE,
    Reason.NOT_SHARED: NOT_SHARED,
    Reason.CHILDREN_NOT_KNOWN: CHILDREN_NOT_KNOWN,
}
FEED_KINDS = frozenset(
    {Kind.SILENCE, Kind.VOLUME, Kind.RECONCILIATION, Kind.QUARANTINE, Kind.CONFLICT, Kind.GAP}
)
"""Alarms about feeds and messages: no case, so no facts of one."""


_SENTENCE_START = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")


class NoTextFor(LookupError):
    """The contract knows no such alarm; the caller sends `bare_text` instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFacts:
    """What a text is made of; what is None is not known, or does not belong to this kind."""

    kind: Kind
    rung: Rung
    clock: Clock | None
    due_at: datetime
    raised_at: datetime
    now: datetime
    case_code: str | None
    council_name: str | None
    front_door_name: str | None
    force_name: str | None
    risk: Risk | None
    grade_for_targets: Risk | None
    """The grade whose limit holds: stricter than the risk where the youngest is a baby."""
    youngest: AgeBand | None
    children: int | None
    waiting_since: datetime | None
    late_at: datetime | None
    """The instant at which it becomes late."""
    reason: str
    """Shown as it is for feeds and messages: it must hold no value of a message."""
    roles: frozenset[Role]
    ring: str | None
    """Whom to ring: a desk and its number."""
    feeds: tuple[FeedProgress, ...]
    other_case_code: str | None
    is_shadow: bool
    is_simulated: bool
    ended_at: datetime | None = None
    """When the wait ended; None while it lasts, or where it is not known."""
    unread_since: datetime | None = None
    """Since when messages have come that we have not read; None where we keep up."""
    outages: tuple[Outage, ...] = ()
    """Times in which nobody looked at the clock, and by which it came late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmText:
    """A subject of one line, and the text.

    ``html`` is the same with a table, None where there is none; ``brief`` is what a text message
    may hold of it, None where that is the beginning of the text.
    """

    subject: str
    body: str
    html: str | None = None
    brief: str | None = None


def alarm_text(facts: AlarmFacts) -> AlarmText:
    """Return what people read about one alarm.

    Raises:
        NoTextFor: The contract knows no alarm of this kind, rung and clock.
    """
    saying = saying_of(facts.kind, facts.rung, facts.clock, facts.reason)
    code = f" (case code {facts.case_code})" if facts.case_code else ""
    blocks = (
        _warnings(facts),
        [_sentences(saying.lead, facts)],
        _feed_facts(facts) if facts.kind in FEED_KINDS else _case_facts(facts),
        _to_do(saying, facts),
        feed_lines(facts.feeds),
    )
    body = "\n\n".join("\n".join(lines) for lines in blocks if lines)
    return AlarmText(subject=f"{_mark(facts)}{saying.subject}{code}", body=f"{body}\n")


def saying_of(kind: Kind, rung: Rung, clock: Clock | None, reason: str) -> Saying:
    """Return the fixed part of an alarm.

    Raises:
        NoTextFor: The contract knows no alarm of this kind, rung and clock.
    """
    saying = _wait_saying(rung, clock, reason) if kind is Kind.WAIT else _other_saying(kind, rung)
    if saying is None:
        raise NoTextFor(f"no text for {kind}, {rung}, {clock}: {reason}")
    return saying


def _wait_saying(rung: Rung, clock: Clock | None, reason: str) -> Saying | None:
    if clock is Clock.PICKUP:
        return PICKUPS.get(rung)
    if clock is not Clock.DUTY:
        return None
    if rung is Rung.NOTICE:
        return next((s for known, s in WAIT_NOTICES.items() if known == reason), None)
    return WAITS.get(rung)


def _other_saying(kind: Kind, rung: Rung) -> Saying | None:
    if kind is Kind.REGRADE:
        return REGRADES.get(rung)
    return NOTICES.get(kind) if rung is Rung.NOTICE else None


def _sentences(template: str, facts: AlarmFacts) -> str:
    """Return the fixed sentences with the names put in, each with a capital at its start."""
    front_door = facts.front_door_name or "the front door"
    who = (
        "children (number not known)" if facts.children is None else children_words(facts.children)
    )
    text = template.format(
        force=facts.force_name or "the police",
        front_door=f"{front_door} ({facts.council_name})" if facts.council_name else front_door,
        who=who,
        risk=risk_words(facts.risk),
        other_case=facts.other_case_code or "not known",
    )
    return _SENTENCE_START.sub(lambda start: start.group().upper(), text)


def _mark(facts: AlarmFacts) -> str:
    return subject_marks(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)


def _warnings(facts: AlarmFacts) -> list[str]:
    marks = warning_lines(is_simulated=facts.is_simulated, is_shadow=facts.is_shadow)
    delays = own_delay_words(facts.kind, facts.unread_since)
    return [*marks, *own_outage_words(facts.outages), *delays]


def _case_facts(facts: AlarmFacts) -> list[str]:
    return [
        *_times(facts),
        f"Risk: {_risk(facts)}",
        f"Youngest: {age_words(facts.youngest)}",
        f"Children: {'number not known' if facts.children is None else facts.children}",
        f"Case code: {facts.case_code or 'none'}",
    ]


def _times(facts: AlarmFacts) -> list[str]:
    """Return how long, since when and by when."""
    knew = "Front door told" if facts.clock is Clock.PICKUP else "Police knew"
    since = "not known when" if facts.waiting_since is None else london_words(facts.waiting_since)
    return [*_how_long(facts), f"{knew}: {since}", *_limit(facts), *_known_late(facts)]


def _how_long(facts: AlarmFacts) -> list[str]:
    """Return the length of the wait: up to now, or to its end; nothing where that is not known."""
    if facts.waiting_since is None:
        return []
    if facts.ended_at is not None:
        return [f"Waited: {duration_words(facts.ended_at - facts.waiting_since)}"]
    if _is_over(facts):
        return []
    all_hours = " (all hours; the limit counts only the hours the front door is open)"
    note = all_hours if facts.clock is Clock.PICKUP else ""
    return [f"Waiting: {duration_words(facts.now - facts.waiting_since)}{note}"]


def _is_over(facts: AlarmFacts) -> bool:
    return facts.kind is Kind.CLEARED or facts.reason in (Reason.LATE_RECEIPT, Reason.NOT_SHARED)


def _limit(facts: AlarmFacts) -> list[str]:
    if facts.reason == Reason.CHILDREN_NOT_KNOWN:
        return []
    if facts.reason == Reason.LATE_RECEIPT:
        return [f"Limit was: {london_words(facts.due_at)}"]
    if facts.late_at is None:
        return [] if _is_over(facts) else ["Limit: not known"]
    if _is_over(facts):
        return [f"Limit was: {london_words(facts.late_at)}"]
    label = "Late since" if facts.late_at <= facts.now else "Late from"
    return [f"{label}: {london_words(facts.late_at)}"]


def _known_late(facts: AlarmFacts) -> list[str]:
    """Say that nobody slept over the earlier alarms: the case itself became known late."""
    if not facts.reason.startswith(Reason.KNOWN_LATE):
        return []
    return [f"This system heard of it only by {london_words(facts.raised_at)}, after the limit."]


def _risk(facts: AlarmFacts) -> str:
    words = risk_words(facts.risk)
    if facts.grade_for_targets in (None, facts.risk):
        return words
    return f"{words}; the limit for {facts.grade_for_targets} holds, for the youngest is under 4"


def _feed_facts(facts: AlarmFacts) -> list[str]:
    lines = [f"Noticed: {london_words(facts.raised_at)}"]
    if facts.kind is Kind.SILENCE:
        lines.append(f"A message was due by: {london_words(facts.due_at)}")
    why = " ".join(facts.reason.split())
    return [*lines, f"What we saw: {why}"] if why else lines


def _to_do(saying: Saying, facts: AlarmFacts) -> list[str]:
    lines = [f"What to do: {_sentences(saying.to_do, facts)}"]
    if facts.kind is Kind.CLEARED:
        return lines
    if Role.EDT in facts.roles and _asks_for_receipt(facts):
        lines.append("EDT: what you receive counts as received.")
    return [*lines, f"Ring: {facts.ring or 'no number is set up here. Use your own list.'}"]


def _asks_for_receipt(facts: AlarmFacts) -> bool:
    """Whether the front door, or EDT in its place, is still to be told."""
    is_rung = facts.clock is Clock.DUTY and facts.rung is not Rung.NOTICE
    return is_rung or facts.kind is Kind.REPEAT
