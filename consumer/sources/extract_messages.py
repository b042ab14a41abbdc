"""What a message made of an extract looks like: the same telling is the same message. Pure."""

import hashlib
import json
from datetime import datetime
from typing import Any

from schemas.moments import zulu
from schemas.words import MessageType

Message = dict[str, Any]

_ID_LETTERS = 32


def message_of(
    source: str, subject: str | None, kind: MessageType, sent_at: datetime, data: dict[str, Any]
) -> Message:
    """Return a message, whose id follows from its content; ``subject`` is None for a feed's own.

    The id covers `time`, since another time would be another content.
    """
    time = zulu(sent_at)
    content = [source, subject, kind.value, time, data]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return {
        "specversion": "1.0",
        "id": digest[:_ID_LETTERS],
        "source": source,
        "type": kind.value,
        "time": time,
        **({} if subject is None else {"subject": subject}),
        "datacontenttype": "application/json",
        "data": data,
    }
