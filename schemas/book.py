"""The cases that one transaction holds: read in bulk, changed in memory, written back in bulk.

Both triggers use it: a message that arrives changes facts and picture, a look at the clock changes
marks and the next instant to look. Nothing of it outlives the transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from heapq import heappop, heappush
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from schemas.among import among
from schemas.contact_feeds import ContactFeeds
from schemas.counts import add_counts
from schemas.entries import Entry, entry_of, entry_row
from schemas.inserts import change_rows, put_rows
from schemas.keys import KeyRing, handle
from schemas.orders import gravest_first
from schemas.purge_tables import purged_cases
from schemas.raised import Raised, Tell
from schemas.tables import cases, home_cases


class Book:
    """The unit of work: everything read for update, everything changed, one flush."""

    def __init__(self, connection: Connection, *, shard: str) -> None:
        """Take a writing connection; ``shard`` names whose counts these are."""
        self.connection = connection
        self.shard = shard
        self.entries: dict[bytes, Entry] = {}
        self.purged: set[bytes] = set()
        """Keys of cases asked for that were removed by age."""
        self.counts: dict[tuple[str, str], int] = {}
        self._asked: set[bytes] = set()
        self._inserts: dict[str, tuple[Table, list[dict[str, Any]]]] = {}
        self._due: list[tuple[datetime, bytes]] = []
        self._kin: dict[str, set[bytes]] = {}
        self._whole_kin: set[str] = set()
        self._new_kin: list[tuple[str, bytes]] = []
        self.contacts = ContactFeeds(connection)
        self._naming: dict[bytes, set[bytes]] = {}
        self._raised: list[Raised] = []
        self._tell: Tell | None = None

    def open(self, references: Mapping[bytes, str], keys: KeyRing) -> None:
        """Read the cases of these keys for update, and open those that are new.

        A new case has no row until the flush, which inserts it and takes no other's row for it:
        where two consumers open the same case at once, the second is refused by the key, and its
        whole transaction is done again on what the first wrote. So no fact is lost.
        """
        self.load(references)
        missing = self._not_purged(key for key in references if key not in self.entries)
        codes = self._free_handles(missing)
        for key in missing:
            sealed = keys.seal(references[key].encode(), key)
            self.entries[key] = Entry(
                key=key, handle=codes[key], sealed_ref=sealed, key_id=keys.hmac_id, is_new=True
            )

    def _not_purged(self, missing: Iterable[bytes]) -> list[bytes]:
        """Return those of the missing cases that never were: one that was purged is not opened.

        Asked once the cases were read for update: whoever purged one has committed by then.
        """
        wanted = set(missing)
        gone = among(self.connection, purged_cases.c.case_key, wanted)
        if wanted:
            self.purged.update(self.connection.scalars(select(purged_cases.c.case_key).where(gone)))
        return sorted(wanted - self.purged)

    def _free_handles(self, missing: Collection[bytes]) -> dict[bytes, str]:
        """Return a case code for each new case that no other case has."""
        codes: dict[bytes, str] = {}
        taken: set[str] = set()
        attempt = 0
        while wanted := {key: handle(key, attempt) for key in missing if key not in codes}:
            theirs = among(self.connection, cases.c.handle, list(wanted.values()))
            rows = self.connection.execute(select(cases.c.handle).where(theirs))
            taken.update(rows.scalars())
            for key, code in wanted.items():
                if code not in taken:
                    codes[key] = code
                    taken.add(code)
            attempt += 1
        return codes

    def load(self, keys: Iterable[bytes]) -> None:
        """Read the cases of these keys that exist, for update, with all that duplicates join."""
        wanted = set(keys) - self._asked
        while wanted:
            self._asked |= wanted
            these = among(self.connection, cases.c.case_key, wanted)
            found = self._read(
                select(cases).where(these).order_by(cases.c.case_key).with_for_update()
            )
            # Only now: until they were ours another process could still join a case to them.
            joined = among(self.connection, cases.c.named_duplicate_of, wanted)
            naming = self.connection.execute(select(cases.c.case_key).where(joined)).scalars()
            named = {entry.named_duplicate_of for entry in found if entry.named_duplicate_of}
            wanted = {*named, *naming} - self._asked

    def load_due(self, until: datetime, *, at_most: int | None = None) -> list[Entry]:
        """Read the cases whose deadline comes up to an instant, soonest first, the gravest before.

        Return these, also those that were held before. Those that another process holds at this
        moment are left to it.
        """
        order = cases.c.next_due_at, gravest_first(cases.c.risk)
        due = select(cases).where(cases.c.next_due_at <= until).order_by(*order)
        return self._read(due.limit(at_most).with_for_update(skip_locked=True))

    def load_changed(self, until: datetime, *, at_most: int | None = None) -> list[Entry]:
        """Read the cases that messages have changed since somebody looked, as `load_due` does."""
        due = select(cases).where(cases.c.changed_at <= until).order_by(cases.c.changed_at)
        return self._read(due.limit(at_most).with_for_update(skip_locked=True))

    def load_homes(self, kin: Collection[str]) -> None:
        """Read which cases these households and children belong to, and those cases."""
        unknown = sorted(set(kin) - self._whole_kin)
        if not unknown:
            return
        self._whole_kin.update(unknown)
        of_these = among(self.connection, home_cases.c.kin, unknown)
        for row in self.connection.execute(select(home_cases).where(of_these)):
            self._kin.setdefault(row.kin, set()).add(row.case_key)
        self.load({key for one in unknown for key in self._kin.get(one, ())})

    def _read(self, rows: Select[Any]) -> list[Entry]:
        """Return the entries of these rows; those that the book held stay as they are in it."""
        found = self.connection.execute(rows).all()
        fresh = [row for row in found if row.case_key not in self.entries]
        for entry in map(entry_of, fresh):
            self.entries[entry.key] = entry
            if entry.named_duplicate_of is not None:
                self._naming.setdefault(entry.named_duplicate_of, set()).add(entry.key)
            for at in entry.looks:
                heappush(self._due, (at, entry.key))
        return [self.entries[row.case_key] for row in found]

    def look_soon(self, entry: Entry, now: datetime, file: str | None = None) -> None:
        """Have a case looked at that a message changed; its deadlines stand until then.

        ``file`` is the source of the file in which it came; None where it came otherwise.
        """
        is_only_so = entry.changed_at is None or entry.changed_in_file == file
        entry.changed_in_file = file if is_only_so else None
        entry.changed_at = entry.changed_at or now
        entry.is_dirty = True
        heappush(self._due, (entry.changed_at, entry.key))

    def look_at(self, entry: Entry, at: datetime | None) -> None:
        """Set when a case that was just looked at must be looked at next."""
        entry.next_due_at, entry.changed_at, entry.changed_in_file = at, None, None
        entry.is_dirty = True
        if at is not None:
            heappush(self._due, (at, entry.key))

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which one of the held cases must be looked at."""
        while self._due:
            at, key = self._due[0]
            if at in self.entries[key].looks:
                return at
            heappop(self._due)
        return None

    def take_due(self, now: datetime) -> list[Entry]:
        """Return the held cases that must be looked at by now, each once."""
        due: dict[bytes, Entry] = {}
        while (at := self.next_due()) is not None and at <= now:
            entry = self.entries[heappop(self._due)[1]]
            due[entry.key] = entry
        return list(due.values())

    def name_duplicate(self, entry: Entry, of: bytes | None) -> None:
        """Note which case an entry's standing disposition says that it duplicates."""
        if entry.named_duplicate_of is not None:
            self._naming[entry.named_duplicate_of].discard(entry.key)
        if of is not None:
            self._naming.setdefault(of, set()).add(entry.key)
        entry.named_duplicate_of = of

    def joined(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return these held cases with all that duplicates join to them, in both directions."""
        reached: set[bytes] = set()
        ahead = set(keys)
        while ahead:
            reached |= ahead
            named = {self.entries[key].named_duplicate_of for key in ahead}
            naming = {other for key in ahead for other in self._naming.get(key, ())}
            ahead = {key for key in named | naming if key in self.entries} - reached
        return reached

    def join_home(self, entry: Entry, kin: Iterable[str]) -> None:
        """Note that a case belongs to these households and children."""
        for one in kin:
            if entry.key not in self._kin.setdefault(one, set()):
                self._kin[one].add(entry.key)
                self._new_kin.append((one, entry.key))

    def relatives(self, entry: Entry) -> list[Entry]:
        """Return the other cases of the same household or children; `load_homes` came before."""
        keys = {key for one in entry.picture.kin for key in self._kin.get(one, ())}
        others = (self.entries.get(key) for key in sorted(keys - {entry.key}))
        return [other for other in others if other is not None and not other.is_blank]

    def add(self, table: Table, row: dict[str, Any]) -> None:
        """Note a row to be inserted at the flush."""
        self._inserts.setdefault(table.name, (table, []))[1].append(row)

    def count(self, metric: str, labels: str, by: int = 1) -> None:
        """Note that a count changes by so much."""
        self.counts[metric, labels] = self.counts.get((metric, labels), 0) + by

    def note_raised(self, raised: Raised, tell: Tell) -> None:
        """Note an alert; how all of this transaction leave is decided together, at the flush."""
        self._raised.append(raised)
        self._tell = tell

    def changed(self) -> list[Entry]:
        """Return the cases that changed and have a picture, in key order."""
        dirty = (e for e in self.entries.values() if e.is_dirty and not e.is_blank)
        return sorted(dirty, key=lambda entry: entry.key)

    def flush(self) -> None:
        """Write everything that changed, in this transaction."""
        if self._tell is not None:
            self._tell(self._raised)
        changed = self.changed()
        new, known = (
            [entry_row(entry) for entry in changed if entry.is_new is is_new]
            for is_new in (True, False)
        )
        put_rows(self.connection, cases, new, is_new=True)
        change_rows(self.connection, cases, "case_key", known)
        self._flush_kin()
        self.contacts.flush()
        add_counts(self.connection, self.shard, self.counts)
        for table, rows in self._inserts.values():
            put_rows(self.connection, table, rows, is_new=True)

    def _flush_kin(self) -> None:
        rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for kin, key in sorted(self._new_kin):
            rows[self.entries[key].is_new].append({"kin": kin, "case_key": key})
        put_rows(self.connection, home_cases, rows[True], is_new=True)
        put_rows(self.connection, home_cases, rows[False])
