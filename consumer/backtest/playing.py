"""Linked cases lived through again under one policy: what would have rung, and when.

The very same rules as live decide: `consumer.conclude` draws the picture, `alerts.rules` rings,
`alerts.deadlines` says when to look next. Only the clock is virtual: a message is handled when it
became known, a deadline fires at its exact instant. Nothing is read, nothing is written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from alerts.alarm import Look, Surroundings
from alerts.deadlines import next_due
from alerts.homes import with_repeats
from alerts.raising import about_case
from alerts.rules import decide
from consumer.backtest.contacts import SpokenFeeds
from consumer.backtest.course import Step
from consumer.conclude import conclude
from consumer.joining import joined_to, take
from consumer.lifecycle import Account
from schemas.alert import Alert
from schemas.book import Book
from schemas.entries import Entry
from schemas.policy import Policy, PolicyBook
from schemas.records import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case as the history holds it: its names, not what came of it."""

    key: bytes
    handle: str
    sealed_ref: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that may depend on each other, by home or as duplicates, and their common course."""

    cases: tuple[StoredCase, ...]
    course: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """One alarm that would have rung, and the version of the policy that its case kept."""

    alert: Alert
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a group is played under: a policy, the councils' contact feeds, and how to order ties.

    ``reference`` gives the police reference of a case, by which cases of one home that began at the
    same instant are ordered; it is shown to nobody.
    """

    policies: PolicyBook
    contacts: SpokenFeeds
    reference: Callable[[Entry], str]


Drawing = Callable[[bytes, Case, datetime], None]
"""Told of every new picture of a case, and when it was drawn."""


def nobody(_key: bytes, _case: Case, _at: datetime) -> None:
    """Tell nobody of a new picture."""


@dataclass(slots=True, kw_only=True)
class Play:
    """One group under one policy. ``book`` is a fresh one: it holds the cases, in memory only."""

    group: Group
    rules: Rules
    book: Book
    on_drawn: Drawing = nobody
    _accounts: dict[bytes, Account] = field(default_factory=dict)

    def run(self, until: datetime) -> Iterator[Rang]:
        """Yield what rings up to an instant, inclusive, in the order of time."""
        for case in self.group.cases:
            entry = Entry(key=case.key, handle=case.handle, sealed_ref=case.sealed_ref)
            self.book.entries[case.key] = entry
        for step in self.group.course:
            if step.at > until:
                break
            while (due := self.book.next_due()) is not None and due < step.at:
                yield from self._turn(due)
            self._take(step)
            yield from self._turn(step.at)
        while (due := self.book.next_due()) is not None and due <= until:
            yield from self._turn(due)

    def _take(self, step: Step) -> None:
        """Draw every case that the messages of one instant change, and note which are in hand."""
        told = {one.key: one for one in step.told}
        for key, one in told.items():
            self._accounts[key] = one.account
            of = one.account.duplicate_of
            named = None if of is None else bytes.fromhex(of)
            self.book.name_duplicate(self.book.entries[key], named)
        drawn = self.book.joined(told) & self._accounts.keys()
        accounts = {key.hex(): self._accounts[key] for key in drawn}
        joined = joined_to(accounts)
        graded = frozenset().union(*(one.new_grades for one in told.values()))
        for key in sorted(drawn):
            entry = self.book.entries[key]
            self._draw(entry, accounts, joined, step.at)
            entry.marks = replace(entry.marks, is_changed=True, new_grades=graded)
            self.book.look_soon(entry, step.at)
        for key in step.held_until.keys() & self._accounts.keys():
            entry = self.book.entries[key]
            entry.held_until = step.held_until[key]
            self.book.look_soon(entry, step.at)

    def _draw(
        self, entry: Entry, accounts: dict[str, Account], joined: dict[str, str], at: datetime
    ) -> None:
        name = entry.key.hex()
        case = conclude(take(name, accounts, joined), self.rules.policies, joined.get(name))
        entry.draw(case)
        if len(self.group.cases) > 1:
            self.book.join_home(entry, case.kin)
        self.on_drawn(entry.key, case, at)

    def _turn(self, now: datetime) -> Iterator[Rang]:
        due = self.book.take_due(now)
        for entry, earlier in with_repeats(due, self.book.relatives, self._place).values():
            yield from self._look(entry, earlier, now)

    def _look(self, entry: Entry, earlier: Entry | None, now: datetime) -> Iterator[Rang]:
        case = entry.picture
        policy = self.rules.policies.by_version(case.policy)
        live = partial(self._contact_live, case.local_authority, policy, now)
        code = None if earlier is None else earlier.handle
        held_until = entry.held_until
        around = Surroundings(contact_live=live, earlier_case=code, held_until=held_until)
        look = Look(case=case, policy=policy, now=now, around=around)
        alarms, entry.marks = decide(look, entry.marks)
        for alarm in alarms:
            yield Rang(alert=about_case(alarm, entry, policy), policy=policy)
        self.book.look_at(entry, next_due(case, entry.marks, policy, now, held_until))

    def _contact_live(
        self, council: str | None, policy: Policy, now: datetime, at: datetime
    ) -> bool:
        return self.rules.contacts.spoke(council, at - policy.contact_feed_live, at, now)

    def _place(self, entry: Entry) -> tuple[datetime, str]:
        """When a case began and, on the same start, its reference."""
        return entry.picture.started_at, self.rules.reference(entry)
