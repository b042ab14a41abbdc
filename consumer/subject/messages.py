"""One message that a case is made of: all of it that is kept. Pure.

Its id is left out: some sources write the reference into it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.case_words import DISPOSITIONS, MILESTONES, when_words
from alerts.flat.word_meanings import CHILDREN_KNOWN, NOTICES
from alerts.plain_words import AGES, london_words
from schemas.facts import Fact, Home
from schemas.moments import Moment, zulu
from schemas.policy_words import RISK_WORDS
from schemas.words import MessageType

TOLD = {
    MessageType.INCIDENT_REPORTED: "the incident was reported",
    MessageType.INCIDENT_MILESTONE: "a step of the police",
    MessageType.INCIDENT_GRADED: "the risk was graded",
    MessageType.INCIDENT_CORRECTED: "a time was corrected",
    MessageType.INCIDENT_CLOSED: "no notification is expected any more, or is again",
    MessageType.NOTIFICATION_RECEIVED: "the front door was told",
    MessageType.CONTACT_RECORDED: "a contact was recorded",
    MessageType.CONTACT_DECIDED: "a decision was made",
    MessageType.CONTROL_TOTAL: "a count of a day",
    MessageType.HEARTBEAT: "a sign of life",
}
"""What each message tells. The last two are about no case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMessage:
    """One message; ``handled_at`` is when it was read here, None where nobody kept that."""

    fact: Fact
    handled_at: datetime | None


def message_words(message: HeldMessage) -> str:
    """Return a message in one line: when it was sent, by whom, and everything it told."""
    fact = message.fact
    read = "" if message.handled_at is None else f"; read here {london_words(message.handled_at)}"
    told = "; ".join((TOLD[fact.type], *_parts(fact)))
    return f"{london_words(fact.time)}, {fact.source}: {told}{read}"


def _parts(fact: Fact) -> Iterator[str]:
    if fact.milestone is not None:
        yield MILESTONES[fact.milestone].lower()
    if fact.at is not None:
        yield f"at {when_words(fact.at)}"
    if fact.risk is not None:
        yield f"risk {RISK_WORDS[fact.risk]}"
    yield from _fate_parts(fact)
    if fact.home is not None:
        yield from _home_parts(fact.home)
    yield from (f"{name.replace('_', ' ')}: {word}" for name, word in sorted(fact.words.items()))


def _fate_parts(fact: Fact) -> Iterator[str]:
    if fact.notice is not None:
        yield NOTICES[fact.notice]
    if fact.disposition is not None:
        yield DISPOSITIONS[fact.disposition]
    if fact.to is not None:
        yield f"to council {fact.to}"
    if fact.by_hand:
        yield "typed in by people"


def _home_parts(home: Home) -> Iterator[str]:
    for words, moment in (("police knew", home.reported), ("happened", home.occurred)):
        if moment is not None:
            yield f"{words} {when_words(moment)}"
    if home.risk is not None:
        yield f"risk {RISK_WORDS[home.risk]}"
    for name, value in (("force", home.force), ("council", home.local_authority)):
        if value is not None:
            yield f"{name} {value}"
    if home.children_known is not None:
        yield CHILDREN_KNOWN[home.children_known]
    yield from (f"a child (keyed hash), {AGES[band]}" for _, band in home.children)
    if home.household is not None:
        yield "the household (keyed hash)"


def message_row(message: HeldMessage) -> dict[str, Any]:
    """Return the same for programs; what it did not tell is absent."""
    fact, home = message.fact, message.fact.home or Home()
    told = {
        "type": fact.type.value,
        "source": fact.source,
        "time": zulu(fact.time),
        "handled_at": None if message.handled_at is None else zulu(message.handled_at),
        "milestone": fact.milestone,
        "at": _moment(fact.at),
        "notice": fact.notice,
        "risk": fact.risk or home.risk,
        "disposition": fact.disposition,
        "to": fact.to,
        "entered_by_hand": fact.by_hand or None,
        "reported": _moment(home.reported),
        "occurred": _moment(home.occurred),
        "force": home.force,
        "local_authority": home.local_authority,
        "children_known": home.children_known,
        "age_bands": [band.value for _, band in home.children] or None,
    }
    return {name: value for name, value in told.items() if value is not None} | dict(fact.words)


def _moment(at: Moment | None) -> dict[str, str] | None:
    return None if at is None else at.as_json()
