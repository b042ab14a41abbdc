"""How to reach the broker, and the settings that keep a reader from losing messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from consumer.sources import BATCH_RECORDS

SESSION_TIMEOUT = timedelta(seconds=10)
"""After this silence a process's partitions go to others.

Source: measured; a named process is back 0.4 s after a kill, others wait for this long.
"""

RECONNECT_WITHIN = timedelta(seconds=2)
"""The longest pause between two tries to connect: a broker that is back must not wait for us."""

FIRST_ANSWER_WITHIN = timedelta(seconds=5)
"""How long the first answer may take. Source: assumption; a wrong address must be told soon."""

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaSecurity:
    """How the broker and we prove to each other who we are."""

    protocol: str = "PLAINTEXT"
    ca_file: Path | None = None
    mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    client_cert_file: Path | None = None
    client_key_file: Path | None = None
    client_key_password: str | None = field(default=None, repr=False)

    @property
    def uses_tls(self) -> bool:
        """Whether all that is said is encrypted, and the broker has a certificate."""
        return self.protocol.endswith("SSL")

    @property
    def uses_password(self) -> bool:
        """Whether we log in with a name and a password."""
        return self.protocol.startswith("SASL")

    def client_settings(self) -> dict[str, Any]:
        """Return what every client needs to prove who it is and to believe the broker.

        The files of certificates are read on every connection: renewed ones hold without a
        restart.
        """
        return {
            "security_protocol": self.protocol,
            "ssl_cafile": _path(self.ca_file),
            "ssl_certfile": _path(self.client_cert_file),
            "ssl_keyfile": _path(self.client_key_file),
            # Without any password OpenSSL would ask for that of an encrypted key at the terminal.
            "ssl_password": self.client_key_password or "",
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }


def _path(file: Path | None) -> str | None:
    return None if file is None else str(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaConnection:
    """Which topics to read, where, and as whom."""

    bootstrap: Sequence[str]
    topics: Sequence[str]
    group: str

    instance: str
    """Names this process within the group: after a crash it has its partitions back at once."""

    security: KafkaSecurity = KafkaSecurity()

    def client_settings(self) -> dict[str, Any]:
        """Return what every client needs to connect."""
        return {
            "bootstrap_servers": list(self.bootstrap),
            "client_id": f"danm-{self.instance}",
            "bootstrap_timeout_ms": FIRST_ANSWER_WITHIN // _MILLISECOND,
            "reconnect_backoff_max_ms": RECONNECT_WITHIN // _MILLISECOND,
        } | self.security.client_settings()

    def admin_settings(self, within: timedelta = FIRST_ANSWER_WITHIN) -> dict[str, Any]:
        """Return what asking about topics needs; other work waits for connection and answer."""
        patience = within // _MILLISECOND
        return self.client_settings() | {
            "bootstrap_timeout_ms": patience,
            "request_timeout_ms": patience,
        }

    def reader_settings(self) -> dict[str, Any]:
        """Return what every reader of records needs: bytes, and no offset chosen for it."""
        return self.client_settings() | {
            "enable_auto_commit": False,
            "auto_offset_reset": "none",
            "allow_auto_create_topics": False,
            "isolation_level": "read_committed",
            "max_poll_records": BATCH_RECORDS,
            "metrics_enabled": False,
        }

    def member_settings(self) -> dict[str, Any]:
        """Return what a reader needs to share the partitions with the rest of its group."""
        return self.reader_settings() | {
            "group_id": self.group,
            "group_instance_id": self.instance,
            "session_timeout_ms": SESSION_TIMEOUT // _MILLISECOND,
        }
