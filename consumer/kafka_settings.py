"""Settings of the broker: where it is, what is read, and how both sides prove who they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from consumer.setting_kinds import SecretFile, Section, Texts
from consumer.sources.kafka_connection import KafkaConnection, KafkaSecurity
from schemas.key_files import read_private, read_secret
from schemas.trouble import Trouble

LONGEST_PASSWORD = 1_024
LONGEST_KEY = 65_536


class Kafka(Section):
    """The broker; without ``bootstrap`` there is none, and files are the only source."""

    bootstrap: Texts = ()
    """Brokers to begin with, as ``name:port``."""
    group: str = Field(default="danm", min_length=1)
    """The consumer group; processes that share the work have the same."""
    instance: str | None = Field(default=None, min_length=1)
    """A fixed name of this process, by which a restart takes 0.4 s and not 45 s.

    None: ``instance``, else the group's name with -1 behind it; of several processes each needs a
    name of its own.
    """
    topics: Texts = Field(default=("police.da-incidents.v1", "frontdoor.contacts.v1"), min_length=1)
    """What is read; all must have as many partitions."""
    canary: bool = False
    """Whether a test message is sent to each topic every hour, and its way followed; we must then
    be allowed to write there.
    """
    protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """Whether the line is encrypted (SSL) and we log in with a password (SASL)."""
    ca_file: Path | None = None
    """Who vouches for the broker's certificate; None: whom this machine trusts."""
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    """How the password is proved; PLAIN only on an encrypted line."""
    username: str | None = Field(default=None, min_length=1)
    """As whom we log in."""
    password_file: SecretFile | None = None
    """Holds the password and nothing else; a line end behind it does not count."""
    client_cert_file: Path | None = None
    """Our own certificate, in PEM form, with those of its authorities behind it."""
    client_key_file: SecretFile | None = None
    """The private key of our certificate, in PEM form."""
    client_key_password_file: SecretFile | None = None
    """Holds the password of the key; None: the key is not encrypted."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for fault in (*self._password_faults(), *self._certificate_faults()):
            raise ValueError(fault)
        return self

    def _password_faults(self) -> Iterator[str]:
        given = {
            "mechanism": self.mechanism,
            "username": self.username,
            "password_file": self.password_file,
        }
        present = [name for name, value in given.items() if value is not None]
        missing = [name for name in given if name not in present]
        if self.protocol.startswith("SASL"):
            if missing:
                yield f"protocol {self.protocol} logs in with a password: add {_all(missing)}"
        elif present:
            yield (
                f"protocol {self.protocol} logs in with no password: take {_all(present)} away, "
                f"or set protocol to SASL_SSL"
            )

    def _certificate_faults(self) -> Iterator[str]:
        for_tls = {
            "ca_file": self.ca_file,
            "client_cert_file": self.client_cert_file,
            "client_key_file": self.client_key_file,
        }
        present = [name for name, value in for_tls.items() if value is not None]
        if present and not self.protocol.endswith("SSL"):
            secure = "SASL_SSL" if self.protocol.startswith("SASL") else "SSL"
            yield (
                f"protocol {self.protocol} is not encrypted and uses no {_all(present)}: set "
                f"protocol to {secure}"
            )
        if (self.client_cert_file is None) is not (self.client_key_file is None):
            yield "a certificate has a key: give client_cert_file and client_key_file, or neither"
        if self.client_key_password_file is not None and self.client_key_file is None:
            yield "client_key_password_file is the password of client_key_file: give both"

    def connection(self) -> KafkaConnection:
        """Return how to reach the broker, with what is secret read from its files.

        Raises:
            Trouble: A secret cannot be read, or is open to others.
        """
        return KafkaConnection(
            bootstrap=self.bootstrap,
            topics=self.topics,
            group=self.group,
            instance=self.instance or f"{self.group}-1",
            security=self._security(),
        )

    def _security(self) -> KafkaSecurity:
        if self.client_key_file is not None:
            # The library reads it on every connection; here it must only be closed to others.
            read_private(self.client_key_file, "kafka.client_key_file", LONGEST_KEY)
        return KafkaSecurity(
            protocol=self.protocol,
            ca_file=self.ca_file,
            mechanism=self.mechanism,
            username=self.username,
            password=_secret(self.password_file, "kafka.password_file"),
            client_cert_file=self.client_cert_file,
            client_key_file=self.client_key_file,
            client_key_password=_secret(
                self.client_key_password_file, "kafka.client_key_password_file"
            ),
        )


def _all(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _secret(path: Path | None, setting: str) -> str | None:
    if path is None:
        return None
    secret = read_secret(path, setting, LONGEST_PASSWORD)
    if not secret:
        raise Trouble(f"{setting} {path} holds no password", "write it into the file, as UTF-8")
    return secret
