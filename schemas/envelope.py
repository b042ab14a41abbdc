"""The CloudEvents 1.0 envelope around every message, about a case or about a feed. Pure."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from schemas.fields import FeedName, Identifier, Instant, Reference, SequenceText
from schemas.messages import DATA_OF, Data
from schemas.words import MessageType

DataT = TypeVar("DataT")

FEED_TYPES = frozenset({MessageType.CONTROL_TOTAL, MessageType.HEARTBEAT})
"""Messages about a feed, not about a case."""

NoSubject = Annotated[None, WithJsonSchema({"type": "null"})]
"""A feed's message is about no incident."""


class _Envelope(BaseModel, Generic[DataT]):
    """What every envelope has; an optional attribute that is null is unset, as CloudEvents says."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    specversion: Literal["1.0"]
    id: Identifier
    source: FeedName
    type: MessageType
    time: Instant
    sequence: SequenceText | None = None
    datacontenttype: Literal["application/json"] | None = None
    data: DataT


class CaseEnvelope(_Envelope[DataT], Generic[DataT]):
    """A message about one incident, named by its police reference."""

    subject: Reference


class FeedEnvelope(_Envelope[DataT], Generic[DataT]):
    """A message about the feed itself."""

    subject: NoSubject = None


AnyEnvelope = CaseEnvelope[Data] | FeedEnvelope[Data]


def _envelope_of(message_type: MessageType) -> Any:
    envelope = FeedEnvelope if message_type in FEED_TYPES else CaseEnvelope
    return envelope[DATA_OF[message_type]]


ENVELOPES: dict[MessageType, type[AnyEnvelope]] = {
    message_type: _envelope_of(message_type) for message_type in MessageType
}
"""The whole message of each type."""
