"""One message about a case, reduced to what the case needs and may keep: the stored form. Pure.

References of children and households are keyed hashes by now; nothing else of a person is left.
A case keeps its facts as a set, so that the fold is a union: order and repetition cannot matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from pydantic_core import from_json, to_json

from schemas.entries import NO_FACTS
from schemas.moments import Moment, from_stamp, stamp
from schemas.own_sources import ENTERED
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Disposition,
    MessageType,
    Milestone,
    Notice,
    Risk,
)

Place = tuple[datetime, str, str]
"""When a message was sent, its source and its id: the order in which a later word wins."""

BEHIND_EVERY_ID = "~"
"""Stands for the id of a message not yet made: in order it comes after each that one may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a message tells of the incident itself; None (or no child) where it does not say."""

    force: str | None = None
    local_authority: str | None = None
    reported: Moment | None = None
    occurred: Moment | None = None
    risk: Risk | None = None
    children: tuple[tuple[str, AgeBand], ...] = ()
    children_known: ChildrenKnown | None = None
    household: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What one message adds to a case; ordered among others by ``place``."""

    time: datetime
    source: str
    id: str
    type: MessageType
    at: Moment | None = None
    milestone: Milestone | None = None
    notice: Notice | None = None
    risk: Risk | None = None
    disposition: Disposition | None = None
    of: str | None = None
    to: str | None = None
    home: Home | None = None
    by_hand: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    """Words kept for reviews, which no alarm depends on: channel, outcome, area and the like."""

    @property
    def place(self) -> Place:
        """Where it stands among what others said."""
        return (self.time, self.source, self.id)

    @property
    def closing_place(self) -> tuple[datetime, datetime, Place]:
        """Where a closing stands among others: the last by when it holds, then by who said it.

        Only of a closing: every one says when it holds.
        """
        assert self.at is not None  # noqa: S101 - the contract's messages carry it
        return self.at.earliest, self.at.latest, self.place

    @property
    def name(self) -> str:
        """Return the message's own name: its source and id."""
        return f"{self.source} {self.id}"

    @property
    def milestone_told(self) -> Milestone | None:
        """The milestone of which ``at`` is a plain time; None where it is the time of else.

        A correction is a second word on a milestone, and no plain one.
        """
        if self.type is MessageType.INCIDENT_MILESTONE:
            return self.milestone
        return _SAID_AT.get(self.type)

    @property
    def stands_in(self) -> bool:
        """Whether it is a receipt that people entered here, until the case system's own comes.

        What a feed tells is the feed's own word, also where somebody typed it there.
        """
        return self.by_hand and self.source == ENTERED


_SAID_AT = {
    MessageType.NOTIFICATION_RECEIVED: Milestone.RECEIVED,
    MessageType.CONTACT_RECORDED: Milestone.RECORDED,
    MessageType.CONTACT_DECIDED: Milestone.DECIDED,
}
"""Messages whose ``at`` is a milestone; an incident.milestone names its own."""

_PLACE = attrgetter("time", "source", "id")


def in_order(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Return facts in the order of their places."""
    return sorted(facts, key=_PLACE) if len(facts) > 1 else facts


def add_facts(text: bytes, more: Iterable[Fact]) -> bytes:
    """Return the stored facts of a case (JSON) with more behind them, as they came."""
    added = to_json([_as_row(fact) for fact in more])
    return added if text == NO_FACTS else b"%b,%b" % (text[:-1], added[1:])


def load_facts(text: bytes) -> list[Fact]:
    """Return the facts that `add_facts` wrote."""
    return [_from_row(row) for row in from_json(text)]


_TEXT = {
    "m": ("milestone", Milestone),
    "n": ("notice", Notice),
    "r": ("risk", Risk),
    "d": ("disposition", Disposition),
    "o": ("of", str),
    "l": ("to", str),
}
_HOME_TEXT = {
    "f": ("force", str),
    "l": ("local_authority", str),
    "r": ("risk", Risk),
    "k": ("children_known", ChildrenKnown),
    "h": ("household", str),
}
_HOME_TIMES = {"p": "reported", "o": "occurred"}


def _as_row(fact: Fact) -> dict[str, Any]:
    row: dict[str, Any] = {
        "t": stamp(fact.time),
        "s": fact.source,
        "i": fact.id,
        "y": fact.type.value,
    }
    if fact.at is not None:
        row["a"] = fact.at.as_stamps()
    for letter, (name, _) in _TEXT.items():
        if (value := getattr(fact, name)) is not None:
            row[letter] = _plain(value)
    if fact.home is not None:
        row["h"] = _home_row(fact.home)
    if fact.by_hand:
        row["b"] = 1
    if fact.words:
        row["w"] = fact.words
    return row


def _home_row(home: Home) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for letter, name in _HOME_TIMES.items():
        if (moment := getattr(home, name)) is not None:
            row[letter] = moment.as_stamps()
    for letter, (name, _) in _HOME_TEXT.items():
        if (value := getattr(home, name)) is not None:
            row[letter] = _plain(value)
    if home.children:
        row["c"] = [(child, band.value) for child, band in home.children]
    return row


def _plain(word: str) -> str:
    # The encoder takes ten times as long over a member as over its text.
    return word.value if isinstance(word, StrEnum) else word


def _from_row(row: dict[str, Any]) -> Fact:
    return Fact(
        time=from_stamp(row["t"]),
        source=row["s"],
        id=row["i"],
        type=_TYPES[row["y"]],
        at=Moment.from_stamps(row["a"]) if "a" in row else None,
        home=_home(row["h"]) if "h" in row else None,
        by_hand="b" in row,
        words=row.get("w", _NO_WORDS),
        **{name: kind(row[letter]) for letter, (name, kind) in _TEXT.items() if letter in row},
    )


_TYPES = {kind.value: kind for kind in MessageType}
_NO_WORDS: Mapping[str, str] = {}


def _home(row: dict[str, Any]) -> Home:
    told: dict[str, Any] = {
        name: kind(row[letter]) for letter, (name, kind) in _HOME_TEXT.items() if letter in row
    }
    for letter, name in _HOME_TIMES.items():
        if letter in row:
            told[name] = Moment.from_stamps(row[letter])
    children = tuple((key, AgeBand(band)) for key, band in row.get("c", ()))
    return Home(children=children, **told)
