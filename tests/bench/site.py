"""A site to measure: its keys and settings in a folder, and `danm run` started on them."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from time import perf_counter

from schemas.database import Database, open_database
from schemas.words import Role
from tests.programs import Program, ask, until

START_WITHIN = 120.0
"""Seconds until a start counts as failed."""

_KEYS = {"hmac": bytes(32), "seal": b"s" * 32}
"""Those of `tests.replays.ours`, by which the cases here were made."""

_COUNCILS = ("E06000021", "E10000028")

INTERRUPTS_FOR_EVERY_GRADE = """
[[delivery.now]]
rungs = ["breach"]
"""
"""Added to a policy: each limit passed is told at once, whatever the grade."""


def council(number: int) -> str:
    """Return the code of a made-up council, one of `MADE_UP`."""
    return f"E0999{number % MADE_UP:04}"


MADE_UP = 100
"""Councils beside the real ones: deadlines spread over them are no storm about any of them."""


@dataclass(slots=True, kw_only=True)
class Site:
    """Where it all is. ``settings`` are lines of the settings file beside those of every site."""

    folder: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> Path:
        """The policy of a site that tells people."""
        return self.folder / "policy.toml"

    def prepare(self) -> None:
        """Write keys and settings."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "keys").mkdir(mode=0o700, exist_ok=True)
        for sort, key in _KEYS.items():
            file = self.folder / "keys" / f"{sort}.key"
            file.touch(mode=0o600)
            file.write_text(key.hex(), encoding="utf-8")
        (self.folder / "nothing.ndjson").touch()
        lines = {
            "database": json.dumps(self.database_url),
            "data_dir": json.dumps(str(self.folder)),
            "log_format": '"json"',
            "mode": '"live"',
            "http.port": "0",
        } | self.settings
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        (self.folder / "danm.toml").write_text(text, encoding="utf-8")

    def mail_to(self, port: int, *, more_policy: str = "") -> None:
        """Send every alert of every role by e-mail, to a relay on this machine."""
        self.folder.mkdir(exist_ok=True)
        shipped = files("schemas").joinpath("default_policy.toml").read_text(encoding="utf-8")
        names = "".join(f'{role} = ["mail"]\n' for role in Role)
        made_up = [council(number) for number in range(MADE_UP)]
        councils = "".join(
            f'\n[councils.{code}]\nname = "{code}"\nfront_door = "front door"\n' for code in made_up
        )
        routes = "".join(f"\n[councils.{code}.routes]\n{names}" for code in (*_COUNCILS, *made_up))
        self.policy.write_text(shipped + more_policy + councils + routes, encoding="utf-8")
        self.settings |= {
            "policy_files": json.dumps([str(self.policy)]),
            "smtp.host": '"127.0.0.1"',
            "smtp.port": str(port),
            "smtp.security": '"plain"',
            "smtp.sender": '"danm@stoke.example"',
            "routes.mail.channel": '"smtp"',
            "routes.mail.addresses": '["mash@stoke.example"]',
        }

    @contextmanager
    def running(self) -> Iterator["Running"]:
        """Run it until the end of the block; messages come from Kafka where that is set up."""
        sources = (
            [] if "kafka.bootstrap" in self.settings else [str(self.folder / "nothing.ndjson")]
        )
        config = str(self.folder / "danm.toml")
        began = perf_counter()
        with Program.start(self.folder, "run", "--config", config, *sources) as program:
            until(lambda: _is_served(program), "it serves its address", START_WITHIN)
            until(lambda: ask(f"{program.web}/readyz")[0] == 200, "it is ready", START_WITHIN)
            yield Running(program=program, start_seconds=perf_counter() - began)
            program.stop()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database beside the running program."""
        with closing(open_database(self.database_url)) as database:
            yield database


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running monitor, and how long it took from its start until it was ready."""

    program: Program
    start_seconds: float

    @property
    def pid(self) -> int:
        """Its process."""
        return self.program.process.pid

    def scrape_seconds(self) -> float:
        """Return how long one scrape takes, as Prometheus sees it."""
        began = perf_counter()
        status, text = ask(f"{self.program.web}/metrics")
        took = perf_counter() - began
        assert status == 200
        assert 'danm_collector_up{collector="waiting"} 1.0' in text
        return took


def _is_served(program: Program) -> bool:
    if program.has_ended:
        raise RuntimeError(f"danm run ended: {program.stderr[-2_000:]}")
    return program.log("running") is not None
