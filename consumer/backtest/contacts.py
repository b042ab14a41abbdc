"""When each council's contact feed had spoken, as it was known at any instant of the past. Pure.

The council's own rungs ring only while its contact feed is live, so the back-test must ask what the
sweep asked: of contacts handled by then, under the council whose case it was then.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from consumer.backtest.course import Known, course_of
from consumer.conclude import local_authority_of
from schemas.facts import Fact
from schemas.words import MessageType

CONTACTS = frozenset({MessageType.CONTACT_RECORDED, MessageType.CONTACT_DECIDED})
"""Messages by which a council's contact feed shows that it is live."""

FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One contact message of one council, and from when to when it counted as that council's."""

    told_at: datetime
    known_from: datetime
    known_until: datetime = FOR_EVER


class SpokenFeeds:
    """The contact messages of every council."""

    def __init__(self, spoken: Iterable[tuple[str, Spoken]]) -> None:
        """Take contact messages with their councils, in any order."""
        self._spoken: dict[str, list[Spoken]] = {}
        for council, one in spoken:
            self._spoken.setdefault(council, []).append(one)
        for every in self._spoken.values():
            every.sort(key=_told_at)

    def spoke(self, council: str | None, since: datetime, until: datetime, now: datetime) -> bool:
        """Whether a council had spoken between two instants, both included, as known at ``now``."""
        every = self._spoken.get(council or "", [])
        for place in range(bisect_left(every, since, key=_told_at), len(every)):
            one = every[place]
            if one.told_at > until:
                return False
            if one.known_from <= now < one.known_until:
                return True
        return False


def _told_at(one: Spoken) -> datetime:
    return one.told_at


def spoken_in(known: Sequence[Known]) -> Iterator[tuple[str, Spoken]]:
    """Yield the contact messages of one case, each for the council whose case it then was."""
    contacts = [(at, fact) for at, fact in known if fact.type in CONTACTS]
    if not contacts:
        return
    for council, since, until in _councils(known):
        for at, fact in contacts:
            if at < until:
                yield council, Spoken(fact.time, max(at, since), until)


def _councils(known: Sequence[Known]) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield whose case it was, from when to when."""
    naming = [at for at, fact in known if _names(fact)]
    named = {council for _, fact in known for council in _names(fact)}
    if len(named) == 1 and not any(fact.to for _, fact in known):
        # Nearly every case: one council for ever, from the first that names it.
        yield named.pop(), min(naming), FOR_EVER
        return
    changes = [
        (step.at, local_authority_of(step.told[0].account)) for step in course_of({b"": known})
    ]
    ends = [at for at, _ in changes[1:]] + [FOR_EVER]
    for (since, council), until in zip(changes, ends, strict=True):
        if council is not None:
            yield council, since, until


def _names(fact: Fact) -> set[str]:
    home = None if fact.home is None else fact.home.local_authority
    return {council for council in (home, fact.to) if council}
