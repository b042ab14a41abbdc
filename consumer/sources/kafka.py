"""Messages from Kafka topics; how far they were read is known to our database alone.

Kafka's own commit is a hint for its tools. Partitions are held back from the moment they are
assigned until the offsets of our database have been sought. The broker's troubles never end the
process, which goes on to tell of the waits it knows: it tries again, and `outage` says why. Only
where another process has taken our place does it end, since two would drive each other out.
"""

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from time import sleep
from typing import ClassVar

from kafka import TopicPartition
from kafka.errors import (
    FencedInstanceIdError,
    KafkaError,
    LogTruncationError,
    OffsetOutOfRangeError,
    RetriableError,
)

from consumer import wall_clock
from consumer.sources import Batch, Hole, Offset, Record, StoredOffsets
from consumer.sources.kafka_backlog import Backlog
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.kafka_damage import is_about_a_record, salvage
from consumer.sources.kafka_door import Door
from consumer.sources.kafka_member import Member
from consumer.sources.kafka_records import record_of, salvaged_records
from consumer.sources.kafka_starts import Starts
from consumer.sources.kafka_watch import BrokerWatch, Stalled, TellLag
from consumer.wall_clock import steady_seconds
from schemas.trouble import CannotGoOn

logger = logging.getLogger(__name__)

JOIN_AGAIN_AFTER = timedelta(seconds=15)
"""How long we wait before we ask to be let in again. Source: assumption.

A try may take 5 s, in which nothing is read from elsewhere.
"""

_POLL_WAIT = timedelta(milliseconds=500)
_NOTHING = Batch(records=())


class PlaceTaken(CannotGoOn):
    """Another process reads under our name: only one of the two can go on.

    Started again this one would drive out the other, and so on.
    """


class CannotRead(KafkaError):  # type: ignore[misc]  # the library has no types
    """Reading failed, and no record was found to be the cause."""


class KafkaSource:
    """The topics of one connection, read as a member of its group."""

    name: ClassVar[str] = "kafka"
    is_finished: ClassVar[bool] = False

    def __init__(
        self,
        connection: KafkaConnection,
        stored_offsets: StoredOffsets,
        tell_lag: TellLag = lambda _topic, _messages: None,
    ) -> None:
        """Connect and join the group; `stored_offsets` is asked on every assignment.

        Raises:
            KafkaError: No broker answers, or it does not let us in.
        """
        self._connection = connection
        self._starts = Starts(connection, stored_offsets)
        self._watch = BrokerWatch(connection.topics, tell_lag)
        self._read_as: dict[TopicPartition, str] = {}
        self._backlog = Backlog()
        self._door = Door(connection)
        self._given = _NOTHING
        self._stopped: set[str] = set()
        self._join_at = 0.0
        self._member: Member | None = Member(connection, self._stopped)

    def poll(self) -> Batch:
        """Return up to 2,000 records, waiting at most half a second.

        Records that cannot be read are in the batch as damaged, and what the broker no longer has
        as holes; the partition is then read on behind them. While no message can come the batch is
        empty, and `outage` says why.

        Raises:
            PlaceTaken: Another process reads under our name.
        """
        if self._given.offsets and self._member is not None:
            # The last batch was not stored: its transaction failed, or the partition is no
            # longer ours. Only the database knows where to go on.
            self._member.hold()
        self._given = _NOTHING
        try:
            self._given = self._next()
        except FencedInstanceIdError as error:
            raise PlaceTaken(
                f"another process reads Kafka as kafka.instance {self._connection.instance}",
                "end one of the two, or give each a kafka.instance of its own",
            ) from error
        except RetriableError as error:
            self._watch.lost(error)
            self._starts.doubt()
            if (trouble := self._door.why_shut()) is not None:
                self._watch.kept_out(trouble)
            sleep(_POLL_WAIT.total_seconds())
        except Stalled:
            logger.exception("messages wait and do not come: joining the group anew")
            self._leave(join_after=timedelta(0))
        except KafkaError as error:
            self._watch.refused(error)
            self._leave(join_after=JOIN_AGAIN_AFTER)
        return self._given

    def accepted(self, batch: Batch) -> None:
        """Read on behind the batch, and commit its offsets as a hint for Kafka's own tools."""
        if batch is self._given:
            self._given = _NOTHING
        if batch.offsets and self._member is not None:
            with suppress(FencedInstanceIdError):  # the next poll meets it again, and says so
                self._member.commit(batch.offsets)

    def close(self) -> None:
        """Leave; the group keeps our place until the session times out."""
        if self._member is not None:
            self._member.close()

    @property
    def outage(self) -> str | None:
        """Why nothing comes, in plain words; None while messages come, or would."""
        return self._watch.trouble or self._starts.trouble or self._backlog.words

    def topic_of(self, record: Record) -> str:
        """Return the topic that a record came from."""
        return record.coordinates.partition("/")[0]

    def stop_topic(self, topic: str) -> None:
        """Read no more of one topic; its partitions stay ours, so that nobody else drains them."""
        self._stopped.add(topic)
        if self._member is not None:
            self._member.hold({topic})

    def _next(self) -> Batch:
        member = self._joined()
        if member is None:
            sleep(_POLL_WAIT.total_seconds())
            return _NOTHING
        read_as = {one: self._read_as[one] for one in member.read if one in self._read_as}
        member.hold(self._starts.made_anew(read_as))
        made_anew = self._take_up(member)
        if not made_anew.is_empty:
            return made_anew
        now = wall_clock.now()
        if read := self._watch.look(member.consumer, self._starts.topics):
            self._backlog.read_all(read, now)
        self._backlog.look(member.read, now)
        return self._batch({}, read) if read else self._fetch(member)

    def _joined(self) -> Member | None:
        if self._member is None and steady_seconds() >= self._join_at:
            self._join_at = steady_seconds() + JOIN_AGAIN_AFTER.total_seconds()
            self._member = Member(self._connection, self._stopped)
        return self._member

    def _leave(self, join_after: timedelta) -> None:
        if self._member is not None:
            self._member.close()
            self._member = None
        self._join_at = steady_seconds() + join_after.total_seconds()

    def _take_up(self, member: Member) -> Batch:
        """Begin to read what is held back; return what was lost where a topic was made anew."""
        held, count = member.held
        if not held:
            return _NOTHING
        starts = self._starts.of(member.consumer, held)
        offsets = {partition: start.offset for partition, start in starts.items()}
        if not member.take_up(offsets, count):
            return _NOTHING
        self._read_as |= {partition: start.topic_id for partition, start in starts.items()}
        self._backlog.begin({partition: start.read_to for partition, start in starts.items()})
        lost = {one: start.hole for one, start in starts.items() if start.hole is not None}
        return self._batch({}, {one: offsets[one] for one in lost}, tuple(lost.values()))

    def _fetch(self, member: Member) -> Batch:
        try:
            fetched = member.poll(_POLL_WAIT)
        except OffsetOutOfRangeError as error:
            return self._pass_hole(member, error.args[0])
        except LogTruncationError as error:
            # Its newest messages are gone, those in their place are others: all are read again.
            return self._pass_hole(member, dict.fromkeys(error.divergent_offsets))
        except Exception as error:
            if not is_about_a_record(error):
                raise
            return self._pass_damage(member, error)
        if fetched:
            self._watch.came()
        records = {one: [record_of(each) for each in found] for one, found in fetched.items()}
        nexts = {partition: found[-1].offset + 1 for partition, found in fetched.items()}
        now = wall_clock.now()
        for partition, read in records.items():
            is_all = member.is_read_to_its_end(partition, nexts[partition])
            self._backlog.read(partition, now if is_all else read[-1].at, now)
        return self._batch(records, nexts)

    def _pass_damage(self, member: Member, error: Exception) -> Batch:
        """Return what can and what cannot be read where reading failed, one batch of the broker."""
        found = {}
        try:
            found = salvage(self._connection.reader_settings(), member.positions())
        finally:
            if not found:
                # The next poll of this member would never return.
                self._leave(join_after=timedelta(0))
        if not found:
            raise CannotRead(type(error).__name__) from error
        nexts = {partition: salvaged.next_offset for partition, salvaged in found.items()}
        member.seek(nexts)
        return self._batch(
            {
                one: salvaged_records(one, self._read_as.get(one, ""), salvaged)
                for one, salvaged in found.items()
            },
            nexts,
        )

    def _pass_hole(self, member: Member, positions: Mapping[TopicPartition, int | None]) -> Batch:
        """Go to the beginning of partitions that do not keep the offsets we need.

        What was deleted before we read it is in the batch, as a hole. Where we had read behind the
        end, nothing is known to be lost and all is read again.
        """
        beginnings = member.beginnings(positions)
        member.seek(beginnings)
        holes = {}
        for partition, position in positions.items():
            beginning = beginnings[partition]
            logger.error(
                "the broker does not keep the offsets we need: read from the beginning",
                extra={
                    "topic": partition.topic,
                    "partition": partition.partition,
                    "offset": beginning,
                    "needed": position,
                },
            )
            if position is not None and position < beginning:
                holes[partition] = Hole(
                    topic=partition.topic,
                    partition=partition.partition,
                    topic_id=self._read_as.get(partition, ""),
                    first=position,
                    last=beginning - 1,
                )
        nexts = {partition: beginnings[partition] for partition in holes}
        return self._batch({}, nexts, tuple(holes.values()))

    def _batch(
        self,
        records: Mapping[TopicPartition, Iterable[Record]],
        nexts: Mapping[TopicPartition, int],
        holes: tuple[Hole, ...] = (),
    ) -> Batch:
        return Batch(
            records=tuple(record for found in records.values() for record in found),
            offsets=tuple(
                Offset(
                    topic=partition.topic,
                    partition=partition.partition,
                    topic_id=self._read_as.get(partition, ""),
                    next_offset=next_offset,
                    read_to=self._backlog.read_to(partition),
                )
                for partition, next_offset in nexts.items()
            ),
            holes=holes,
        )
