"""An inbox under a virtual clock, for tests: files are put into a folder, time passes, alarms ring.

Nothing sleeps: the folder's own clock, the consumer and the sweep all go by `Inboxes.now`.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.listings import incidents, stored_alerts
from consumer.offsets import Offsets
from consumer.sources.disposal import Disposal
from consumer.sources.file_memory import FileState
from consumer.sources.folder import FolderSource, Inbox
from consumer.sources.mapping import load_mapping
from consumer.sources.settling import STABLE_FOR
from consumer.watching import Watch
from schemas.alert import Alert
from schemas.database import Database, open_database
from schemas.file_tables import files
from schemas.keys import KeyRing
from schemas.listing import Listed
from schemas.moments import parse_instant
from schemas.schedules import Schedule
from schemas.tables import metadata
from schemas.words import Kind
from tests.replays.ours import HOUSE, KEYS

TICK = timedelta(seconds=10)
"""How far the clock moves at once: three ticks settle a file."""

POLICE_MAPPING = """
version = 1
kind = "police"
source = "/police/staffordshire/niche"
reference_column = "Ref"
{extra}

[file]
zone = "Europe/London"

[sent]
by = "{by}"

[delivery]
{delivery}

[reported]
at = {{ column = "Reported" }}
occurred = {{ column = "Occurred" }}
force = "staffordshire"
local_authority = "E06000021"
risk = {{ column = "Risk", values = {{ S = "standard", M = "medium", H = "high" }} }}
children = {{ count = 1 }}

[milestones.sent]
at = {{ column = "Sent" }}
"""

COUNCIL_MAPPING = """
version = 1
kind = "council"
source = "/council/stoke/liquidlogic"
reference_column = "Ref"
{extra}

[file]
zone = "Europe/London"

[sent]
by = "{by}"

[delivery]
{delivery}

[received]
at = {{ column = "Received" }}
notice = "full"
channel = "mailbox"
received_by = "mash"

[received.incident]
force = "staffordshire"
local_authority = "E06000021"
reported = {{ column = "Police informed" }}
risk = {{ column = "Risk", values = {{ S = "standard", M = "medium", H = "high" }} }}
children = {{ count = 1 }}
"""

NIGHT = "2026-06-01T05:30:00Z"
MORNING = parse_instant("2026-06-01T06:00:00Z")
"""07:00 on a Monday in summer, when the first file is expected."""

SEVEN = Schedule(expected=(time(7),))
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

POLICE_HEADER = "Ref,Reported,Occurred,Risk,Sent"
COUNCIL_HEADER = "Ref,Police informed,Risk,Received"


@dataclass(kw_only=True)
class Inboxes:
    """A monitor with one inbox. `start` begins its process anew, as after a crash."""

    database: Database
    folder: Path
    mapping_path: Path
    now: datetime
    schedule: Schedule | None = None
    disposal: Disposal = Disposal.MOVE
    stable_for: timedelta = STABLE_FOR
    keys: KeyRing = KEYS
    intake: Intake = field(init=False)
    source: FolderSource = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def close(self) -> None:
        self.source.close()
        self.database.close()

    def start(self) -> None:
        if hasattr(self, "source"):
            self.source.close()
        inbox = Inbox(
            folder=self.folder,
            mapping_path=self.mapping_path,
            mapping=load_mapping(self.mapping_path),
            schedule=self.schedule,
            stable_for=self.stable_for,
            disposal=self.disposal,
        )
        self.source = FolderSource(inbox, self.database, self.keys, lambda: self.now)
        self.intake = Intake(
            database=self.database,
            house=replace(HOUSE, keys=self.keys),
            reader=Reader(keys=self.keys, rules={}),
            sources=[self.source],
            offsets=Offsets(self.database, "test"),
        )

    def put(self, name: str, text: str | bytes, at: datetime | None = None) -> Path:
        """Put a file into the folder, changed last at that instant (now, by default)."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        stamp = (at or self.now).timestamp()
        os.utime(path, (stamp, stamp))
        return path

    def turn(self) -> None:
        """Let the consumer and the sweep do all there is to do at this instant."""
        while self.intake.turn(self.now) == timedelta(0):
            pass
        watch = Watch(database=self.database, house=HOUSE)
        while watch.turn(self.now) == timedelta(0):
            pass

    def run_to(self, until: datetime, step: timedelta = TICK) -> None:
        """Let time pass."""
        self.turn()
        while self.now < until:
            self.now = min(self.now + step, until)
            self.turn()

    def settle(self) -> None:
        """Let a file that was just put there be taken."""
        self.run_to(self.now + 3 * TICK)

    def alerts(self, *kinds: Kind) -> list[Alert]:
        with self.database.read() as connection:
            told = [alert for alert, _, _ in stored_alerts(connection)]
        return [alert for alert in told if not kinds or alert.kind in kinds]

    def told(self, *kinds: Kind) -> list[tuple[str, str, str]]:
        """Kind, when due and when raised of every alarm about feeds, or of these kinds."""
        wanted = kinds or (Kind.SILENCE, Kind.VOLUME, Kind.QUARANTINE, Kind.CONFLICT, Kind.GAP)
        return [
            (one.kind.value, f"{one.due_at:%d %H:%M:%S}", f"{one.raised_at:%d %H:%M:%S}")
            for one in self.alerts(*wanted)
        ]

    def rows(self, table: Table) -> Sequence[Any]:
        with self.database.read() as connection:
            return connection.execute(select(table)).all()

    def states(self) -> list[tuple[str, FileState]]:
        with self.database.read() as connection:
            rows = connection.execute(select(files).order_by(files.c.found_at, files.c.name)).all()
        return [(row.name, FileState(row.state)) for row in rows]

    def gave(self, name: str) -> dict[str, int]:
        """How many messages of each type a file gave, by the end of the type's name."""
        found = [json.loads(row.gave or "{}") for row in self.rows(files) if row.name == name]
        return {kind.split(".")[2]: count for told in found for kind, count in told.items()}

    def cases(self) -> dict[str, Listed]:
        def reveal(key: bytes, sealed: bytes) -> str:
            return KEYS.open_sealed(sealed, key).decode()

        with self.database.read() as connection:
            listed = incidents(connection, reveal=reveal)
        return {one.reference: one for one in listed if one.reference is not None}


def an_inbox(
    url: str,
    folder: Path,
    mapping: str,
    now: str,
    *,
    by: str = "times",
    extra: str = "",
    delivery: str = "",
    **options: Any,
) -> Inboxes:
    """Return an inbox with a mapping, in a new database."""
    database = open_database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    drop = folder / "drop"
    drop.mkdir()
    path = folder / "mapping.toml"
    path.write_text(mapping.format(by=by, extra=extra, delivery=delivery))
    return Inboxes(
        database=database, folder=drop, mapping_path=path, now=parse_instant(now), **options
    )


def a_file(header: str, rows: Sequence[str]) -> str:
    """Return the text of a whole file."""
    return "".join(f"{line}\n" for line in (header, *rows))


def rows(count: int, risk: str = "M", first: int = 0) -> list[str]:
    """Return so many incidents of one evening, each sent an hour later."""
    numbers = range(first, first + count)
    return [f"A-{n},2026-05-31T20:00:00Z,,{risk},2026-05-31T21:00:00Z" for n in numbers]


def police(lines: list[str]) -> str:
    """Return the text of a police extract with these rows."""
    return a_file(POLICE_HEADER, lines)


BoxOf = Callable[..., Inboxes]
"""Makes an inbox of the police; takes what `an_inbox` takes."""
