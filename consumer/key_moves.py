"""Which hashes a newer HMAC key takes the place of, as far as messages name what they are of. Pure.

Nobody can make the hash of a reference anew without the reference: so it moves to the newest key
when a message next names it. Source: design, "Keys".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from consumer.reading import kin_keys
from schemas.facts import Fact, load_facts
from schemas.keys import KeyRing, Subject
from schemas.messages import (
    IncidentBlock,
    IncidentClosed,
    IncidentReported,
    Message,
    NotificationReceived,
)

_HASH = re.compile(rb'"((?:[0-9a-f]{32}){1,2})"')
"""How a child, a household or a case is named in the stored form of facts and pictures."""


class Renamed(NamedTuple):
    """A case by its newest key, and its reference, to be sealed anew under that."""

    key: bytes
    reference: str


@dataclass(slots=True, kw_only=True)
class KeyMoves:
    """By hash under an older key what stands in its place under the newest."""

    cases: dict[bytes, Renamed] = field(default_factory=dict)
    kin: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything could have to move: never while there is but one key."""
        return bool(self.cases)

    def add_case(self, keys: tuple[bytes, ...], reference: str) -> None:
        """Note the keys of a case, newest first."""
        newest, *older = keys
        self.cases |= dict.fromkeys(older, Renamed(newest, reference))

    def add_kin(self, keys: tuple[str, ...]) -> None:
        """Note the hashes of a child or a household, newest first."""
        newest, *older = keys
        self.kin |= dict.fromkeys(older, newest)

    def case_key(self, key: bytes) -> bytes:
        """Return the key under which a case stands from now on."""
        return self.cases[key].key if key in self.cases else key

    def rewritten(self, stored: bytes) -> bytes:
        """Return stored facts or a stored picture with the newest hashes."""
        names = {old.encode(): new.encode() for old, new in self.kin.items()}
        names |= {old.hex().encode(): new.key.hex().encode() for old, new in self.cases.items()}
        return _HASH.sub(lambda hit: b'"%b"' % names.get(hit[1], hit[1]), stored)

    def are_newest(self, key: bytes, facts: bytes) -> bool:
        """Whether a case and all that its rewritten facts name surely stand under the newest key.

        False too where some were moved by an earlier message: a hash does not tell its key.
        """
        newest = {*self.kin.values(), *(new.key.hex() for new in self.cases.values())}
        named = {one for fact in load_facts(facts) for one in _hashes(fact)}
        return named | {key.hex()} <= newest


def key_moves(messages: Iterable[Message], keys: KeyRing) -> KeyMoves:
    """Return what the references in these messages may have to be moved from, and to."""
    moves = KeyMoves()
    if len(keys.hmac_ids) == 1:
        return moves
    for message in messages:
        for reference in _references(message):
            moves.add_case(keys.reference_keys(reference), reference)
        for subject, reference in _kin(message):
            moves.add_kin(kin_keys(keys, subject, reference))
    return moves


def _references(message: Message) -> Iterator[str]:
    if message.subject is not None:
        yield message.subject
    if isinstance(message.data, IncidentClosed) and message.data.of is not None:
        yield message.data.of


def _kin(message: Message) -> Iterator[tuple[Subject, str]]:
    home: IncidentReported | IncidentBlock | None
    match message.data:
        case IncidentReported() as home:
            pass
        case NotificationReceived(incident=home):
            pass
        case _:
            return
    if home is None:
        return
    for child in home.children or ():
        yield Subject.CHILD, child.ref
    if home.household is not None:
        yield Subject.HOUSEHOLD, home.household


def _hashes(fact: Fact) -> Iterator[str]:
    if fact.of is not None:
        yield fact.of
    if fact.home is not None:
        yield from (child for child, _ in fact.home.children)
        if fact.home.household is not None:
            yield fact.home.household
