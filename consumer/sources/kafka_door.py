"""What keeps us out while no broker answers: the library shows a wrong password as silence."""

from datetime import timedelta

from consumer.sources.broker_greeting import greet
from consumer.sources.broker_refusals import Unreachable
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.tls_papers import tls_by
from consumer.wall_clock import now, steady_seconds
from schemas.trouble import Trouble

GREET_EVERY = timedelta(seconds=15)
"""How often we knock while nobody answers. Source: assumption; one knock takes up to 3 s."""


class Door:
    """Knocks at the addresses of one connection."""

    def __init__(self, connection: KafkaConnection) -> None:
        """Take where the broker is, and who we are."""
        self._connection = connection
        self._greet_at = 0.0

    def why_shut(self) -> Trouble | None:
        """Return what a person must mend; None where it was asked lately, or nobody is there."""
        if steady_seconds() < self._greet_at:
            return None
        self._greet_at = steady_seconds() + GREET_EVERY.total_seconds()
        try:
            greet(self._connection, tls_by(self._connection.security, now()))
        except Unreachable:
            return None
        except Trouble as trouble:
            return trouble
        return None
