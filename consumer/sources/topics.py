"""What a source of several topics on a server adds: one can be stopped alone, the server be out."""

from typing import Protocol, runtime_checkable

from consumer.sources import Record


@runtime_checkable
class Topics(Protocol):
    """A source that reads several topics of one server."""

    @property
    def outage(self) -> str | None:
        """Why nothing comes, in plain words and without names; None while the server answers."""

    def topic_of(self, record: Record) -> str:
        """Return the topic that a record of this source came from."""

    def stop_topic(self, topic: str) -> None:
        """Read no more of one topic, and go on with the others; ends with this process."""
