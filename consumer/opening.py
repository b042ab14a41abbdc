"""Opening what a command works with: settings, database, keys, policies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from consumer import wall_clock
from consumer.actors import who_sits_here
from consumer.arrivals import Reader
from consumer.logs import set_up_logs
from consumer.settings import Settings
from schemas.auditing import Signature, audit_row, write_audit
from schemas.backlog import Reads
from schemas.database import Database, open_database
from schemas.house import House
from schemas.key_files import load_keys, make_private_folder
from schemas.keys import KeyRing
from schemas.migrating import prepared, require_current
from schemas.policy import PolicyBook
from schemas.policy_file import WrongPolicy, load_policies
from schemas.trouble import Trouble


@dataclass(kw_only=True)
class Opened:
    """Settings and an open database; keys and policies are read when they are asked for."""

    settings: Settings
    database: Database

    @cached_property
    def keys(self) -> KeyRing:
        """The key ring; where no key files are configured, keys are made on first use.

        Raises:
            KeyTrouble: A key file cannot be used.
        """
        files = self.settings.keys
        return load_keys(self.settings.data_dir, files.hmac, files.seal)

    def policies(self, files: Sequence[Path] | None = None) -> PolicyBook:
        """Return the policies named here, else in the settings, else the one that ships.

        Raises:
            Trouble: A file cannot be used.
        """
        return read_policies(files or self.settings.policy_files)

    def house(
        self, files: Sequence[Path] | None = None, *, channels: tuple[str, ...] = ()
    ) -> House:
        """Return keys and policies together, and the channels by which alerts leave."""
        policies = self.policies(files)  # first: no keys are made for a run that cannot begin
        return House(
            keys=self.keys,
            policies=policies,
            channels=channels,
            reads=self._reads,
            schedules=self.settings.schedules,
            owners=self.settings.owners,
            live_since=self.settings.live_since,
        )

    @property
    def _reads(self) -> Reads | None:
        kafka = self.settings.kafka
        return Reads(group=kafka.group, topics=tuple(kafka.topics)) if kafka.bootstrap else None

    @property
    def reader(self) -> Reader:
        """What turns records into arrivals, by this installation's keys and rules."""
        return Reader(keys=self.keys, rules=self.settings.reference_rules)

    def reveal(self, *, asked: bool, what: str) -> Callable[[bytes, bytes], str | None]:
        """Return what shows references; that they are shown is written to the audit first."""
        if not asked:
            return lambda _key, _sealed: None
        self.note("references shown", what)
        return lambda key, sealed: self.keys.reference(sealed, key)

    def note(self, action: str, detail: str) -> None:
        """Write an audit row for something done on the command line."""
        with self.database.write() as connection:
            write_audit(connection, [audit_row(self.signed(), action, detail=detail)])

    def signed(self) -> Signature:
        """Return who sits here, and now."""
        return Signature(actor=who_sits_here(), at=wall_clock.now())


def read_policies(files: Sequence[Path]) -> PolicyBook:
    """Return the policies of these files as one book; of no file, the one that ships.

    Raises:
        Trouble: A file cannot be used.
    """
    try:
        return load_policies(files)
    except WrongPolicy as error:
        first, *others = error.problems
        more = f" and {len(others)} more problems" if others else ""
        raise Trouble(f"{first}{more}", "see them all: danm policy check FILE") from error


def open_all(settings: Settings) -> Opened:
    """Open the database of these settings; a new one is made, an older one must be upgraded.

    Raises:
        Trouble: The database or its folder cannot be used; the text says which and the mend.
    """
    return Opened(settings=settings, database=prepared(open_bare(settings)))


def open_bare(settings: Settings) -> Database:
    """Open the database of these settings whatever tables it has; a new file is made.

    Raises:
        Trouble: The database or its folder cannot be used.
    """
    set_up_logs(settings.log_format)
    make_private_folder(settings.data_dir)
    return open_database(settings.database_url)


def open_existing(settings: Settings) -> Opened:
    """Open a database that something was written to before: a list of a new one would hide a child.

    Raises:
        Trouble: There is none, or it cannot be used as it is.
    """
    set_up_logs(settings.log_format)
    if (path := sqlite_file(settings.database_url)) is not None and not path.is_file():
        raise Trouble(
            f"there is no database {path}",
            "name the one that `danm run` or `danm replay` wrote: --data-dir or --database",
        )
    database = open_database(settings.database_url)
    require_current(database)
    return Opened(settings=settings, database=database)


def sqlite_file(url: str) -> Path | None:
    """Return the file that a URL names, None where it names none (a server, or nothing usable)."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None  # opening it says what is wrong with it
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(parsed.database) if is_file and parsed.database else None
