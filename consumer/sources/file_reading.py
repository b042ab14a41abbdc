"""One file on its way into batches: rows become messages, the last batch says that it is whole."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from itertools import groupby, islice
from typing import TextIO

from consumer.sources import BATCH_RECORDS, Batch, Record
from consumer.sources.bad_row_records import bad_row_record
from consumer.sources.extract_faults import AnyMapping
from consumer.sources.extract_messages import Message, message_of
from consumer.sources.extract_rows import BadRow, Tally
from consumer.sources.extracts import messages_from_csv
from consumer.sources.file_memory import FileMemory, FileRow, FileState, FileStep, SnapshotRow
from consumer.sources.file_survey import Survey, body
from consumer.sources.mapping import PoliceMapping
from consumer.sources.snapshots import Comparison, Told
from schemas.keys import KeyRing
from schemas.moments import zulu
from schemas.refusals import Reason, Refusal
from schemas.trouble import Trouble
from schemas.words import MessageType

COMPARED_AT_ONCE = 100
"""References looked up together; with up to five messages each they fill a batch."""

_ROOM = BATCH_RECORDS - 1
"""Records of rows in one batch: the first may have one more, of a break, the last a heartbeat."""

Owner = dict[str, str]
"""The force or the council that a heartbeat names."""


class FileChanged(Exception):
    """The file was written to, or taken away, while it was being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What belongs together in one batch: all that is told of a reference, and its memory."""

    records: tuple[Record, ...]
    gave: tuple[str, ...] = ()
    """The type of each message among them."""
    bad_rows: int = 0
    remembered: SnapshotRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that is open, what it is, and how it is read."""

    file: TextIO
    survey: Survey
    mapping: AnyMapping
    row: FileRow
    quiet_until: datetime | None
    compared_with: datetime | None
    """When the last whole file was sent; None where rows are not compared, or there was none."""
    is_same: Callable[[], bool]
    """Whether the file is still the one that was looked through."""


@dataclass(slots=True, kw_only=True)
class FileReading:
    """Reads one file from its start; every call of `batches` continues it."""

    opened: Opened
    memory: FileMemory
    keys: KeyRing
    owner: Owner
    gave: Counter[str] = field(init=False)
    bad_rows: int = 0
    tally: Tally = field(default_factory=Tally)
    number: int = 0
    batch_count: int = 0

    def __post_init__(self) -> None:
        """Go on counting where a reading that was broken off had come."""
        self.gave = Counter(json.loads(self.opened.row.gave or "{}"))

    def batches(self) -> Iterator[Batch]:
        """Yield the batches of the file; the last one closes it.

        Raises:
            FileChanged: Before the last batch, so that nothing is said to be complete.
        """
        units, records = self._break(), 0
        for unit in self._units():
            records += len(unit.records)
            if units and max(records, len(units)) > _ROOM:
                yield self._batch(units, FileState.READING)
                units, records = [], len(unit.records)
            units.append(unit)
        if not self.opened.is_same():
            raise FileChanged
        is_cut = self.opened.survey.cut is not None
        last = units if is_cut else [*units, self._heartbeat()]
        yield self._batch(last, FileState.CUT_OFF if is_cut else FileState.TAKEN)

    def _batch(self, units: list[_Unit], state: FileState) -> Batch:
        for unit in units:
            self.gave.update(unit.gave)
            self.bad_rows += unit.bad_rows
        row = replace(self._row(state), batches=self.opened.row.batches + self.batch_count)
        self.batch_count += 1
        step = FileStep(
            row=row,
            snapshot=tuple(unit.remembered for unit in units if unit.remembered is not None),
            compared_with=self.opened.compared_with,
            quiet_until=self.opened.quiet_until,
        )
        return Batch(records=tuple(one for unit in units for one in unit.records), step=step)

    def _row(self, state: FileState) -> FileRow:
        gave = json.dumps(dict(sorted(self.gave.items())))
        row = replace(
            self.opened.row,
            state=state,
            gave=gave,
            bad_rows=self.bad_rows,
            rows_used=self.tally.rows_used,
            rows_left_out=self.tally.rows_left_out,
        )
        return replace(row, complete_to=row.sent_at) if state is FileState.TAKEN else row

    def _heartbeat(self) -> _Unit:
        """Return the word that the source has told everything up to then."""
        row = self.opened.row
        data = self.owner | {"complete_to": zulu(row.sent_at)}
        beat = message_of(row.source, None, MessageType.HEARTBEAT, row.sent_at, data)
        return self._unit([beat])

    def _break(self) -> list[_Unit]:
        """Return the row that the file breaks off in, to be kept and told to a person."""
        cut, row = self.opened.survey.cut, self.opened.row
        if cut is None:
            return []
        words = f"{row.name} breaks off at line {cut.line_number}: {cut.why}; send it again whole"
        record = file_record(row, Reason.CUT_OFF, words, line=cut.line_number, raw=cut.raw)
        return [_Unit(records=(record,))]

    def _units(self) -> Iterator[_Unit]:
        found = self._found()
        if not self.opened.mapping.snapshot:
            for one in found:
                yield self._unit([one])
            return
        # Rows without a reference never make a message, so they need no comparison.
        groups = ((who, list(told)) for who, told in groupby(found, key=_reference))
        while some := list(islice(groups, COMPARED_AT_ONCE)):
            yield from self._compared(some)

    def _found(self) -> Iterator[Message | BadRow]:
        opened, cut = self.opened, self.opened.survey.cut
        if not opened.survey.rows:
            return iter(())
        opened.file.seek(0)
        lines = body(opened.file, opened.mapping)
        if cut is not None and cut.raw:
            lines = islice(lines, cut.line_number - 1)
        return messages_from_csv(
            lines,
            opened.mapping,
            file_name=opened.row.name,
            sent_at=opened.row.sent_at,
            tally=self.tally,
        )

    def _compared(self, groups: list[tuple[str | None, list[Message | BadRow]]]) -> Iterator[_Unit]:
        row = self.opened.row
        comparison = Comparison(source=row.source, sent_at=row.sent_at, keys=self.keys)
        keys = {who: comparison.row_keys(who) for who, _ in groups if who is not None}
        known = self.memory.snapshot([key for every in keys.values() for key in every])
        for who, found in groups:
            bad = [one for one in found if isinstance(one, BadRow)]
            messages = tuple(one for one in found if not isinstance(one, BadRow))
            if who is None or not messages:
                yield self._unit(bad)
                continue
            newest, *_ = keys[who]
            before = next((known[key] for key in keys[who] if key in known), None)
            if before is not None and before.told_at > row.sent_at:
                yield self._unit(bad)  # a newer file has told of it since
                continue
            told = Told(reference=who, messages=messages, is_doubtful=_is_doubtful(found))
            changes = comparison.changes(
                told, None if before is None else json.loads(before.fields)
            )
            remembered = SnapshotRow(
                row_key=newest,
                fields=json.dumps(changes.fields, sort_keys=True),
                told_at=row.sent_at,
                replaces=None if before is None or before.row_key == newest else before.row_key,
            )
            yield self._unit([*bad, *changes.messages], remembered)

    def _unit(
        self, found: Sequence[Message | BadRow], remembered: SnapshotRow | None = None
    ) -> _Unit:
        return _Unit(
            records=tuple(self._record(one) for one in found),
            gave=tuple(one["type"] for one in found if not isinstance(one, BadRow)),
            bad_rows=sum(isinstance(one, BadRow) for one in found),
            remembered=remembered,
        )

    def _record(self, found: Message | BadRow) -> Record:
        row = self.opened.row
        if isinstance(found, BadRow):
            return bad_row_record(found, source=row.source, file_name=row.name)
        self.number += 1
        coordinates = f"{row.name}:message {self.number}"
        return Record(raw=json.dumps(found).encode(), coordinates=coordinates, in_file=True)


def file_record(
    row: FileRow, reason: Reason, words: str, *, line: int | None = None, raw: str = ""
) -> Record:
    """Return a file that a person must look at, as it goes to quarantine."""
    digest = blake2b(row.file_key + words.encode(), digest_size=16).digest()
    refusal = Refusal(reason=reason, place="", digest=digest, source=row.source, told=words)
    return Record(
        raw=raw.encode(errors="surrogateescape"),
        coordinates=row.name if line is None else f"{row.name}:{line}",
        refused=refusal,
    )


def logged(row: FileRow) -> dict[str, object]:
    """Return what the log says of a file that came."""
    return {
        "file": row.name,
        "state": row.state.value,
        "rows": row.rows,
        "bad_rows": row.bad_rows,
        "why": row.reason,
        "note": row.note,
    }


def owner_of(mapping: AnyMapping) -> Owner:
    """Return for whom the heartbeats of a source speak.

    Raises:
        Trouble: The mapping does not say.
    """
    if isinstance(mapping, PoliceMapping):
        force = mapping.delivery.force or mapping.reported.force.constant
        if force is not None:
            return {"force": force}
        raise Trouble(
            f"the mapping of {mapping.source} does not say for which force a file speaks",
            'add force = "…" under [delivery]',
        )
    block = None if mapping.received is None else mapping.received.incident
    word = None if block is None or block.local_authority is None else block.local_authority
    council = mapping.delivery.local_authority or (None if word is None else word.constant)
    if council is not None:
        return {"local_authority": council}
    raise Trouble(
        f"the mapping of {mapping.source} does not say for which council a file speaks",
        'add local_authority = "E…" under [delivery]',
    )


def _reference(one: Message | BadRow) -> str | None:
    reference: str | None = one.reference if isinstance(one, BadRow) else one["subject"]
    return reference


def _is_doubtful(found: list[Message | BadRow]) -> bool:
    return any(isinstance(one, BadRow) for one in found)
