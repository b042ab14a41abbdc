"""A message to a fact: references become keyed hashes here, and nothing else of a person stays."""

from typing import Any

from pydantic import BaseModel

from schemas.facts import Fact, Home
from schemas.keys import KeyRing, Subject
from schemas.messages import (
    ContactDecided,
    ContactRecorded,
    ControlTotal,
    Heartbeat,
    IncidentBlock,
    IncidentClosed,
    IncidentCorrected,
    IncidentGraded,
    IncidentMilestone,
    IncidentReported,
    Message,
    NotificationReceived,
)

_KIN_BYTES = 16
"""How much of a keyed hash names a child or household: 128 bits, which no two will share."""


_Plain = IncidentMilestone | IncidentGraded | IncidentCorrected | ContactRecorded | ContactDecided


class NotAboutACase(ValueError):
    """The message speaks of a feed, not of a case."""


def kin_key(keys: KeyRing, subject: Subject, reference: str) -> str:
    """Return the keyed hash by which a child or a household is known."""
    return keys.key(subject, reference)[:_KIN_BYTES].hex()


def kin_keys(keys: KeyRing, subject: Subject, reference: str) -> tuple[str, ...]:
    """Return every hash under which a child or a household may be stored, newest first."""
    return tuple(key[:_KIN_BYTES].hex() for key in keys.keys(subject, reference))


def read_fact(message: Message, keys: KeyRing) -> Fact:
    """Return what a message about a case adds to it.

    Raises:
        NotAboutACase: It speaks of a feed.
    """
    match message.data:
        case IncidentReported() as told:
            return _fact(message, home=_home(told, keys), words=_words(told, *_HOME_WORDS))
        case IncidentClosed() as told:
            return _closed(message, told, keys)
        case NotificationReceived() as told:
            return _received(message, told, keys)
        case ControlTotal() | Heartbeat():
            raise NotAboutACase(message.type)
        case told:
            return _fact(message, **_plainly(told))


def _plainly(told: _Plain) -> dict[str, Any]:
    """Return what a message of few words tells."""
    named: dict[str, Any] = {"at": told.at}
    match told:
        case IncidentMilestone():
            words = _words(told, "channel")
            named |= {"milestone": told.milestone, "notice": told.notice, "words": words}
        case IncidentGraded():
            named |= {"risk": told.risk}
        case IncidentCorrected():
            named |= {"milestone": told.milestone, "words": _words(told, "reason")}
        case ContactDecided():
            named |= {"words": _words(told, "outcome")}
        case ContactRecorded():
            pass
    return named


_HOME_WORDS = ("area", "prior_12m")


def _fact(message: Message, **told: Any) -> Fact:
    return Fact(time=message.time, source=message.source, id=message.id, type=message.type, **told)


def _words(told: BaseModel, *names: str) -> dict[str, str]:
    given = {name: getattr(told, name) for name in names}
    return {name: str(value) for name, value in given.items() if value is not None}


def _home(told: IncidentReported | IncidentBlock, keys: KeyRing) -> Home:
    household = told.household
    return Home(
        force=told.force,
        local_authority=told.local_authority,
        reported=told.reported,
        occurred=told.occurred,
        risk=told.risk,
        children=tuple(
            (kin_key(keys, Subject.CHILD, child.ref), child.age_band)
            for child in told.children or ()
        ),
        children_known=told.children_known,
        household=None if household is None else kin_key(keys, Subject.HOUSEHOLD, household),
    )


def _closed(message: Message, told: IncidentClosed, keys: KeyRing) -> Fact:
    return _fact(
        message,
        at=told.at,
        disposition=told.disposition,
        of=None if told.of is None else keys.reference_key(told.of).hex(),
        to=told.to,
    )


def _received(message: Message, told: NotificationReceived, keys: KeyRing) -> Fact:
    block = told.incident
    words = _words(told, "channel", "received_by")
    return _fact(
        message,
        at=told.at,
        notice=told.notice,
        home=None if block is None else _home(block, keys),
        by_hand=told.entered_by_hand,
        words=words if block is None else words | _words(block, *_HOME_WORDS),
    )
