"""The composed region as processes: every line is TLS, and both ends prove who they are.

The settings are those of compose.yml with other addresses; certificates are those of the script.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaProducer
from kafka.errors import TopicAuthorizationFailedError
from pydantic_core import to_json

from consumer import wall_clock
from consumer.load_settings import load_settings
from schemas.published import FRONT_DOOR_TOPIC, POLICE_TOPIC
from tests.a_night import received, reported
from tests.deploy.composed import environment, files_of, own_services, services
from tests.deploy.composed_servers import HOST, ComposedBroker, ComposedPostgreSQL, composed_web
from tests.deploy.installation import cases_in
from tests.programs import ROOT, Program, ask
from tests.servers.kafka_broker import Kafka
from tests.wire import Json

pytestmark = pytest.mark.integration

BOARD = "board.example.gov.uk"
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - in a container, to be replaced
LASTING = [name for name, told in own_services().items() if told["restart"] != "no"]


@dataclass(frozen=True, kw_only=True)
class Region:
    """What compose.yml describes, here."""

    folder: Path
    papers: Path
    broker: ComposedBroker
    postgresql: ComposedPostgreSQL

    def here(self, text: str) -> str:
        """Return what a setting of a container says, with the addresses of these processes."""
        text = text.replace("/run/secrets", str(self.papers)).replace(EVERY_ADDRESS, "127.0.0.1")
        text = text.replace("@postgresql/", f"@{HOST}:{self.postgresql.port}/")
        text = text.replace("/opt/danm", str(ROOT)).replace("/etc/danm", str(self.folder))
        return text.replace("kafka:9092", self.broker.bootstrap)

    def put_files(self) -> None:
        for name in own_services():
            for there, file in files_of(name).items():
                Path(self.here(there)).write_text(self.here(file.read_text(encoding="utf-8")))

    def variables(self, service: str) -> dict[str, str]:
        told = environment(service).items()
        own = {"DANM_HTTP__PORT": "0", "DANM_LOG_FORMAT": "json"}
        own |= {"DANM_DATA_DIR": str(self.folder / service)}
        return own | {name: self.here(value) for name, value in told}

    def words(self, service: str) -> list[str]:
        told = services()[service]
        _, *script = told.get("entrypoint", ["danm"])
        start = [sys.executable, *(script or ["-m", "consumer"])]
        return [self.here(one) for one in (*start, *told["command"])]

    def done(self, service: str) -> "subprocess.CompletedProcess[str]":
        """Run a service that ends."""
        return subprocess.run(
            self.words(service),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | self.variables(service),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, service: str) -> Program:
        arguments = self.words(service)[3:]
        return Program.start(self.folder, *arguments, env=self.variables(service))

    def send(self, who: str, topic: str, message: Json) -> None:
        """Send a message with somebody's certificate."""
        papers = {
            "bootstrap_servers": self.broker.bootstrap,
            "security_protocol": "SSL",
            "ssl_cafile": str(self.papers / "authority.pem"),
            "ssl_certfile": str(self.papers / f"{who}.pem"),
            "ssl_keyfile": str(self.papers / f"{who}.key"),
        }
        with closing(KafkaProducer(**papers, enable_idempotence=False)) as producer:
            producer.send(topic, to_json(message), key=message["subject"].encode()).get(timeout=20)

    def connect(self, account: str, papers_of: str, mode: str = "verify-full") -> None:
        """Log in to PostgreSQL as an account, with the papers of this or another one."""
        where = f"host={HOST} port={self.postgresql.port} dbname=danm user={account}"
        papers = f"sslcert={self.papers}/{papers_of}.pem sslkey={self.papers}/{papers_of}.key"
        trust = f"sslmode={mode} sslrootcert={self.papers}/authority.pem"
        psycopg.connect(f"{where} {papers} {trust}").close()


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, kafka: Kafka) -> Iterator[Region]:
    folder = tmp_path_factory.mktemp("region")
    papers = folder / "papers"
    subprocess.run([ROOT / "deploy/tls/certificates.sh", papers, HOST, BOARD], check=True)
    for key in papers.glob("*.key"):
        key.chmod(0o400)  # here all programs run as this one account, there each as its own
    with (
        ComposedPostgreSQL(papers) as postgresql,
        ComposedBroker(folder / "kafka", kafka, papers) as broker,
    ):
        made = Region(folder=folder, papers=papers, broker=broker, postgresql=postgresql)
        made.put_files()
        postgresql.set_up()
        assert made.done("migrate").returncode == 0
        grants = made.here(str(files_of("grants")["/grants.sql"]))
        told = made.variables("grants") | {"PGHOST": HOST}
        postgresql.psql(Path(grants), told)
        assert made.done("topics").stdout.endswith("the broker is as the file says\n")
        yield made


def test_a_child_is_told_of_and_received_over_lines_on_which_both_ends_prove_themselves(
    region: Region,
) -> None:
    now = wall_clock.now()
    url = load_settings(region.folder / "danm.toml").database_url
    with ExitStack() as running:
        programs = {name: running.enter_context(region.start(name)) for name in LASTING}
        for program in programs.values():
            program.until_it_runs()
        serve = programs["serve"]
        region.send("police", POLICE_TOPIC, reported("STF-26-1", "high", now))
        serve.until(lambda: cases_in(url) == 1, "the case is known", 60)
        region.send("front-door", FRONT_DOOR_TOPIC, received("STF-26-1", now))
        serve.until(
            lambda: 'verdict="met"} 1.0' in ask(f"{serve.web}/metrics")[1], "it is received", 60
        )
        codes = {name: program.stop() for name, program in programs.items()}

    assert codes == dict.fromkeys(LASTING, 0)


def test_what_is_too_old_is_removed_by_an_account_of_its_own(region: Region) -> None:
    done = region.done("purge")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_police_cannot_write_what_the_front_door_says(region: Region) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        region.send("police", FRONT_DOOR_TOPIC, received("STF-26-2", wall_clock.now()))


@pytest.mark.parametrize(
    ("account", "papers_of", "mode"),
    [
        pytest.param("danm_owner", "danm_writer", "verify-full", id="papers-of-another"),
        pytest.param("danm_writer", "danm_writer", "disable", id="no-tls"),
        pytest.param("postgres", "danm_owner", "verify-full", id="the-administrator-from-afar"),
    ],
)
def test_nobody_logs_in_to_the_database_but_by_their_own_papers(
    region: Region, account: str, papers_of: str, mode: str
) -> None:
    region.connect("danm_writer", "danm_writer")

    with pytest.raises(psycopg.OperationalError):
        region.connect(account, papers_of, mode)


def test_check_says_what_the_monitor_may_do_and_that_it_is_no_more(region: Region) -> None:
    checked = subprocess.run(
        [*region.words("serve")[:-1], "check", "--format", "json"],
        cwd=ROOT,
        env=os.environ | region.variables("serve"),
        capture_output=True,
        text=True,
        check=False,
    )

    told = {one["check"]: one for one in map(json.loads, checked.stdout.splitlines())}
    assert [one for one in ("database", "broker", "topics", "rights") if not told[one]["ok"]] == []
    assert "warning" not in told["rights"]


def test_people_reach_the_board_by_tls_alone_and_metrics_are_not_for_them(
    region: Region, tmp_path: Path
) -> None:
    with region.start("serve") as serve:
        behind = serve.web.removeprefix("http://")
        with composed_web(tmp_path, region.papers, behind) as port:
            shown = {path: fetched(region, port, path) for path in ("/", "/metrics", "/readyz")}
            with pytest.raises(ssl.SSLCertVerificationError):
                fetched(region, port, "/", trusted=None)
        itself = ask(f"{serve.web}/metrics")[0]

    assert itself == 200
    assert shown["/metrics"][0] == shown["/readyz"][0] == 404
    status, headers = shown["/"]
    assert status < 500
    assert headers["x-frame-options"] == "DENY"  # danm's own answer, and no error of the proxy's


def fetched(
    region: Region, port: int, path: str, trusted: str | None = "authority.pem"
) -> tuple[int, dict[str, str]]:
    """Return status and headers of what is fetched under a name that no name service knows."""
    context = ssl.create_default_context(cafile=trusted and str(region.papers / trusted))
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname=BOARD) as line,
    ):
        connection = HTTPConnection(BOARD, port)
        connection.sock = line
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}
