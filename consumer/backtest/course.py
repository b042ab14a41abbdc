"""The course of a few linked cases: what was known of each after every instant. Pure.

It does not depend on any limit, so that two policies are compared on one and the same course.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consumer.facts import Fact
from consumer.lifecycle import Account, tell
from schemas.words import MessageType

Known = tuple[datetime, Fact]
"""A fact, and the instant at which it became known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one case after an instant at which messages about it were handled."""

    key: bytes
    account: Account
    new_grades: frozenset[str]
    """Graded messages among those of this instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instant, and every case that was told of at it."""

    at: datetime
    told: tuple[Told, ...]


def course_of(cases: Mapping[bytes, Iterable[Known]]) -> tuple[Step, ...]:
    """Return what was known after each instant, rising; the facts of an instant come together."""
    by_instant: dict[datetime, list[Told]] = {}
    for key, known in sorted(cases.items()):
        for at, told in _one_by_one(key, known):
            by_instant.setdefault(at, []).append(told)
    return tuple(Step(at=at, told=tuple(by_instant[at])) for at in sorted(by_instant))


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
