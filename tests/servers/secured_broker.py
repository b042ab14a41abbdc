"""A real Apache Kafka that lets nobody do what its access rules do not allow.

Four doors: names and passwords over TLS for people's programs, client certificates for others, and
two for the broker itself. Whoever has no rule may do nothing.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType

from consumer.kafka_settings import Kafka as KafkaSettings
from tests.servers.kafka_broker import Kafka, KafkaBroker, free_ports
from tests.servers.tls import ORGANISATION, UNIT, Papers, new_authority

MECHANISM = "SCRAM-SHA-512"
ADMIN = "admin"
USERS = (ADMIN, "danm", "police", "front-door", "stranger", "no-group", "no-settings", "greedy")
"""Everyone but the first starts without any right."""

ROOT = Path(__file__).parents[2]
APPLY = ROOT / "deploy" / "kafka" / "apply.py"
TOPICS_FILE = APPLY.with_name("topics.toml")

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
_AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
_BROKER = "broker"
_HOST = "localhost"


def password_of(user: str) -> str:
    """Return the password of one of the users."""
    return f"password of {user}"


def as_toml(kafka: KafkaSettings) -> dict[str, str]:
    """Return the lines of a settings file by their names."""
    told = kafka.model_dump(exclude_unset=True, exclude_none=True)
    return {name: json.dumps(value, default=str) for name, value in told.items()}


class SecuredBroker(KafkaBroker):
    """One broker; `bootstrap` asks for a password, `mutual_bootstrap` for a certificate."""

    def __init__(self, folder: Path, kafka: Kafka) -> None:
        """Take an empty folder."""
        super().__init__(folder, kafka)
        self._mutual_port, self._broker_port = free_ports(2)
        folder.mkdir(parents=True, exist_ok=True)
        self.authority = new_authority(folder)
        self._papers = self.authority.papers(_BROKER, _HOST)

    @property
    def bootstrap(self) -> str:
        """The address by the name that stands in the broker's certificate."""
        return f"{_HOST}:{self._port}"

    @property
    def nameless_bootstrap(self) -> str:
        """The same address by its number, which stands in no certificate."""
        return f"127.0.0.1:{self._port}"

    @property
    def mutual_bootstrap(self) -> str:
        """The address that asks for a client certificate."""
        return f"{_HOST}:{self._mutual_port}"

    @property
    def admin_settings(self) -> dict[str, Any]:
        """What a client needs that may do everything."""
        return self.client_settings(ADMIN)

    def client_settings(self, user: str) -> dict[str, Any]:
        """Return what a client of a user needs."""
        return {
            "bootstrap_servers": self.bootstrap,
            **self.settings(user).connection().security.client_settings(),
        }

    def settings(self, user: str, **changed: Any) -> KafkaSettings:
        """Return the settings by which a user logs in."""
        return KafkaSettings.model_validate(
            {
                "bootstrap": [self.bootstrap],
                "protocol": "SASL_SSL",
                "ca_file": self.authority.file,
                "mechanism": MECHANISM,
                "username": user,
                "password_file": self.password_file(user),
            }
            | changed
        )

    def settings_by_certificate(self, papers: Papers, **changed: Any) -> KafkaSettings:
        """Return the settings by which somebody with papers comes in."""
        return KafkaSettings.model_validate(
            {
                "bootstrap": [self.mutual_bootstrap],
                "protocol": "SSL",
                "ca_file": self.authority.file,
                "client_cert_file": papers.certificate,
                "client_key_file": papers.key,
            }
            | changed
        )

    def allow(self, user: str, sort: ResourceType, name: str, *may: str) -> None:
        """Let a user do something with a topic or group."""
        thing = ResourcePattern(sort, name)
        rules = [
            ACL(f"User:{user}", "*", ACLOperation[one], ACLPermissionType.ALLOW, thing)
            for one in may
        ]
        with closing(KafkaAdminClient(**self.admin_settings)) as admin:
            if failed := admin.create_acls(rules)["failed"]:
                raise failed[0]

    def apply_deployed(self, *options: str) -> "subprocess.CompletedProcess[str]":
        """Run what the region's ICT runs, for a broker that stands alone."""
        text = TOPICS_FILE.read_text(encoding="utf-8")
        alone = self._folder / "topics.toml"
        alone.write_text(text.replace("replicas = 3", "replicas = 1"), encoding="utf-8")
        return self.run_apply(ADMIN, "--topics", str(alone), "--apply", *options)

    def run_apply(self, user: str, *options: str) -> "subprocess.CompletedProcess[str]":
        """Run deploy/kafka/apply.py as a user."""
        return self.run_apply_by(self.settings(user), *options)

    def run_apply_by(
        self, kafka: KafkaSettings, *options: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run deploy/kafka/apply.py by these settings."""
        config = self._folder / "apply.toml"
        lines = (f"{name} = {value}\n" for name, value in as_toml(kafka).items())
        config.write_text(f"[kafka]\n{''.join(lines)}", encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(APPLY), "--config", str(config), *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    def password_file(self, user: str) -> Path:
        """Return a file with the password of a user, closed to others."""
        file = self._folder / f"{user}.password"
        file.touch(mode=0o600)
        file.write_text(f"{password_of(user)}\n", encoding="utf-8")
        return file

    def _listeners(self) -> dict[str, str]:
        clients = (
            f"CLIENT://{_HOST}:{self._port},MUTUAL://{_HOST}:{self._mutual_port},"
            f"BROKER://{_HOST}:{self._broker_port}"
        )
        return {
            "listeners": f"{clients},CONTROLLER://{_HOST}:{self._controller_port}",
            "advertised.listeners": clients,
            "inter.broker.listener.name": "BROKER",
            "controller.quorum.voters": f"1@{_HOST}:{self._controller_port}",
            "listener.security.protocol.map": (
                "CLIENT:SASL_SSL,MUTUAL:SSL,BROKER:SSL,CONTROLLER:SSL"
            ),
            "listener.name.client.sasl.enabled.mechanisms": MECHANISM,
            "listener.name.client.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
            "listener.name.mutual.ssl.client.auth": "required",
            "listener.name.mutual.ssl.principal.mapping.rules": (
                "RULE:^CN=([a-z-]+),.*$/$1/,DEFAULT"
            ),
            "listener.name.broker.ssl.client.auth": "required",
            "listener.name.controller.ssl.client.auth": "required",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._keystore()),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority.file),
            "authorizer.class.name": _AUTHORIZER,
            "allow.everyone.if.no.acl.found": "false",
            "super.users": f"User:{ADMIN};User:CN={_BROKER},OU={UNIT},O={ORGANISATION}",
        }

    def _users(self) -> Sequence[str]:
        return [
            part
            for user in USERS
            for part in ("--add-scram", f"{MECHANISM}=[name={user},password={password_of(user)}]")
        ]

    def _keystore(self) -> Path:
        file = self._folder / "broker-keystore.pem"
        file.touch(mode=0o600)
        file.write_bytes(self._papers.key.read_bytes() + self._papers.certificate.read_bytes())
        return file
