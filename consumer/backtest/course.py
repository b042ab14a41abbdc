"""The course of a few linked cases: what was known of each after every instant. Pure.

It does not depend on any limit, so that two policies are compared on one and the same course.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consumer.lifecycle import Account, tell
from schemas.facts import Fact
from schemas.words import MessageType

Known = tuple[datetime, Fact]
"""A fact, and the instant at which it became known here."""

Held = tuple[datetime, datetime]
"""An instant at which somebody took a case in hand or gave it up, and until when it is in hand."""


_NO_HOLDS: Mapping[bytes, Sequence[Held]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one case after an instant at which messages about it were handled."""

    key: bytes
    account: Account
    new_grades: frozenset[str]
    """Graded messages among those of this instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instant, every case that was told of at it, and those taken in hand or given up."""

    at: datetime
    told: tuple[Told, ...] = ()
    held_until: Mapping[bytes, datetime] = field(default_factory=dict)


def course_of(
    cases: Mapping[bytes, Iterable[Known]], holds: Mapping[bytes, Sequence[Held]] = _NO_HOLDS
) -> tuple[Step, ...]:
    """Return what was known after each instant, rising; the facts of an instant come together.

    Of several words on who has a case in hand at one instant the last one given counts.
    """
    told: dict[datetime, list[Told]] = {}
    for key, known in sorted(cases.items()):
        for at, one in _one_by_one(key, known):
            told.setdefault(at, []).append(one)
    held: dict[datetime, dict[bytes, datetime]] = {}
    for key, every in holds.items():
        for at, until in every:
            held.setdefault(at, {})[key] = until
    return tuple(
        Step(at=at, told=tuple(told.get(at, ())), held_until=held.get(at, {}))
        for at in sorted(told.keys() | held.keys())
    )


def _one_by_one(key: bytes, known: Iterable[Known]) -> Iterable[tuple[datetime, Told]]:
    together: dict[datetime, list[Fact]] = {}
    for at, fact in known:
        together.setdefault(at, []).append(fact)
    so_far: list[Fact] = []
    for at in sorted(together):
        so_far += together[at]
        yield at, _told(key, so_far, together[at])


def _told(key: bytes, so_far: Sequence[Fact], new: Sequence[Fact]) -> Told:
    graded = (fact.name for fact in new if fact.type is MessageType.INCIDENT_GRADED)
    return Told(
        key=key,
        account=tell(so_far),
        new_grades=frozenset(graded),
    )
