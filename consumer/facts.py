"""One message about a case, reduced to what the case needs and may keep: the stored form. Pure.

References of children and households are keyed hashes by now; nothing else of a person is left.
A case keeps its facts as a set, so that the fold is a union: order and repetition cannot matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from schemas.moments import Moment, from_stamp, stamp
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
    def name(self) -> str:
        """Return the message's own name: its source and id."""
        return f"{self.source} {self.id}"


def dump_facts(facts: Iterable[Fact]) -> bytes:
    """Return facts as compact JSON, in the order of their places, for the case's row."""
    return to_json([_as_row(fact) for fact in sorted(facts, key=lambda fact: fact.place)])


def load_facts(text: bytes) -> tuple[Fact, ...]:
    """Return the facts that `dump_facts` wrote."""
    return tuple(_from_row(row) for row in from_json(text))


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
            row[letter] = value
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
            row[letter] = value
    if home.children:
        row["c"] = home.children
    return row


def _from_row(row: dict[str, Any]) -> Fact:
    fact = Fact(
        time=from_stamp(row["t"]),
        source=row["s"],
        id=row["i"],
        type=MessageType(row["y"]),
        at=Moment.from_stamps(row["a"]) if "a" in row else None,
        home=_home(row["h"]) if "h" in row else None,
        by_hand="b" in row,
        words=row.get("w", {}),
    )
    told = {name: kind(row[letter]) for letter, (name, kind) in _TEXT.items() if letter in row}
    return replace(fact, **told) if told else fact


def _home(row: dict[str, Any]) -> Home:
    told: dict[str, Any] = {
        name: kind(row[letter]) for letter, (name, kind) in _HOME_TEXT.items() if letter in row
    }
    for letter, name in _HOME_TIMES.items():
        if letter in row:
            told[name] = Moment.from_stamps(row[letter])
    children = tuple((key, AgeBand(band)) for key, band in row.get("c", ()))
    return Home(children=children, **told)
