"""Clients of the broker that leave nothing behind where they cannot connect."""

from collections.abc import Callable
from typing import Any, TypeVar

from kafka.net.compat import KafkaNetClient

Client = TypeVar("Client")


def connected(client: Callable[..., Client], settings: dict[str, Any]) -> Client:
    """Return a client of the library, connected.

    One that fails as it is made keeps its thread and sockets, and nobody has it to close: tried
    every 15 s that would be thousands a day.

    Raises:
        KafkaError: No broker answers, or it does not let us in.
    """
    lines: list[Any] = []

    def line(**given: Any) -> Any:
        lines.append(KafkaNetClient(**given))
        return lines[-1]

    try:
        return client(**settings, kafka_client=line)
    except BaseException:
        for one in lines:
            one.close()
        raise
