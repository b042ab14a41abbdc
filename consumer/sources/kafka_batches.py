"""What of a damaged record batch can still be read, record by record. Pure.

After one unreadable record kafka-python reads no other of its batch. The bytes say how long each
record is, so those behind it are found all the same.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka.errors import CorruptRecordError
from kafka.record import MemoryRecords
from kafka.record.default_records import DefaultRecord, DefaultRecordBatch
from kafka.record.util import decode_varint

LEGACY_MAGIC = 1
"""The last form of batches that has no records of their own lengths; no broker since 4.0 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a broker answered when it was asked for the records from one offset on.

    ``end`` is the offset behind the last one that readers are shown. ``aborted`` are the producers
    of transactions taken back, each with the first offset of such a transaction.
    """

    raw: bytes
    start: int
    end: int
    aborted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """The records of one damaged batch that can be read, and the offsets of those that cannot."""

    readable: tuple[DefaultRecord, ...]
    unreadable: tuple[int, ...]
    next_offset: int


def salvaged(fetched: Fetched) -> Salvage | None:
    """Return what stands at the start that cannot all be read; None where it can, or is nothing.

    Where no batch can be made out, one offset is given up, and the next look begins behind it.
    """
    if not fetched.raw or fetched.start >= fetched.end:
        return None
    batches = _batches(fetched.raw)
    batch = next(batches, None)
    if batch is None:
        return given_up(fetched.start, fetched.start + 1)
    if not batch.validate_crc():
        # The header of a damaged batch may lie about where it ends; the next one tells.
        behind = next(batches, None)
        end = min(batch.next_offset, fetched.end) if behind is None else behind.base_offset
        return given_up(fetched.start, max(end, fetched.start + 1))
    if batch.is_control_batch or _is_taken_back(batch, fetched):
        return None
    return _read(batch, fetched.start)


def given_up(start: int, end: int) -> Salvage:
    """Return that nothing can be read from one offset up to the one before another."""
    return Salvage(readable=(), unreadable=tuple(range(start, end)), next_offset=end)


class _Batch(DefaultRecordBatch):  # type: ignore[misc]  # the library has no types
    """A batch whose records are found by their lengths, also behind one that cannot be read."""

    def readable(self) -> Iterator[DefaultRecord]:
        """Yield every record that can be read."""
        self._pos: int
        self._maybe_uncompress()
        for _ in range(self.records_count):
            try:
                length, begin = decode_varint(self._buffer, self._pos)
            except (IndexError, ValueError):
                return  # where the next one begins cannot be told
            if length < 0:
                return
            try:
                yield self._read_msg()
            except (ValueError, IndexError, CorruptRecordError):
                self._pos = begin + length


def _batches(raw: bytes) -> Iterator[_Batch]:
    found = MemoryRecords(raw)
    while found.has_next():
        try:
            plain: Any = found.next_batch()
        except (CorruptRecordError, struct.error):
            return
        if plain.magic <= LEGACY_MAGIC:
            return
        yield _Batch(plain._buffer)


def _is_taken_back(batch: _Batch, fetched: Fetched) -> bool:
    """Whether the batch belongs to a transaction that was taken back: its messages do not count."""
    return batch.is_transactional and any(
        producer == batch.producer_id and first <= batch.base_offset
        for producer, first in fetched.aborted
    )


def _read(batch: _Batch, start: int) -> Salvage | None:
    try:
        found = {one.offset: one for one in batch.readable()}
    except Exception:  # noqa: BLE001 - packed in a way that nobody here can unpack
        return given_up(start, batch.next_offset)
    if len(found) == batch.records_count:
        return None
    # A record that the broker compacted away is named too: better than a child too few.
    ours = range(start, batch.next_offset)
    return Salvage(
        readable=tuple(found[offset] for offset in ours if offset in found),
        unreadable=tuple(offset for offset in ours if offset not in found),
        next_offset=batch.next_offset,
    )
