"""What a file that repeats all rows tells anew, against what the last one told. Pure.

Of each reference only keyed digests of its fields are kept. What has changed becomes a grade or a
correction; what a file no longer tells takes nothing back, and an unreadable cell changes nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consumer.sources.extract_messages import Message, message_of
from schemas.keys import KeyRing, Subject
from schemas.moments import parse_moment, zulu
from schemas.words import CorrectionReason, MessageType, Milestone, Risk

Fields = dict[str, list[str]]
"""Digests by field; the form in which a row is remembered."""

_MARK_LETTERS = 16
"""64 bits of a keyed hash: two values of one field of one reference will never share it."""

_ABOUT = "about"
_RISK, _REPORTED, _OCCURRED = "risk", "reported", "occurred"
_MILESTONES = {
    MessageType.NOTIFICATION_RECEIVED: Milestone.RECEIVED,
    MessageType.CONTACT_RECORDED: Milestone.RECORDED,
    MessageType.CONTACT_DECIDED: Milestone.DECIDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one file tells of one reference: its messages as if nothing had been told before."""

    reference: str
    messages: tuple[Message, ...]
    is_doubtful: bool = False
    """Whether a cell could not be read and was left out: then no grade or detail is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is new of one reference, and what is remembered of it from now on."""

    messages: tuple[Message, ...]
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Compares the references of one file of a source with what was told before."""

    source: str
    sent_at: datetime
    keys: KeyRing

    def changes(self, told: Told, before: Fields | None) -> Changes:
        """Return what is new; ``before`` is None for a reference that no file has told of yet."""
        comparing = _Reference(comparison=self, told=told, before=before or {})
        for message in told.messages:
            if message["type"] == MessageType.INCIDENT_REPORTED:
                comparing.compare_report(message)
        for name, messages in _by_name(told.messages).items():
            comparing.compare_others(name, messages)
        return Changes(messages=tuple(comparing.given), fields=comparing.after)

    def row_keys(self, reference: str) -> tuple[bytes, ...]:
        """Return the keys under which a reference may be remembered, newest first.

        No reference holds a line break, so none of a case has the key of a row.
        """
        return self.keys.keys(Subject.REFERENCE, f"row\n{self.source}\n{_plain(reference)}")

    def marks(self, reference: str, field: str, value: object) -> tuple[str, ...]:
        """Return the digests of a field's value under every key, newest first."""
        told = json.dumps(value, sort_keys=True)
        text = f"field\n{self.source}\n{_plain(reference)}\n{field}\n{told}"
        return tuple(key.hex()[:_MARK_LETTERS] for key in self.keys.keys(Subject.REFERENCE, text))


class _Reference:
    """One reference on its way through a comparison."""

    def __init__(self, comparison: Comparison, told: Told, before: Fields) -> None:
        self._comparison = comparison
        self._told = told
        self._before = before
        self.after: Fields = dict(before)
        self.given: list[Message] = []

    def compare_report(self, message: Message) -> None:
        """Compare what is told of the incident itself."""
        data = message["data"]
        about = {k: v for k, v in data.items() if k not in (_RISK, _REPORTED, _OCCURRED)}
        if _ABOUT not in self._before:
            self.given.append(message)
            self._remember(_ABOUT, about)
            for name in {_RISK, _REPORTED, _OCCURRED} & data.keys():
                self._remember(name, data[name])
            return
        if not self._told.is_doubtful:
            self._compare_about(message, about)
            self._compare_risk(data[_RISK])
        for name in (_REPORTED, _OCCURRED):
            if name in data and name in self._before and self._has_changed(name, data[name]):
                self._correct(name, data[name])
                self._remember(name, data[name])

    def _compare_about(self, message: Message, about: dict[str, Any]) -> None:
        data = message["data"]
        is_dated = _OCCURRED in data and _OCCURRED not in self._before
        if not is_dated and not self._has_changed(_ABOUT, about):
            return
        if data[_RISK] == Risk.NOT_ASSESSED:
            # A report always has a grade, and this one would take back the grade told before.
            data = data | {_RISK: self._risk_before() or data[_RISK]}
        self._give(MessageType.INCIDENT_REPORTED, data)
        self._remember(_ABOUT, about)
        if is_dated:
            self._remember(_OCCURRED, data[_OCCURRED])

    def _compare_risk(self, risk: str) -> None:
        """A grade once given is not taken back by an empty cell: that tells nothing."""
        if risk == Risk.NOT_ASSESSED or not self._has_changed(_RISK, risk):
            return
        at = zulu(self._comparison.sent_at)
        self._give(MessageType.INCIDENT_GRADED, {"risk": risk, "at": at})
        self._remember(_RISK, risk)

    def _risk_before(self) -> str | None:
        return next((r.value for r in Risk if not self._has_changed(_RISK, r.value)), None)

    def compare_others(self, name: str, messages: list[Message]) -> None:
        """Compare the messages of one milestone, of the grades or of the dispositions.

        Where one was changed, not only added to, and with it the earliest time, that is a
        correction; so is every later change of it, since a correction outlasts plain messages.
        """
        before = self._before.get(name, [])
        is_new = {id(m): self._is_new(name, m["data"], before) for m in messages}
        fresh = [m for m in messages if is_new[id(m)]]
        kept = len(messages) - len(fresh)
        self.after[name] = [self._entry(name, m["data"]) for m in messages]
        if name not in tuple(Milestone):
            self.given.extend(fresh)
            return
        at = _earliest(messages)
        is_moved = bool(before) and self._has_changed(f"{name} at", at)
        is_correction = kept < len(before) or f"{name} corrected" in self._before
        if is_moved and is_correction:
            self._correct(name, at)
            self.after[f"{name} corrected"] = []
            fresh = [m for m in fresh if self._says_more(name, m["data"], before)]
        self.given.extend(fresh)
        self._remember(f"{name} at", at)

    def _entry(self, name: str, data: dict[str, Any]) -> str:
        return self._marks(name, data)[0] + self._marks(name, _without_time(data))[0]

    def _is_new(self, name: str, data: dict[str, Any], before: Sequence[str]) -> bool:
        known = {entry[:_MARK_LETTERS] for entry in before}
        return known.isdisjoint(self._marks(name, data))

    def _says_more(self, name: str, data: dict[str, Any], before: Sequence[str]) -> bool:
        """Whether something beside the time is new too."""
        known = {entry[_MARK_LETTERS:] for entry in before}
        return known.isdisjoint(self._marks(name, _without_time(data)))

    def _has_changed(self, field: str, value: object) -> bool:
        return set(self._before.get(field, ())).isdisjoint(self._marks(field, value))

    def _remember(self, field: str, value: object) -> None:
        self.after[field] = [self._marks(field, value)[0]]

    def _marks(self, field: str, value: object) -> tuple[str, ...]:
        return self._comparison.marks(self._told.reference, field, value)

    def _correct(self, milestone: str, at: object) -> None:
        reason = CorrectionReason.DATA_ENTRY.value
        data = {"milestone": milestone, "at": at, "reason": reason}
        self._give(MessageType.INCIDENT_CORRECTED, data)

    def _give(self, kind: MessageType, data: dict[str, Any]) -> None:
        source, sent_at = self._comparison.source, self._comparison.sent_at
        self.given.append(message_of(source, self._told.reference, kind, sent_at, data))


def _by_name(messages: Iterable[Message]) -> dict[str, list[Message]]:
    """Return the messages beside the report, by milestone, or by `graded` and `closed`."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        kind = MessageType(message["type"])
        if kind is MessageType.INCIDENT_MILESTONE:
            found.setdefault(message["data"]["milestone"], []).append(message)
        elif kind is not MessageType.INCIDENT_REPORTED:
            found.setdefault(_MILESTONES.get(kind, kind).value, []).append(message)
    return found


def _earliest(messages: Iterable[Message]) -> object:
    def bounds(at: object) -> tuple[datetime, datetime]:
        moment = parse_moment(at)
        return moment.earliest, moment.latest

    return min((message["data"]["at"] for message in messages), key=bounds)


def _without_time(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "at"}


def _plain(reference: str) -> str:
    """Return a reference as rows are gathered by it: without spaces and case."""
    return "".join(reference.split()).upper()
