"""What `danm check` finds on the broker: whether it lets us in, and do no more than we need."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from consumer.finding import Finding, tried, wrong
from consumer.kafka_settings import Kafka
from consumer.sources.broker_rules import (
    NEEDED_OF_CANARIES,
    NEEDED_OF_TOPICS,
    RULES,
    Group,
    Topic,
    closed_to_canaries,
    counts_differ,
    excess,
    in_words,
    require_group,
    require_settings,
    require_topics,
)
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.topic_settings import REQUIRED_OF_TOPICS
from schemas.moments import zulu
from schemas.trouble import Trouble

if TYPE_CHECKING:
    from consumer.sources.broker_look import Look

RENEW_BEFORE = timedelta(days=30)
"""How long before its end a certificate is asked for anew.

Source: assumption, to agree with whoever issues certificates.
"""

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""What is said to it leaves no machine, and needs no encryption."""


def broker_findings(kafka: Kafka, now: datetime) -> Iterator[Finding]:
    """Yield one finding after the other; nothing is written anywhere."""
    if not kafka.bootstrap:
        yield Finding(name="broker", said="none configured: messages come from files")
        return
    from consumer.sources.broker_look import looking_at
    from consumer.sources.tls_papers import tls_by

    try:
        connection = kafka.connection()
        tls = tls_by(connection.security, now)
        with looking_at(connection, tls) as look:
            yield _way_in(connection)
            yield from _certificate(connection, now)
            yield from _rooms(look, connection, sends_canaries=kafka.canary)
    except Trouble as trouble:
        yield wrong("broker", trouble)


def _way_in(connection: KafkaConnection) -> Finding:
    security = connection.security
    who = f", {security.mechanism} as {security.username}" if security.uses_password else ""
    said = f"{', '.join(connection.bootstrap)} lets us in ({security.protocol}{who})"
    hosts = {address.rpartition(":")[0] for address in connection.bootstrap}
    if security.uses_tls or hosts <= THIS_MACHINE:
        return Finding(name="broker", said=said)
    mend = "set kafka.protocol to SASL_SSL or SSL: others can read what goes over the wire"
    return Finding(name="broker", said=said, mend=mend, is_warning=True)


def _certificate(connection: KafkaConnection, now: datetime) -> Iterator[Finding]:
    from consumer.sources.tls_papers import last_day_of

    if (file := connection.security.client_cert_file) is None:
        return
    ends = last_day_of(file)
    is_soon = ends - now < RENEW_BEFORE
    yield Finding(
        name="client certificate",
        said=f"{file} ends {zulu(ends)}",
        mend="have it renewed in time" if is_soon else None,
        is_warning=is_soon,
    )


def _rooms(look: "Look", connection: KafkaConnection, *, sends_canaries: bool) -> Iterator[Finding]:
    topics = look.topics()
    yield tried("topics", lambda: _topics(topics))
    if seen := [one.name for one in topics if one.may]:
        yield _settings(look, seen, connection)
    group = look.group()
    yield tried("group", lambda: _group(group))
    needed = NEEDED_OF_TOPICS
    if sends_canaries:
        needed |= NEEDED_OF_CANARIES
        yield tried("canaries", lambda: _canaries(topics))
    yield _rights(list(excess(topics, look.other_topics(), group, look.whole_broker(), needed)))


def _topics(topics: Sequence[Topic]) -> str:
    require_topics(topics)
    if counts_differ(topics):
        raise Trouble(f"topics differ in their partitions: {in_words(topics)}", "give them as many")
    return in_words(topics)


def _settings(look: "Look", topics: Sequence[str], connection: KafkaConnection) -> Finding:
    name, found = "topic settings", look.topic_settings(topics)
    try:
        require_settings(found, connection.bootstrap)
    except Trouble as trouble:
        return wrong(name, trouble)
    if untold := [topic for topic in topics if not found[topic]]:
        said = f"we may not look at those of {', '.join(untold)}"
        mend = f"let this user describe configs, as in {RULES}; or see to them yourself: {_WANTED}"
        return Finding(name=name, said=said, mend=mend, is_warning=True)
    return Finding(name=name, said=_WANTED)


_WANTED = ", ".join(f"{name} {value}" for name, value in REQUIRED_OF_TOPICS.items())


def _canaries(topics: Sequence[Topic]) -> str:
    if closed := closed_to_canaries(topics):
        raise Trouble(
            f"kafka.canary is set, and we may not write to {', '.join(closed)}",
            f"let this user write there, as in {RULES}; or take kafka.canary away",
        )
    return "a test message may be sent to each topic"


def _group(group: Group) -> str:
    require_group(group)
    return f"{group.name} is ours to read as"


def _rights(more: Sequence[str]) -> Finding:
    if not more:
        return Finding(name="rights", said="no more than reading needs")
    return Finding(
        name="rights",
        said=f"we may do more than read: {'; '.join(more)}",
        mend=f"take away what {RULES} does not name, or have the broker keep such rules at all",
        is_warning=True,
    )
