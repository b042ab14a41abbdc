"""How far each partition has been read: in our database, written with the messages themselves."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, tuple_, update

from consumer.sources import Offset, Partition
from schemas.database import Database
from schemas.inserts import insert_ignoring
from schemas.tables import offsets


class OffsetsMoved(Exception):
    """Another process has read on: this one no longer owns the partition and must seek again."""


class Offsets:
    """The offsets of one consumer group, advanced by compare-and-set."""

    def __init__(self, database: Database, group: str) -> None:
        """Take the database and the name of the group."""
        self._database = database
        self._group = group
        self._expected: dict[Partition, Offset] = {}

    def read(self, partitions: Sequence[Partition]) -> Mapping[Partition, Offset]:
        """Return how far partitions have been read; those never read are left out."""
        stored = select(offsets).where(
            offsets.c.group == self._group,
            tuple_(offsets.c.topic, offsets.c.partition).in_(partitions),
        )
        with self._database.read() as connection:
            rows = connection.execute(stored).all() if partitions else []
        found = {
            (row.topic, row.partition): Offset(
                topic=row.topic,
                partition=row.partition,
                topic_id=row.topic_id,
                next_offset=row.next_offset,
                read_to=row.read_to,
            )
            for row in rows
        }
        for partition in partitions:
            self._expected.pop(partition, None)
        self._expected |= found
        return found

    def advance(self, connection: Connection, read: Sequence[Offset]) -> None:
        """Write how far a batch brings its partitions, in the transaction of its messages.

        Raises:
            OffsetsMoved: What is stored is not what this process last knew.
        """
        for offset in sorted(read, key=lambda offset: (offset.topic, offset.partition)):
            if not self._advanced(connection, offset):
                raise OffsetsMoved(f"{offset.topic}/{offset.partition}")

    def _advanced(self, connection: Connection, offset: Offset) -> bool:
        place = {"group": self._group, "topic": offset.topic, "partition": offset.partition}
        now: dict[str, object] = {"topic_id": offset.topic_id, "next_offset": offset.next_offset}
        if offset.read_to is not None:
            now["read_to"] = offset.read_to
        expected = self._expected.get((offset.topic, offset.partition))
        if expected is None:
            return connection.execute(insert_ignoring(offsets), place | now).rowcount == 1
        moved = update(offsets).where(
            offsets.c.group == self._group,
            offsets.c.topic == offset.topic,
            offsets.c.partition == offset.partition,
            offsets.c.topic_id == expected.topic_id,
            offsets.c.next_offset == expected.next_offset,
        )
        return connection.execute(moved.values(now)).rowcount == 1

    @property
    def total(self) -> int:
        """How many offsets this process has read up to, over all partitions it knows."""
        return sum(one.next_offset for one in self._expected.values())

    def stored(self, read: Sequence[Offset]) -> None:
        """Remember what the committed transaction has written."""
        self._expected |= {(one.topic, one.partition): one for one in read}
