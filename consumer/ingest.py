"""A message arrives: one transaction takes it in, and nothing is lost or counted twice.

Messages seen, facts, pictures, the ledger, quarantine, offsets and audit are written together
(design, law 2). Only the sweep rings: here is only what the sweep will look at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from consumer.arrivals import Arrival
from consumer.canary_arrivals import CanariesTaken, is_canary
from consumer.conclude import conclude
from consumer.joining import joined_to, take
from consumer.key_moves import key_moves
from consumer.key_moving import move_keys
from consumer.ledger import Ledger
from consumer.lifecycle import Account, tell
from consumer.offsets import OffsetsMoved
from consumer.quarantining import Quarantine
from consumer.seen import Seen, Sight
from consumer.sequences import new_gap, note_number, without
from consumer.told_feeds import hear, keep_control_total
from schemas.auditing import Signature, audit_row
from schemas.book import Book
from schemas.counts import CASE_PURGED, DROPPED, NO_COUNCIL, labels
from schemas.entering import are_mine, mark_taken
from schemas.entries import Entry
from schemas.facts import Fact, add_facts, load_facts
from schemas.feeds import NO_NUMBERS, Feeds, Numbers
from schemas.house import House
from schemas.messages import ControlTotal, Message, NotificationReceived
from schemas.refusals import Refusal
from schemas.reported_hours import reported_as
from schemas.tables import audit
from schemas.words import MessageType

CONTACT_TYPES = frozenset({MessageType.CONTACT_RECORDED, MessageType.CONTACT_DECIDED})
"""Messages by which a council's contact feed shows that it is live."""

AUDITED = {
    MessageType.INCIDENT_CORRECTED: "milestone corrected",
    MessageType.INCIDENT_CLOSED: "disposition told",
}
"""Messages that change what was judged or expected: each leaves an audit row."""


class Ingest:
    """Takes arrivals into the book of one transaction, and settles what they changed."""

    def __init__(self, book: Book, feeds: Feeds, house: House) -> None:
        """Take the open book and feeds, and what does not change while the program runs."""
        self._book = book
        self._feeds = feeds
        self._house = house
        self._newest = house.policies.versions[-1]
        self._seen = Seen(book.connection)
        self._ledger = Ledger(book, self._newest)
        self._quarantine = Quarantine(book, house)
        self._canaries = CanariesTaken(book.connection)
        self._coming: list[Fact] = []
        self._facts: dict[bytes, list[Fact]] = {}
        self._told: dict[bytes, list[Fact]] = {}
        self._accounts: dict[bytes, Account] = {}
        self._new_grades: set[str] = set()
        self._file: str | None = None
        self._entered: dict[int, datetime] = {}

    def prepare(self, arrivals: Sequence[Arrival]) -> None:
        """Read in bulk everything that these arrivals may change.

        Raises:
            OffsetsMoved: Another process has taken in one of the entered messages.
        """
        numbers = [a.record.entered for a in arrivals if a.record.entered is not None]
        if numbers and not are_mine(self._book.connection, numbers):
            raise OffsetsMoved("entered")
        arrivals = [arrival for arrival in arrivals if not is_canary(arrival)]
        messages = [a.told for a in arrivals if isinstance(a.told, Message)]
        sources = {a.told.source for a in arrivals if a.told.source is not None}
        facts = [a.fact for a in arrivals if a.fact is not None]
        self._coming = facts
        keys = self._house.keys
        move_keys(self._book.connection, key_moves(messages, keys), keys)
        self._seen.load(messages)
        self._feeds.load(sources)
        self._book.open(_references(arrivals), keys)
        self._book.load(bytes.fromhex(fact.of) for fact in facts if fact.of is not None)
        self._ledger.load()

    def prepare_homes(self) -> None:
        """Read in bulk the homes of every case held and to come, for looks in this transaction.

        Where the sweep has transactions of its own it reads the few that it needs.
        """
        held = (entry for entry in self._book.entries.values() if not entry.is_blank)
        kin = {one for entry in held for one in entry.picture.kin}
        self._book.load_homes(kin | _kin_of(self._coming))

    def take(self, arrival: Arrival, now: datetime) -> None:
        """Take one arrival in at ``now``; `settle` must follow before time moves on."""
        told = arrival.told
        if arrival.record.entered is not None:
            self._entered[arrival.record.entered] = now
        if is_canary(arrival):
            self._canaries.take(arrival, now)
            return
        self._note_number(told, now)
        if isinstance(told, Refusal):
            self._quarantine.refuse(arrival, told, now)
            return
        match self._seen.look(told, now):
            case Sight.REPEAT:
                return
            case Sight.CONFLICT:
                self._quarantine.conflict(arrival, told, now)
                return
            case Sight.NEW:
                self._take_new(arrival, told, now)

    def _take_new(self, arrival: Arrival, message: Message, now: datetime) -> None:
        if not self._is_for_us(arrival):
            self._book.count(DROPPED, labels(NO_COUNCIL))
            if not isinstance(message.data, NotificationReceived):
                return
            # What it says of the incident is left out; that a child's notification was received
            # is not: the wait would go on.
            arrival = arrival.without_home()
        hear(self._feeds, message, now, self._house.schedules.get(message.source))
        if isinstance(message.data, ControlTotal):
            keep_control_total(self._feeds, message, message.data, now)
        if arrival.key in self._book.purged:
            # Over for years: a wait must not begin again because a file was sent once more.
            self._book.count(DROPPED, labels(CASE_PURGED))
        elif arrival.key is not None and arrival.fact is not None:
            self._keep(self._book.entries[arrival.key], arrival.fact, arrival, now)

    def _keep(self, entry: Entry, fact: Fact, arrival: Arrival, now: datetime) -> None:
        """Keep what a message tells of its case until it is settled."""
        message = arrival.told
        if not entry.sealed_ref and message.subject is not None:
            # A case that goes on must be looked up again; the next purge erases it as any other.
            entry.sealed_ref = self._house.keys.seal(message.subject.encode(), entry.key)
        self._told.setdefault(entry.key, []).append(fact)
        # What is settled together comes from one batch, so from one file or none.
        self._file = message.source if arrival.record.in_file else None
        if fact.type is MessageType.INCIDENT_GRADED:
            self._new_grades.add(fact.name)
        if action := AUDITED.get(fact.type):
            self._audit(entry, fact, action, now)

    def _is_for_us(self, arrival: Arrival) -> bool:
        return arrival.council is None or self._newest.is_configured(arrival.council)

    def _note_number(self, told: Message | Refusal, now: datetime) -> None:
        """Note a numbered message as come, also a refused one: it is not lost."""
        if told.sequence is None or told.source is None:
            return
        feed = self._feeds.heard(told.source)
        numbers = NO_NUMBERS if feed is None else Numbers(feed.lowest_number, feed.highest_number)
        numbers, holes = note_number(numbers, told.sequence)
        self._feeds.number(told.source, numbers, now)
        left = without(self._feeds.gaps_of(told.source), told.sequence)
        gaps = [new_gap(told.source, hole, now) for hole in holes]
        self._feeds.set_gaps(told.source, [*left, *gaps])

    def settle(self, now: datetime) -> None:
        """Draw the picture of every case that changed anew, judge it, and have it looked at."""
        if not self._told:
            return
        # Also those that a case was joined to until now: they lose what they had of it.
        were_joined = self._book.joined(self._told)
        for key, told in self._told.items():
            self._renew(self._book.entries[key], told)
        drawn = were_joined | self._book.joined(self._told)
        accounts = {key.hex(): self._account(key) for key in drawn if self._has_facts(key)}
        joined = joined_to(accounts)
        for key in sorted(drawn):
            if key.hex() in accounts:
                self._draw(self._book.entries[key], accounts, joined, now)
        self._told.clear()
        self._new_grades.clear()

    def _draw(
        self, entry: Entry, accounts: dict[str, Account], joined: dict[str, str], now: datetime
    ) -> None:
        name = entry.key.hex()
        was_blank = entry.is_blank
        told = take(name, accounts, joined)
        entry.draw(conclude(told, self._house.policies, joined.get(name)))
        if self._new_grades or not entry.marks.is_changed:
            new_grades = entry.marks.new_grades | frozenset(self._new_grades)
            entry.marks = replace(entry.marks, is_changed=True, new_grades=new_grades)
        if joined or self._may_have_kin(entry):
            self._book.join_home(entry, entry.picture.kin)
        self._note_contacts(entry, was_blank=was_blank)
        self._count_reported(entry, now)
        self._ledger.judge(entry, now)
        self._book.look_soon(entry, now, self._file)

    def _may_have_kin(self, entry: Entry) -> bool:
        """Whether what was told just now may name children or a household not known before."""
        return any(fact.home is not None for fact in self._told.get(entry.key, ()))

    def _note_contacts(self, entry: Entry, *, was_blank: bool) -> None:
        council = entry.picture.local_authority
        told = [fact.time for fact in self._facts_of(entry) if fact.type in CONTACT_TYPES]
        if told:
            if council != entry.council and not was_blank:
                self._book.contacts.move(entry.key, council)
            self._book.contacts.note(entry.key, council, told)
        entry.council = council

    def _count_reported(self, entry: Entry, now: datetime) -> None:
        before, entry.reported_as = entry.reported_as, reported_as(entry.picture)
        self._feeds.reported.count(before, entry.reported_as, now)

    def _renew(self, entry: Entry, told: list[Fact]) -> None:
        """Add what was told to a case's facts, and read them all into its own account."""
        facts = self._facts_of(entry)
        facts.extend(told)
        entry.facts = add_facts(entry.facts, told)
        account = tell(facts)
        self._accounts[entry.key] = account
        of = account.duplicate_of
        self._book.name_duplicate(entry, None if of is None else bytes.fromhex(of))

    def _account(self, key: bytes) -> Account:
        if key not in self._accounts:
            self._accounts[key] = tell(self._facts_of(self._book.entries[key]))
        return self._accounts[key]

    def _has_facts(self, key: bytes) -> bool:
        return bool(self._facts_of(self._book.entries[key]))

    def _facts_of(self, entry: Entry) -> list[Fact]:
        if entry.key not in self._facts:
            self._facts[entry.key] = load_facts(entry.facts)
        return self._facts[entry.key]

    def _audit(self, entry: Entry, fact: Fact, action: str, now: datetime) -> None:
        # Not the message's own id: a source may have made it from the reference.
        by = Signature(actor=fact.source, at=now)
        words = (fact.milestone, fact.disposition, fact.words.get("reason"))
        said = " ".join(word for word in words if word)
        self._book.add(audit, audit_row(by, action, handle=entry.handle, detail=said))

    def flush(self) -> None:
        """Write what was seen and judged, in this transaction; book and feeds flush themselves."""
        self._seen.flush()
        self._ledger.flush()
        self._canaries.flush()
        if self._entered:
            numbers, at = self._entered.keys(), max(self._entered.values())
            mark_taken(self._book.connection, numbers, at)


def _references(arrivals: Iterable[Arrival]) -> dict[bytes, str]:
    return {
        arrival.key: arrival.told.subject
        for arrival in arrivals
        if arrival.key is not None and arrival.told.subject is not None
    }


def _kin_of(facts: Iterable[Fact]) -> set[str]:
    homes = [fact.home for fact in facts if fact.home is not None]
    children = {child for home in homes for child, _ in home.children}
    return children | {home.household for home in homes if home.household is not None}
