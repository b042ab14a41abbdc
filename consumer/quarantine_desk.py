"""What people do with a message in quarantine: try it again, mend it, dismiss it, take it out.

Every message there may be a child, so each deed is written to the audit in the same transaction,
and a message leaves the count of open ones only by being entered or by a person's word.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, update

from alerts.revealing import RevealReason
from consumer.arrivals import Reader
from consumer.quarantine_outcomes import Dismissal, Outcome, Tried
from consumer.quarantined import ALLOWED_NEXT, Standing, holds_bytes, rows_of, unsealed
from consumer.seen import Seen, Sight
from consumer.sources import Record
from consumer.sources.entered import entered_at
from schemas.auditing import Signature, audit_row, write_audit
from schemas.database import Database, retrying
from schemas.entering import enter_within
from schemas.refusals import OF_FILES, Reason, Refusal
from schemas.tables import quarantine
from schemas.told import AHEAD

AT_ONCE = 100
"""Messages in one transaction, so that the monitor never waits long. Source: assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One transaction of the desk: what was seen before, these messages among it."""

    connection: Connection
    seen: Seen


_Deed = Callable[[_Part, Row[Any]], Tried]
"""Does what was asked to one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineDesk:
    """One person at work on the quarantine; ``by`` says who, and when."""

    database: Database
    reader: Reader
    by: Signature
    on_progress: Callable[[int], None] = field(default=lambda _: None)

    def retry(self, ids: Sequence[str]) -> list[Tried]:
        """Try the sealed bytes with today's decoder and rules; those that read now are entered.

        One that still cannot be read stays where it is, with the reason of now.
        """
        return self._each(ids, self._retry)

    def mend(self, quarantine_id: str, raw: bytes) -> Tried:
        """Enter a mended message in place of the one held, which then counts as retried."""
        (tried,) = self._each([quarantine_id], partial(self._mend, raw))
        return tried

    def dismiss(self, ids: Sequence[str], why: Dismissal) -> list[Tried]:
        """Say that messages need nothing more: they leave the count of open ones."""
        return self._each(ids, partial(self._dismiss, why))

    def export(self, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield id and bytes, as it came, of each message of which bytes are held.

        Raises:
            KeyTrouble: A row was changed, or the key it was sealed with is missing.
        """
        for some in _parts(ids):
            yield from self._taken_out(some, "quarantine exported")
            self.on_progress(len(some))

    def show(self, quarantine_id: str, why: RevealReason) -> bytes | None:
        """Return one message as it came, for a person to read; None where no bytes are held.

        Why stands in the audit before anything is read.

        Raises:
            KeyTrouble: The row was changed, or the key it was sealed with is missing.
        """
        shown = self._taken_out([quarantine_id], "quarantine shown", f": {why.value}")
        return next((raw for _, raw in shown), None)

    def _taken_out(
        self, ids: Sequence[str], action: str, more: str = ""
    ) -> Iterator[tuple[str, bytes]]:
        # First, as for every showing: what fails afterwards was still asked for.
        with self.database.write() as connection:
            write_audit(connection, [self._audited(action, f"{one}{more}") for one in ids])
        with self.database.read() as connection:
            rows = [row for row in rows_of(connection, ids) if holds_bytes(row)]
        yield from ((row.quarantine_id, unsealed(row, self.reader.keys)) for row in rows)

    def _each(self, ids: Sequence[str], deed: _Deed) -> list[Tried]:
        told: list[Tried] = []
        for some in _parts(ids):
            told += retrying(partial(self._do, some, deed))
            self.on_progress(len(some))
        return told

    def _do(self, ids: Sequence[str], deed: _Deed) -> list[Tried]:
        with self.database.write() as connection:
            part = _Part(connection=connection, seen=Seen(connection))
            told = [deed(part, row) for row in rows_of(connection, ids, to_change=True)]
        # One may be gone since the page or the list was read: what is kept so long is then erased.
        gone = sorted(set(ids) - {one.quarantine_id for one in told})
        return told + [Tried(quarantine_id=i, outcome=Outcome.NO_LONGER_HELD) for i in gone]

    def _retry(self, part: _Part, row: Row[Any]) -> Tried:
        hindrance = _hindrance(row) or _nothing_to_read(row)
        if hindrance is not None:
            return Tried(quarantine_id=row.quarantine_id, outcome=hindrance)
        tried = self._enter(part, row, unsealed(row, self.reader.keys), "quarantine retried")
        if tried.reason is not None:
            reason = {"reason": tried.reason.value, "place": tried.place}
            _change(part, row, **reason, counted_as=row.counted_as or row.reason)
        return tried

    def _mend(self, raw: bytes, part: _Part, row: Row[Any]) -> Tried:
        if (hindrance := _hindrance(row)) is not None:
            return Tried(quarantine_id=row.quarantine_id, outcome=hindrance)
        return self._enter(part, row, raw, "quarantine mended")

    def _enter(self, part: _Part, row: Row[Any], raw: bytes, action: str) -> Tried:
        came_as = entered_at(row.coordinates)
        record = Record(raw=raw, coordinates=row.coordinates, entered=came_as)
        told = self.reader.read(record, self.by.at + AHEAD).told
        if isinstance(told, Refusal):
            return Tried(
                quarantine_id=row.quarantine_id,
                outcome=Outcome.STILL_REFUSED,
                reason=told.reason,
                place=told.place,
            )
        part.seen.load([told])
        if part.seen.look(told, self.by.at) is Sight.CONFLICT:
            return Tried(quarantine_id=row.quarantine_id, outcome=Outcome.WOULD_CONFLICT)
        number = enter_within(part.connection, self.reader.keys, raw, self.by)
        _change(part, row, state=Standing.RETRIED.value)
        audited = self._audited(action, f"{row.quarantine_id} as entered:{number}")
        write_audit(part.connection, [audited])
        return Tried(quarantine_id=row.quarantine_id, outcome=Outcome.ENTERED)

    def _dismiss(self, why: Dismissal, part: _Part, row: Row[Any]) -> Tried:
        if Standing.DISMISSED not in ALLOWED_NEXT[Standing(row.state)]:
            return Tried(quarantine_id=row.quarantine_id, outcome=Outcome.DEALT_WITH)
        _change(part, row, state=Standing.DISMISSED.value)
        audited = self._audited("quarantine dismissed", f"{row.quarantine_id}: {why}")
        write_audit(part.connection, [audited])
        return Tried(quarantine_id=row.quarantine_id, outcome=Outcome.DISMISSED)

    def _audited(self, action: str, detail: str) -> dict[str, Any]:
        return audit_row(self.by, action, detail=detail)


def _hindrance(row: Row[Any]) -> Outcome | None:
    """Return why a message cannot be entered whatever it says, None where it can."""
    if row.reason == Reason.CONFLICT:
        return Outcome.IS_CONFLICT
    if Standing.RETRIED not in ALLOWED_NEXT[Standing(row.state)]:
        return Outcome.DEALT_WITH
    return None


def _nothing_to_read(row: Row[Any]) -> Outcome | None:
    """Return why what is held is no message that could be read again, None where it may be."""
    if row.reason in OF_FILES:
        return Outcome.OF_A_FILE
    return None if holds_bytes(row) else Outcome.NOTHING_HELD


def _change(part: _Part, row: Row[Any], **values: str) -> None:
    changed = update(quarantine).where(quarantine.c.quarantine_id == row.quarantine_id)
    part.connection.execute(changed.values(**values))


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
