"""What of a damaged batch of records is still read, and what is named as unreadable."""

import pytest
from kafka.record import MemoryRecordsBuilder
from kafka.record.util import calc_crc32c

from consumer.sources.kafka_batches import Fetched, Salvage, salvaged

UNCOMPRESSED, GZIP = 0, 1
LAST_DELTA = slice(23, 27)
"""Where in a batch stands how many offsets it spans."""


class NotUtf8(str):
    """A header key as a producer in another language may write it."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002
        return b"\xff\xfe"


def batch(*values: bytes, first: int = 0, packed: int = UNCOMPRESSED, producer: int = -1) -> bytes:
    """Return one batch as it lies on the broker; what begins with `poison` cannot be read."""
    number = 0 if producer >= 0 else -1
    made = MemoryRecordsBuilder(2, packed, 2**20, 0, producer >= 0, producer, number, number)
    for value in values:
        headers = [(NotUtf8("key"), b"")] if value.startswith(b"poison") else [("key", b"")]
        made.append(1_766_000_000_000, None, value, headers)
    made.close()
    raw = bytearray(made.buffer())
    raw[0:8] = first.to_bytes(8, "big")
    return bytes(raw)


def flipped(raw: bytes, at: int = -3) -> bytes:
    broken = bytearray(raw)
    broken[at] ^= 0xFF
    return bytes(broken)


def with_right_checksum(raw: bytes) -> bytes:
    checksum: int = calc_crc32c(raw[21:])
    return raw[:17] + checksum.to_bytes(4, "big") + raw[21:]


def look(
    raw: bytes, start: int = 0, end: int = 1_000, aborted: tuple[tuple[int, int], ...] = ()
) -> Salvage | None:
    return salvaged(Fetched(raw=raw, start=start, end=end, aborted=aborted))


def values(salvage: Salvage | None) -> list[bytes]:
    assert salvage is not None
    return [record.value for record in salvage.readable]


@pytest.mark.parametrize(
    "packed", [pytest.param(UNCOMPRESSED, id="plain"), pytest.param(GZIP, id="gzip")]
)
def test_records_before_and_behind_an_unreadable_one_are_read(packed: int) -> None:
    found = look(batch(b"0", b"1", b"poison", b"3", b"4", packed=packed))

    assert values(found) == [b"0", b"1", b"3", b"4"]
    assert found is not None
    assert ([one.offset for one in found.readable], found.unreadable) == ([0, 1, 3, 4], (2,))
    assert found.next_offset == 5


def test_several_unreadable_records_of_one_batch_are_each_named() -> None:
    found = look(batch(b"poison", b"1", b"poison", b"poison", b"4", first=10), start=10)

    assert values(found) == [b"1", b"4"]
    assert found is not None
    assert found.unreadable == (10, 12, 13)


def test_what_was_read_before_the_failure_is_not_read_again() -> None:
    found = look(batch(b"0", b"1", b"poison", b"3"), start=2)

    assert values(found) == [b"3"]
    assert found is not None
    assert found.unreadable == (2,)


def test_a_batch_with_a_wrong_checksum_is_unreadable_as_a_whole() -> None:
    found = look(flipped(batch(b"0", b"1", b"2")) + batch(b"3", first=3))

    assert found == Salvage(readable=(), unreadable=(0, 1, 2), next_offset=3)


@pytest.mark.parametrize(
    "lie", [pytest.param(b"\x7f\xff\xff\xff", id="longer"), pytest.param(b"\0\0\0\0", id="shorter")]
)
def test_a_damaged_batch_that_lies_about_its_length_takes_no_other_with_it(lie: bytes) -> None:
    raw = bytearray(batch(b"0", b"1", b"2"))
    raw[LAST_DELTA] = lie

    found = look(bytes(raw) + batch(b"3", first=3))

    assert found == Salvage(readable=(), unreadable=(0, 1, 2), next_offset=3)


def test_the_last_damaged_batch_ends_where_the_topic_ends() -> None:
    raw = bytearray(batch(b"0", b"1", b"2"))
    raw[LAST_DELTA] = b"\x7f\xff\xff\xff"

    found = look(bytes(raw), end=3)

    assert found == Salvage(readable=(), unreadable=(0, 1, 2), next_offset=3)


def test_a_batch_that_nobody_can_unpack_is_unreadable_as_a_whole() -> None:
    raw = batch(b"0", b"1", packed=GZIP)
    cut = raw[:61] + bytes(len(raw) - 61)

    found = look(with_right_checksum(cut))

    assert found == Salvage(readable=(), unreadable=(0, 1), next_offset=2)


def test_a_batch_in_which_all_can_be_read_is_not_damaged() -> None:
    assert look(batch(b"0", b"1")) is None
    assert look(batch(b"0", b"1", b"2"), start=2) is None


def test_messages_that_were_taken_back_are_neither_read_nor_named() -> None:
    raw = batch(b"0", b"poison", producer=7)

    assert look(raw, aborted=((7, 0),)) is None
    assert values(look(raw, aborted=((8, 0),))) == [b"0"]
    assert values(look(raw, aborted=((7, 5),))) == [b"0"]


def test_bytes_in_which_no_batch_can_be_made_out_cost_one_offset() -> None:
    assert look(b"\0" * 30, start=4) == Salvage(readable=(), unreadable=(4,), next_offset=5)


def test_nothing_is_damaged_where_nothing_is() -> None:
    assert look(b"") is None
    assert look(batch(b"poison"), start=1, end=1) is None
