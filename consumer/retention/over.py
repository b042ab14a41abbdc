"""Which cases nobody needs any more: over for long, and so is whatever they are read with.

A case is never looked at alone. What duplicates join is one case, so all of it stays or goes; and
while somebody waits in a home, the other cases of that home stay beside them.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select

from alerts.sent_rows import IS_OPEN
from schemas.among import among
from schemas.book import Book
from schemas.entries import Entry
from schemas.facts import load_facts
from schemas.tables import alerts, outbox
from schemas.words import Milestone


def over_since(entry: Entry) -> datetime | None:
    """Return the last word on a case: its last message, or the decision where that was later.

    None where it is not over: it waits, is to be looked at, or is counted among those who wait.
    """
    case = entry.picture
    if case.is_waiting or entry.looks or entry.counted:
        return None
    decided = case.milestones.get(Milestone.DECIDED)
    last = max(fact.time for fact in load_facts(entry.facts))
    return last if decided is None else max(last, decided.latest)


def groups_over(book: Book, keys: Collection[bytes], before: datetime) -> list[frozenset[bytes]]:
    """Return the groups of joined cases among these that were over before an instant.

    They are locked until the commit. A group is found by its first key alone, so that of cases that
    are read in parts each group comes once.
    """
    book.load(keys)
    groups = {frozenset(book.joined([key])) for key in keys if key in book.entries}
    firsts = [group for group in groups if min(group) in keys]
    old = [group for group in firsts if all(_is_old(book.entries[key], before) for key in group)]
    book.load_homes(
        {kin for group in old for key in group for kin in book.entries[key].picture.kin}
    )
    unsent = _unsent(book, {key for group in old for key in group})
    needed = (unsent, frozenset(_beside_who_waits(book, old)))
    return [group for group in old if not any(group & one for one in needed)]


def _is_old(entry: Entry, before: datetime) -> bool:
    since = over_since(entry)
    return since is not None and since < before


def _beside_who_waits(book: Book, groups: list[frozenset[bytes]]) -> Iterator[bytes]:
    for group in groups:
        for key in group:
            if any(other.picture.is_waiting for other in book.relatives(book.entries[key])):
                yield key


def _unsent(book: Book, keys: Collection[bytes]) -> frozenset[bytes]:
    """Return the cases of which somebody still tries to send an alert."""
    rows = (
        select(alerts.c.case_key)
        .join(outbox, outbox.c.alert_id == alerts.c.alert_id)
        .where(among(book.connection, alerts.c.case_key, list(keys)), IS_OPEN)
    )
    return frozenset(book.connection.scalars(rows))
