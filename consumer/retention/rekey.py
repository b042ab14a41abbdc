"""What is kept encrypted, sealed anew with the newest key. No case key, no case code changes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, func, select, update

from consumer.retention.doing import Chore, Doing, Done, key_of
from schemas import entering
from schemas.among import among
from schemas.auditing import Signature, audit_row, write_audit
from schemas.keys import KeyRing, KeyTrouble
from schemas.raw_bytes import Bytes
from schemas.tables import cases, entered, quarantine

BEGUN, ENDED = "rekey begun", "rekey ended"
"""What the audit calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A column that holds sealed bytes, and what each row's seal belongs to."""

    one: str
    many: str
    column: Column[Any]
    context: Callable[[Row[Any]], bytes]


SEALED = (
    Sealed(
        one="police reference",
        many="police references",
        column=cases.c.sealed_ref,
        context=lambda row: bytes(row.case_key),
    ),
    Sealed(
        one="message in quarantine",
        many="messages in quarantine",
        column=quarantine.c.sealed,
        context=lambda row: str(row.quarantine_id).encode(),
    ),
    Sealed(
        one="entered message",
        many="entered messages",
        column=entered.c.sealed,
        context=entering.context_of,
    ),
)
"""Every sealed column; a test compares them with the tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """What was sealed anew, and what could not be."""

    done: tuple[Done, ...]
    left: int
    """Rows that an older key still sealed at the end: the key is not here, or a monitor that was
    not restarted seals with it still.
    """
    unopened: int
    """Of those, whose key is not here or whose seal is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekey:
    """One sealing anew of all that is kept encrypted, by one person."""

    doing: Doing
    keys: KeyRing
    by: Signature
    _unopened: Counter[str] = field(default_factory=Counter)

    def run(self) -> Rekeyed:
        """Seal anew whatever the newest key has not sealed."""
        self._note(BEGUN, "")
        done = [one for one in map(self.doing.do, self._chores()) if one.number]
        counting = Doing(database=self.doing.database, is_dry=True, pause=self.doing.pause)
        left = sum(counting.do(chore).number for chore in self._chores())
        unopened = self._unopened.total()
        said = "; ".join(map(str, done)) or "nothing was to be done"
        self._note(ENDED, f"{said}; {left} left, {unopened} of them could not be opened")
        return Rekeyed(done=tuple(done), left=left, unopened=unopened)

    def _chores(self) -> Iterator[Chore]:
        for one in SEALED:
            head = func.substr(one.column, 1, len(self.keys.seal_head), type_=Bytes())
            is_sealed = and_(one.column.is_not(None), one.column != b"")
            yield Chore(
                one=one.one,
                many=one.many,
                table=one.column.table,
                is_due=and_(is_sealed, head != self.keys.seal_head),
                act=self._sealing(one),
            )

    def _sealing(self, what: Sealed) -> Callable[[Connection, Sequence[Any]], int]:
        table = what.column.table
        key = key_of(table)

        def seal(connection: Connection, keys: Sequence[Any]) -> int:
            locked = select(table).where(among(connection, key, keys)).order_by(key)
            rows = connection.execute(locked.with_for_update()).all()
            return sum(self._seal(connection, what, row) for row in rows)

        return seal

    def _seal(self, connection: Connection, what: Sealed, row: Row[Any]) -> bool:
        """Seal one row anew; False where its seal cannot be opened: it stays as it is."""
        key, context = key_of(what.column.table), what.context(row)
        held = row._mapping[what.column]
        try:
            plain = self.keys.open_sealed(held, context)
        except KeyTrouble:
            self._unopened[what.many] += 1
            return False
        change = update(what.column.table).where(key == row._mapping[key], what.column == held)
        anew = change.values({what.column: self.keys.seal(plain, context)})
        return bool(connection.execute(anew).rowcount)

    def _note(self, action: str, detail: str) -> None:
        with self.doing.database.write() as connection:
            write_audit(connection, [audit_row(self.by, action, detail=detail)])
