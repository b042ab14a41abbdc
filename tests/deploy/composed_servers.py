"""Broker and database as compose.yml starts them: by the same settings, as processes here."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.deploy.composed import environment, services
from tests.deploy.dockerfile import CONTAINER
from tests.programs import ROOT, until
from tests.servers.kafka_broker import Kafka, KafkaBroker, answers, free_ports
from tests.servers.required import missing, require_program

HOST = "localhost"
POSTGRES = "postgres"


@contextmanager
def composed_web(folder: Path, papers: Path, behind: str) -> Iterator[int]:
    """Run the server that ends TLS by its Caddyfile, before an address; give its port."""
    caddy = require_program("caddy", debian_package="caddy")
    (port,) = free_ports(1)
    text = (CONTAINER / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("serve:9464", behind).replace("/run/secrets", str(papers))
    text = re.sub(r"^(https://[\w.-]+)", rf"\1:{port}", text, flags=re.MULTILINE)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    with (folder / "caddy.log").open("wb") as log:
        server = subprocess.Popen(
            [str(caddy), "run", "--config", str(folder / "Caddyfile")],
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: answers(port), "the web server answers")
        yield port
    finally:
        server.terminate()
        server.wait()


class ComposedBroker(KafkaBroker):
    """A broker by kafka.properties, at ports and in a folder of its own."""

    def __init__(self, folder: Path, kafka: Kafka, papers: Path) -> None:
        super().__init__(folder, kafka)
        self._papers = papers

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self._port}"

    def _listeners(self) -> dict[str, str]:
        text = (CONTAINER / "kafka.properties").read_text(encoding="utf-8")
        ports = {"9092": self._port, "9093": self._locked_port, "9094": self._controller_port}
        for there, here in ports.items():
            text = text.replace(f"//:{there}", f"//{HOST}:{here}")
            text = text.replace(f"kafka:{there}", f"{HOST}:{here}")
        text = text.replace("/run/secrets", str(self._papers))
        text = text.replace("/var/lib/kafka", str(self._folder))
        told = (line.partition("=") for line in text.splitlines() if line and line[0] != "#")
        return {name: value for name, _, value in told}


class ComposedPostgreSQL:
    """A PostgreSQL of Debian's by the service's own command; the wheel's has no TLS."""

    def __init__(self, papers: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        if not found:
            missing("PostgreSQL is not installed; on Debian: apt-get install postgresql")
        self._programs = found[-1].parent
        (self.port,) = free_ports(1)
        self._until_the_end = ExitStack()
        self._folder = Path(tempfile.mkdtemp(prefix="danm-composed-", dir="/tmp"))
        self._until_the_end.callback(shutil.rmtree, self._folder)
        self._secrets = self._folder / "secrets"
        shutil.copytree(papers, self._secrets)
        shutil.copy(CONTAINER / "pg_hba.conf", self._folder)
        self._hand_over()

    def _hand_over(self) -> None:
        """Give the folder to the server's account, and its key to the account's group."""
        if os.geteuid() != 0:
            return
        account = pwd.getpwnam(POSTGRES)
        os.chown(self._folder, account.pw_uid, account.pw_gid)
        os.chmod(self._secrets, 0o755)  # noqa: S103 - each file in it is closed by itself
        key = self._secrets / "postgresql.key"
        os.chown(key, 0, account.pw_gid)
        key.chmod(0o440)

    def __enter__(self) -> Self:
        self.run("initdb", "--username", POSTGRES, "--auth", "peer", "-D", self._data)
        options = [self._here(one) for one in services()["postgresql"]["command"][1:]]
        where = ("-D", str(self._data), "-p", str(self.port), "-k", str(self._folder))
        log = self._until_the_end.enter_context((self._folder / "log").open("wb"))
        command = [str(self._programs / "postgres"), *where, *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, **self._account)
        self._until_the_end.callback(server.wait)
        self._until_the_end.callback(server.terminate)
        try:
            until(self._answers, "PostgreSQL answers")
        except AssertionError as error:
            self.__exit__(AssertionError, error, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note((self._folder / "log").read_text(errors="replace")[-3000:])
        self._until_the_end.close()

    def set_up(self) -> None:
        """Do what its image does at the first start: the database, and our accounts."""
        here = ("-h", str(self._folder), "-p", str(self.port), "-U", POSTGRES)
        name = environment("postgresql")["POSTGRES_DB"]
        self.run("createdb", *here, name)
        roles = (ROOT / "deploy/postgresql/roles.sql").read_text(encoding="utf-8")
        self.run("psql", *here, "-v", "ON_ERROR_STOP=1", "-d", name, given=roles)

    def psql(self, script: Path, variables: dict[str, str]) -> None:
        """Run a script over the network, as the service does whose variables these are."""
        command = [str(self._programs / "psql"), "-v", "ON_ERROR_STOP=1", "-f", str(script)]
        own = {"PATH": os.environ["PATH"], "PGPORT": str(self.port)}
        subprocess.run(command, env=own | variables, check=True, stdout=subprocess.DEVNULL)

    def run(self, program: str, *arguments: str | Path, given: str = "") -> None:
        """Run one of its programs as the account of the server."""
        subprocess.run(
            [str(self._programs / program), *map(str, arguments)],
            cwd="/",
            input=given,
            text=True,
            check=True,
            capture_output=True,
            **self._account,
        )

    @property
    def _account(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": POSTGRES, "group": POSTGRES, "extra_groups": []}

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _here(self, option: str) -> str:
        option = option.replace("/run/secrets", str(self._secrets))
        return option.replace("/etc/postgresql", str(self._folder))

    def _answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0
