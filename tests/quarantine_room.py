"""A database with a quarantine: messages come live, people deal with what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.listings import incidents, stored_alerts
from consumer.offsets import Offsets
from consumer.quarantine_desk import QuarantineDesk
from consumer.quarantined import Quarantined, Standing, listed
from consumer.sources import Batch, Record
from consumer.sources.entered import EnteredMessages
from consumer.watching import Watch
from schemas.alert import Alert
from schemas.auditing import Signature
from schemas.database import Database
from schemas.listing import Listed
from schemas.moments import parse_instant
from schemas.references import ReferenceRules
from schemas.refusals import Refusal
from schemas.words import Kind
from tests.replays.both import a_database
from tests.replays.ours import HOUSE, KEYS

NIGHT = parse_instant("2026-11-21T00:00:00Z")
MORNING = parse_instant("2026-11-21T09:00:00Z")


@dataclass
class Room:
    """The monitor around one database. ``rules`` may change, as a configuration does."""

    database: Database
    rules: dict[str, ReferenceRules] = field(default_factory=dict)
    file: str = "in.ndjson"
    lines: int = 0

    @classmethod
    def at(cls, url: str) -> "Room":
        return cls(a_database(url))

    @property
    def reader(self) -> Reader:
        return Reader(keys=KEYS, rules=self.rules)

    @property
    def entered(self) -> EnteredMessages:
        return EnteredMessages(self.database, KEYS)

    @property
    def intake(self) -> Intake:
        return Intake(
            database=self.database,
            house=HOUSE,
            reader=self.reader,
            sources=[self.entered],
            offsets=Offsets(self.database, "test"),
        )

    def come(self, *raws: bytes, at: datetime = NIGHT, damaged: bool = False) -> None:
        """Let messages come in one batch, from a file."""
        records = []
        for raw in raws:
            self.lines += 1
            place = f"{self.file}:{self.lines}"
            records.append(Record(raw=raw, coordinates=place, damaged=damaged))
        self.intake.store(Batch(records=tuple(records)), at)

    def come_by(self, topic: str, raw: bytes, at: datetime) -> None:
        """Let one message come from a topic."""
        self.intake.store(Batch(records=(Record(raw=raw, coordinates=f"{topic}/0@7"),)), at)

    def find(self, refusal: Refusal, raw: bytes, at: datetime = NIGHT) -> None:
        """Let a source hand over what it could make no message of itself."""
        record = Record(raw=raw, coordinates="extract.csv:7", refused=refusal)
        self.intake.store(Batch(records=(record,)), at)

    def desk(self, at: datetime = MORNING) -> QuarantineDesk:
        by = Signature(actor="data manager", at=at)
        return QuarantineDesk(database=self.database, reader=self.reader, by=by)

    def take_entered(self, at: datetime = MORNING) -> None:
        while self.intake.turn(at) == timedelta(0):
            pass

    def sweep(self, at: datetime) -> None:
        while Watch(database=self.database, house=HOUSE).turn(at) == timedelta(0):
            pass

    def held(self, *states: Standing) -> list[Quarantined]:
        with self.database.read() as connection:
            return listed(connection, states or tuple(Standing))

    @property
    def ids(self) -> list[str]:
        return [one.quarantine_id for one in self.held()]

    def cases(self) -> list[Listed]:
        def reveal(key: bytes, sealed: bytes) -> str | None:
            return KEYS.reference(sealed, key)

        with self.database.read() as connection:
            return incidents(connection, reveal=reveal)

    def alerts(self, *kinds: Kind) -> list[Alert]:
        with self.database.read() as connection:
            told = [alert for alert, _, _ in stored_alerts(connection)]
        return [alert for alert in told if not kinds or alert.kind in kinds]

    def rows(self, table: Table) -> Sequence[Any]:
        with self.database.read() as connection:
            return connection.execute(select(table)).all()
