"""A canary among the arrivals: taken in with its batch, and nothing else comes of it."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from consumer.arrivals import Arrival
from consumer.own_messages import is_of_a_canary
from schemas.canaries import ENTERED, SOURCE, note_taken
from schemas.messages import Message

logger = logging.getLogger(__name__)


def is_canary(arrival: Arrival) -> bool:
    """Whether a message claims to be a canary: it is then never a child, a feed or a figure.

    What cannot be read is none: its source is a guess, and it goes to quarantine like all such. So
    does every other message of the reserved source: it may be a child's.
    """
    return isinstance(arrival.told, Message) and is_of_a_canary(arrival.told)


class CanariesTaken:
    """The canaries of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the writing connection."""
        self._connection = connection
        self._came: dict[str, str] = {}
        self._at: datetime | None = None

    def take(self, arrival: Arrival, now: datetime) -> None:
        """Note that a canary came, and by which way."""
        if isinstance(arrival.told, Message):
            self._came[arrival.told.id] = _way_of(arrival)
            self._at = now

    def flush(self) -> None:
        """Write what came; a heartbeat under our reserved name that is not ours is ignored."""
        if self._at is None:
            return
        if foreign := note_taken(self._connection, self._came, self._at):
            what = {"messages": foreign, "source": SOURCE}
            logger.warning("messages of our reserved source are not ours: ignored", extra=what)


def _way_of(arrival: Arrival) -> str:
    """Return the topic a record came from, or that it was entered."""
    if arrival.record.entered is not None:
        return ENTERED
    return arrival.record.coordinates.rpartition("/")[0]
