"""Up to when all that came to our partitions has been read, and whether we are behind. Pure."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime

from kafka import TopicPartition

from alerts.own_delay import catching_up_words
from schemas.backlog import behind_since

logger = logging.getLogger(__name__)


class Backlog:
    """What is known of each partition; nothing of those that were never read to their end."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._read_to: dict[TopicPartition, datetime] = {}
        self._since: datetime | None = None

    def begin(self, read_to: Mapping[TopicPartition, datetime | None]) -> None:
        """Take over what was known when partitions were last read, by us or by another process."""
        for partition, at in read_to.items():
            self._read_to.pop(partition, None)
            if at is not None:
                self._read_to[partition] = at

    def read(self, partition: TopicPartition, to: datetime | None, now: datetime) -> None:
        """Note when the last record read came; a producer may write what it likes as its time."""
        if to is not None:
            self._read_to[partition] = min(to, now)

    def read_all(self, partitions: Collection[TopicPartition], now: datetime) -> None:
        """Note partitions of which all is read."""
        self._read_to |= dict.fromkeys(partitions, now)

    def read_to(self, partition: TopicPartition) -> datetime | None:
        """Return up to when all that came has been read; None where nobody knows."""
        return self._read_to.get(partition)

    def look(self, partitions: Collection[TopicPartition], now: datetime) -> None:
        """See whether those partitions are behind, and say when that begins and ends."""
        known = (self._read_to[one] for one in partitions if one in self._read_to)
        since = behind_since(known, now)
        if since is not None and self._since is None:
            logger.warning(
                "behind: reading what came meanwhile", extra={"unread_since": since.isoformat()}
            )
        if since is None and self._since is not None:
            logger.warning("all that came is read again")
        self._since = since

    @property
    def words(self) -> str | None:
        """That we are behind, in plain words; None where we keep up."""
        return None if self._since is None else catching_up_words(self._since)
