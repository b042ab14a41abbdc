#!/usr/bin/env python3
"""Shows what a broker lacks of topics.toml, and with --apply brings it about.

Nothing is ever taken away: rights that are too much and a wrong number of partitions are only
told, since somebody else may need them, and a key would move to another partition. Ends with 0
where the broker is as the file says, 1 where it is not (yet), 2 where it cannot be asked.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import SecurityDisabledError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consumer.load_settings import load_settings
from consumer.sources.broker_look import let_in
from consumer.sources.tls_papers import tls_by
from consumer.wall_clock import now
from schemas.trouble import Trouble

TOPICS_FILE = Path(__file__).with_name("topics.toml")
AS_IT_SHOULD_BE, DIFFERENT, CANNOT_ASK = 0, 1, 2


class Rule(BaseModel):
    """Who may do what with which topics or groups, from any machine."""

    model_config = ConfigDict(extra="forbid")

    who: str = Field(pattern="^User:.+$")
    topics: list[str] = []
    groups: list[str] = []
    may: list[Literal["READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS"]] = Field(min_length=1)

    def acls(self) -> Iterator[ACL]:
        """Yield it in Kafka's form: one for each thing and operation."""
        for sort, names in (
            (ResourceType.TOPIC, self.topics),
            (ResourceType.GROUP, self.groups),
        ):
            for name in names:
                for operation in self.may:
                    pattern = ResourcePattern(sort, name)
                    allow = ACLPermissionType.ALLOW
                    yield ACL(self.who, "*", ACLOperation[operation], allow, pattern)


class Wanted(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    partitions: int = Field(ge=1)
    replicas: int = Field(ge=1)
    topics: list[str] = Field(min_length=1)
    settings: dict[str, str]
    rules: list[Rule]

    def acls(self) -> list[ACL]:
        """Return every rule in Kafka's form."""
        return [acl for rule in self.rules for acl in rule.acls()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as the file says; ``make`` is None where a person must decide."""

    line: str
    make: Callable[[], Any] | None = None


def differences(admin: KafkaAdminClient, wanted: Wanted) -> Iterator[Difference]:
    """Yield what is not as the file says: topics first, then who may do what."""
    described = admin.describe_topics(wanted.topics)
    counts = {one["name"]: len(one["partitions"]) for one in described if not one["error_code"]}
    for topic in wanted.topics:
        if topic in counts:
            yield from _of_partitions(topic, counts[topic], wanted)
            yield from _of_settings(admin, topic, wanted.settings)
        else:
            yield _missing(admin, topic, wanted)
    yield from _of_rules(admin, wanted.acls())


def _missing(admin: KafkaAdminClient, topic: str, wanted: Wanted) -> Difference:
    shape = {
        "num_partitions": wanted.partitions,
        "replication_factor": wanted.replicas,
        "configs": wanted.settings,
    }
    settings = ", ".join(f"{name}={value}" for name, value in wanted.settings.items())
    return Difference(
        line=f"+ topic {topic}, {wanted.partitions} partitions, {wanted.replicas} replicas, "
        f"{settings}",
        make=lambda: admin.create_topics({topic: shape}, wait_for_metadata=True),
    )


def _of_partitions(topic: str, count: int, wanted: Wanted) -> Iterator[Difference]:
    if count != wanted.partitions:
        yield Difference(line=f"! topic {topic} has {count} partitions, not {wanted.partitions}")


def _of_settings(
    admin: KafkaAdminClient, topic: str, settings: Mapping[str, str]
) -> Iterator[Difference]:
    asked = ConfigResource(ConfigResourceType.TOPIC, topic, list(settings))
    told = admin.describe_configs([asked], config_filter="all")["topic"][topic]
    found = {name: one["value"] for name, one in told.items()}
    wrong = {name: value for name, value in settings.items() if found.get(name) != value}
    if wrong:
        changes = ", ".join(f"{name} {found.get(name)} -> {wrong[name]}" for name in wrong)
        change = ConfigResource(ConfigResourceType.TOPIC, topic, wrong)
        yield Difference(
            line=f"~ topic {topic}, {changes}", make=lambda: admin.alter_configs([change])
        )


def _of_rules(admin: KafkaAdminClient, wanted: Sequence[ACL]) -> Iterator[Difference]:
    found = set(_found(admin, wanted))
    for missing in (acl for acl in wanted if acl not in found):
        yield Difference(line=f"+ {_words(missing)}", make=_allowing(admin, missing))
    for more in sorted(map(_words, found - set(wanted))):
        yield Difference(line=f"! not in the file: {more}")


def _found(admin: KafkaAdminClient, wanted: Sequence[ACL]) -> Iterator[ACL]:
    """Yield every rule that bears on our topics and groups, those for all or by prefix too."""
    anything, either = ACLOperation.ANY, ACLPermissionType.ANY
    for sort, name in {
        (acl.resource_pattern.resource_type, acl.resource_pattern.resource_name) for acl in wanted
    }:
        pattern = ResourcePatternFilter(sort, name, ACLResourcePatternType.MATCH)
        try:
            yield from admin.describe_acls(ACLFilter(None, None, anything, either, pattern))[0]
        except SecurityDisabledError:
            raise Trouble(
                "the broker keeps no access rules: whoever reaches it may do everything",
                "set authorizer.class.name on every broker, as in README.md beside this script",
            ) from None


def _allowing(admin: KafkaAdminClient, acl: ACL) -> Callable[[], None]:
    def allow() -> None:
        if failed := admin.create_acls([acl])["failed"]:
            raise failed[0]

    return allow


def _words(acl: ACL) -> str:
    pattern = acl.resource_pattern
    thing = f"{pattern.resource_type.name.lower()} {pattern.resource_name}"
    if pattern.pattern_type is ACLResourcePatternType.PREFIXED:
        thing += "…"
    where = "" if acl.host == "*" else f" from {acl.host}"
    may = "may" if acl.permission_type is ACLPermissionType.ALLOW else "may not"
    return f"{acl.principal} {may} {acl.operation.name} {thing}{where}"


def _read(file: Path) -> Wanted:
    try:
        return Wanted.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise Trouble(f"{file} cannot be read ({error.strerror})", "check --topics") from None
    except (ValidationError, ValueError) as error:
        said = str(error).splitlines()
        raise Trouble(f"{file} is wrong", " ".join(said[1:3] or said)) from None


def _applied(admin: KafkaAdminClient, wanted: Wanted) -> None:
    for difference in differences(admin, wanted):
        if difference.make is not None:
            difference.make()
            sys.stdout.write(f"done: {difference.line}\n")


def _compared(admin: KafkaAdminClient, wanted: Wanted) -> int:
    """Tell what is not as the file says; return the exit code."""
    found = [difference.line for difference in differences(admin, wanted)]
    sys.stdout.write("\n".join(found or ["the broker is as the file says"]) + "\n")
    return DIFFERENT if found else AS_IT_SHOULD_BE


def main() -> int:
    """Compare, and apply where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--config", type=Path, required=True, help="settings whose [kafka] logs in as administrator"
    )
    parser.add_argument("--topics", type=Path, default=TOPICS_FILE, help="another topics.toml")
    parser.add_argument("--apply", action="store_true", help="bring it about; else only show it")
    given = parser.parse_args()
    try:
        wanted = _read(given.topics)
        connection = load_settings(given.config).kafka.connection()
        with let_in(connection, tls_by(connection.security, now())) as admin:
            if given.apply:
                _applied(admin, wanted)
            return _compared(admin, wanted)
    except Trouble as trouble:
        sys.stderr.write(f"apply.py: {trouble}\n")
        return CANNOT_ASK


if __name__ == "__main__":
    sys.exit(main())
