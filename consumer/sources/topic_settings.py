"""What the settings of a topic must be, so that no message can harm its reader. Pure."""

from collections.abc import Iterator, Mapping

from consumer.strict_json import LARGEST_MESSAGE

COMPRESSION, LARGEST = "compression.type", "max.message.bytes"

REQUIRED_OF_TOPICS = {COMPRESSION: "uncompressed", LARGEST: str(LARGEST_MESSAGE)}
"""What a topic is given.

Source: pitfalls, "kafka-python" (unpacking has no bound: 6.5 KB became 200 MiB), and contract
section 1 for the size.
"""


def topic_faults(found: Mapping[str, str]) -> Iterator[str]:
    """Yield what stands in a topic's settings that must not, in words; a setting untold is none.

    A smaller largest message than ours is no fault: the topic only takes less.
    """
    compression = found.get(COMPRESSION, REQUIRED_OF_TOPICS[COMPRESSION])
    if compression != REQUIRED_OF_TOPICS[COMPRESSION]:
        yield f"{COMPRESSION} {compression} instead of {REQUIRED_OF_TOPICS[COMPRESSION]}"
    largest = found.get(LARGEST, "0")
    if not largest.isascii() or not largest.isdigit() or int(largest) > LARGEST_MESSAGE:
        yield f"{LARGEST} {largest} instead of at most {LARGEST_MESSAGE}"


def mend(topic: str, bootstrap: str) -> str:
    """Return the command that sets a topic right."""
    wanted = ",".join(f"{name}={value}" for name, value in REQUIRED_OF_TOPICS.items())
    return (
        f"have it set: kafka-configs.sh --bootstrap-server {bootstrap} --alter "
        f"--entity-type topics --entity-name {topic} --add-config {wanted}"
    )
