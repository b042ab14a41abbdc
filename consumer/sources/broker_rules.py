"""What must be so on the broker before anything is read, and what should be. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consumer.sources.broker_refusals import BrokerTrouble
from consumer.sources.topic_settings import mend, topic_faults

NEEDED_OF_TOPICS = frozenset({"READ", "DESCRIBE", "DESCRIBE_CONFIGS"})
NEEDED_OF_GROUP = frozenset({"READ", "DESCRIBE"})
NEEDED_OF_CANARIES = frozenset({"WRITE"})
"""Source: the rules in deploy/kafka/topics.toml; Kafka counts describing in with reading."""

RULES = "deploy/kafka/topics.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic as the broker shows it to us."""

    name: str
    is_missing: bool
    is_closed: bool
    """Whether we may not even see it; it may then be missing as well."""
    partitions: int
    may: frozenset[str]
    """What we may do with it, in Kafka's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Our group of readers as the broker shows it to us."""

    name: str
    is_closed: bool = False
    may: frozenset[str] | None = None
    """None: the broker does not say, for a group without members or while it is starting."""


def require_topics(topics: Sequence[Topic]) -> None:
    """Make sure that all topics are there and may be read.

    Raises:
        BrokerTrouble: One is not.
    """
    if missing := [one.name for one in topics if one.is_missing]:
        raise BrokerTrouble(
            f"the Kafka broker has no topic {', '.join(missing)}",
            "create it, or correct kafka.topics in the settings",
        )
    if closed := [one.name for one in topics if one.is_closed]:
        raise BrokerTrouble(
            f"the Kafka broker does not let us see {', '.join(closed)}, or has no such topic",
            "let this user read it, or correct kafka.topics in the settings",
        )
    if closed := [one.name for one in topics if one.may and "READ" not in one.may]:
        raise BrokerTrouble(
            f"the Kafka broker lets us see {', '.join(closed)} and not read it",
            f"let this user read it, as in {RULES}",
        )


def require_settings(settings: Mapping[str, Mapping[str, str]], bootstrap: Sequence[str]) -> None:
    """Make sure that no message in the topics can harm us; what is not told is left out.

    Raises:
        BrokerTrouble: A setting is wrong; the text has the command that mends it.
    """
    for topic, found in settings.items():
        if faults := list(topic_faults(found) if found else ()):
            raise BrokerTrouble(
                f"the topic {topic} has {' and '.join(faults)}", mend(topic, bootstrap[0])
            )


def require_group(group: Group) -> None:
    """Make sure that we may read as the group.

    Raises:
        BrokerTrouble: We may not.
    """
    if group.is_closed or (group.may is not None and "READ" not in group.may):
        raise BrokerTrouble(
            f"the Kafka broker does not let us read as the group {group.name}",
            f"let this user read the group, as in {RULES}, or correct kafka.group",
        )


def counts_differ(topics: Sequence[Topic]) -> bool:
    """Return whether messages of one incident may reach two processes."""
    return len({one.partitions for one in topics}) > 1


def in_words(topics: Sequence[Topic]) -> str:
    """Return topics with how many partitions each has."""
    return ", ".join(f"{one.name} ({one.partitions} partitions)" for one in topics)


def closed_to_canaries(topics: Sequence[Topic]) -> list[str]:
    """Return the topics, of those we see, to which no canary can be sent."""
    return [one.name for one in topics if one.may and not one.may >= NEEDED_OF_CANARIES]


def excess(
    topics: Sequence[Topic],
    others: Sequence[Topic],
    group: Group,
    whole: frozenset[str],
    needed: frozenset[str] = NEEDED_OF_TOPICS,
) -> Iterator[str]:
    """Yield what we may do and need not, in words: each thing with its name.

    ``needed`` is what we must be allowed to do with our own topics.
    """
    for one in topics:
        if more := one.may - needed:
            yield f"{_words(more)} {one.name}"
    if more := (group.may or frozenset()) - NEEDED_OF_GROUP:
        yield f"{_words(more)} the group {group.name}"
    if seen := [one for one in others if one.may]:
        every = frozenset().union(*(one.may for one in seen))
        which = seen[0].name if len(seen) == 1 else f"{len(seen)} other topics ({seen[0].name}, …)"
        yield f"{_words(every)} {which}"
    if whole:
        yield f"{_words(whole)} the whole broker"


def _words(operations: frozenset[str]) -> str:
    """Return operations in lower case, the most harmful first."""
    worst = ("WRITE", "DELETE", "ALTER", "CREATE", "READ")
    rank = {name: place for place, name in enumerate(worst)}
    ranked = sorted(operations, key=lambda one: (rank.get(one, len(worst)), one))
    return ", ".join(one.lower().replace("_", " ") for one in ranked)
