"""Where messages come from, and the one protocol that every source satisfies.

A source hands over raw bytes and says where it found them; it neither decodes nor stores. The
offsets of a batch are stored in the same transaction as its messages, so only our own database
says how far a partition has been read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.book import Book
from schemas.feeds import Feeds
from schemas.refusals import Refusal

BATCH_RECORDS = 2_000
"""The most records in one batch, and so in one transaction.

Source: measured; a backlog drains a third sooner than in batches of 500, and a transaction lasts
under half a second, so that an alarm that falls due meanwhile waits no longer than that.
"""

Partition = tuple[str, int]
"""A topic and the number of one of its partitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One raw message and where it was found."""

    raw: bytes

    coordinates: str
    """Topic, partition and offset, or file and line: safe to show, no value of the message."""

    at: datetime | None = None
    """When the transport says that it came, UTC; None where the transport does not say."""

    damaged: bool = False
    """Whether the transport could not hand over the message (`raw` is then empty).

    It stays in the batch because what cannot be read is itself a possible child.
    """

    topic_id: str = ""
    """Of a damaged one the topic's own id: in a topic made anew the same places come again."""

    entered: int | None = None
    """Its row in `entered`, marked as taken in our transaction; None where it was not entered."""

    in_file: bool = False
    """Whether it stood in a file of a folder: what such a file gives rise to is told together."""

    refused: Refusal | None = None
    """Why the source itself could make no message of it: a row of an extract, or a whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """How far a partition has been read: stored in our transaction."""

    topic: str
    partition: int

    topic_id: str
    """The broker's own id, new when a topic is made anew; empty where the broker has none."""

    next_offset: int

    read_to: datetime | None = None
    """All that came to the partition up to this instant has been read; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Messages that the transport no longer has, lost before we read them: told in our transaction.

    ``last`` is None where the topic was made anew: nobody can say how much stood behind ``first``.
    Both may count what is no message, such as the marks by which transactions end.
    """

    topic: str
    partition: int

    topic_id: str
    """The id of the topic that is there now."""

    first: int
    last: int | None = None


class Step(Protocol):
    """Something that a source remembers in the transaction of a batch."""

    def write(self, book: Book, feeds: Feeds, now: datetime) -> None:
        """Write it, after the messages of the batch; again, where the transaction is retried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The records that are stored together, and how far they bring each partition."""

    records: tuple[Record, ...]

    offsets: tuple[Offset, ...] = ()
    """Empty for files: they have no memory of how far they were read."""

    holes: tuple[Hole, ...] = ()
    """What is known to be lost before these records."""

    step: Step | None = None
    """What else the source remembers in the same transaction; None where that is nothing."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not self.records and not self.offsets and not self.holes and self.step is None


StoredOffsets = Callable[[Sequence[Partition]], Mapping[Partition, Offset]]
"""Reads from our database how far partitions have been read; never-read ones are left out."""


class Source(Protocol):
    """Anything that messages come from."""

    @property
    def name(self) -> str:
        """The source's name, for the log and for metrics."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will ever come: a file read to its end, never a topic."""

    def poll(self) -> Batch:
        """Return what has come, waiting at most a short time; an empty batch where nothing did.

        A batch whose `accepted` was not called is handed over again: it was not stored.
        """

    def accepted(self, batch: Batch) -> None:
        """Be told that the batch is stored, after our transaction was committed."""

    def close(self) -> None:
        """Let go of files and connections. May be called again."""
