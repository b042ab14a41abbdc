"""How far this process is behind its Kafka topics: told by the source, asked by a scrape."""

_lag: dict[str, int] = {}


def set_lag(topic: str, messages: int | None) -> None:
    """Note how many messages of a topic are not yet taken; None where nobody knows any more."""
    if messages is None:
        _lag.pop(topic, None)
    else:
        _lag[topic] = messages


def lag_by_topic() -> dict[tuple[str, ...], float]:
    """Return the lag of each topic that is known, by its label."""
    return {(topic,): float(messages) for topic, messages in sorted(_lag.copy().items())}
