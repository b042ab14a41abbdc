"""A database with a week of June 2026, as it stands when those cases are too old to be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, func, select

from alerts.hand_receipts import HandReceipt, enter_receipt
from alerts.taking_in_hand import take_in_hand
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.metrics import exposition
from consumer.offsets import Offsets
from consumer.quarantine_desk import QuarantineDesk
from consumer.quarantine_outcomes import Dismissal
from consumer.quarantined import listed
from consumer.recount import Difference, differences, ensure_edges
from consumer.retention.doing import Doing, Done
from consumer.retention.purge import Purge
from consumer.sources.entered import EnteredMessages
from schemas.auditing import Signature
from schemas.database import Database
from schemas.file_tables import snapshot_rows
from schemas.in_hand import Hold
from schemas.keys import handle
from schemas.moments import parse_instant, parse_moment
from schemas.retention import Retention
from schemas.tables import cases
from schemas.words import Channel, HoldReason, ReceivedBy
from tests.contract.a_site import ASite
from tests.model.sentences import close, contact, correct, grade, message, receipt, report
from tests.model.times import Message
from tests.replays.ours import KEYS
from tests.spec.made_cases import at

YEARS_LATER = parse_instant("2028-09-01T02:30:00Z")
"""Over 25 months after the last word on each old case."""

MONTHS_LATER = parse_instant("2026-11-20T02:30:00Z")
"""Over 90 days after it."""

OLD = [
    report("06-15 08:00", "DECIDED", risk="high", household="H-1"),
    report("06-15 08:10", "LONE", risk="high"),
    report("06-15 08:20", "WAITS", risk="high", household="H-2"),
    report("06-15 08:30", "TWIN-OF-WAITS", household="H-3"),
    report("06-15 08:40", "HOME-OF-WAITS", household="H-2"),
    report("06-15 08:50", "WITHDRAWN"),
    report("06-15 09:00", "FIRST"),
    report("06-15 09:10", "ITS-TWIN"),
    report("06-15 09:20", "BY-HAND"),
    receipt("06-15 12:00", "HOME-OF-WAITS"),
    contact("06-15 12:30", "decided", "HOME-OF-WAITS"),
    receipt("06-15 13:00", "DECIDED"),
    grade("06-15 13:30", "medium", "DECIDED"),
    close("06-15 14:00", "duplicate", "TWIN-OF-WAITS", of="WAITS"),
    close("06-15 14:10", "withdrawn", "WITHDRAWN"),
    close("06-15 14:20", "duplicate", "ITS-TWIN", of="FIRST"),
    receipt("06-15 15:00", "ITS-TWIN"),
    receipt("06-17 15:00", "LONE"),
    contact("06-18 10:00", "decided", "DECIDED"),
    correct("06-18 11:00", "received", "06-15 09:00", "DECIDED"),
]
LOOKS = ("06-15 10:00", "06-15 17:00", "06-15 22:00", "06-17 16:00", "06-18 12:00")
"""When the loops of the monitor turn."""

GO = {"DECIDED", "LONE", "WITHDRAWN", "FIRST", "ITS-TWIN", "BY-HAND"}
"""What is over with all that is joined to it and lives in its home."""

STAY = {"WAITS", "TWIN-OF-WAITS", "HOME-OF-WAITS"}

BY = Signature(actor="command line: keeper", at=YEARS_LATER)


@dataclass(slots=True, kw_only=True)
class OldYears:
    """One database, and what is asked of it."""

    site: ASite

    @classmethod
    def of(cls, database: Database) -> "OldYears":
        """Return it as it is found in a database."""
        return cls(site=ASite(database=database, now=YEARS_LATER))

    @property
    def database(self) -> Database:
        return self.site.database

    def come(self, messages: list[Message], now: datetime) -> None:
        self.site.now = now
        self.site.take_in(messages)
        self.site.turn()

    def purge(self, now: datetime = YEARS_LATER, *, is_dry: bool = False) -> list[Done]:
        purge = Purge(
            doing=Doing(database=self.database, is_dry=is_dry, pause=lambda _: None),
            retention=Retention(),
            by=Signature(actor=BY.actor, at=now),
        )
        return purge.run()

    def codes(self) -> list[str]:
        with self.database.read() as connection:
            return list(connection.scalars(select(cases.c.handle)))

    def references(self) -> dict[str, str | None]:
        """Every case that is held, by its code, with its reference where that is kept."""
        with self.database.read() as connection:
            rows = connection.execute(select(cases.c.handle, cases.c.case_key, cases.c.sealed_ref))
            return {row.handle: KEYS.reference(row.sealed_ref, row.case_key) for row in rows}

    def metrics(self) -> bytes:
        return exposition(self.database, self.site.house, self.site.now)

    def differences(self) -> list[Difference]:
        with self.database.read() as connection:
            return differences(connection, self.site.house.policies.versions[-1])

    def rows(self, table: Table) -> int:
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


def codes(references: set[str]) -> set[str]:
    return {handle(KEYS.reference_key(one)) for one in references}


def old_years(database: Database) -> OldYears:
    """Return it as it was lived through: in June hour by hour, then until the monitor runs now."""
    site = ASite(database=database, now=at("06-15 07:00"))
    ensure_edges(database, site.house.policies.versions[-1])
    told = at("06-15 00:00")
    for site.now in map(at, LOOKS):
        site.take_in(m for m in OLD if told < parse_instant(m["time"]) <= site.now)
        site.turn()
        told = site.now
    _quarantine(site)
    _by_hand(site)
    _told_by_files(site)
    years = OldYears(site=site)
    years.come([heartbeat(at("06-20 07:00"))], at("06-20 07:00"))
    years.come([heartbeat(MONTHS_LATER)], MONTHS_LATER)
    return years


def _told_by_files(site: ASite) -> None:
    """What two files told: one of a source that has stopped since, one of two years later."""
    with site.database.write() as connection:
        for source, told_at in (("/gone", at("06-18 07:00")), ("/stays", YEARS_LATER)):
            row = {"source": source, "row_key": source.encode().ljust(32), "fields": "{}"}
            connection.execute(snapshot_rows.insert(), row | {"told_at": told_at})


def heartbeat(now: datetime) -> Message:
    said = message("feed.heartbeat", "06-20 07:00", None, {"force": "staffordshire"})
    return said | {"time": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "id": f"h-{now:%Y%m%d%H%M}"}


def _quarantine(site: ASite) -> None:
    """Two messages that cannot be read, of which somebody dealt with one."""
    site.take_in([b"no message", b"nor this"])  # type: ignore[list-item]
    with site.database.read() as connection:
        first, _ = listed(connection)
    reader = Reader(keys=KEYS, rules={})
    desk = QuarantineDesk(
        database=site.database, reader=reader, by=Signature(actor="data manager", at=site.now)
    )
    desk.dismiss([first.quarantine_id], Dismissal.TEST_MESSAGE)


def _by_hand(site: ASite) -> None:
    by = Signature(actor="board", at=site.now)
    code = handle(KEYS.reference_key("BY-HAND"))
    hold = Hold(
        at=site.now,
        name="A. Smith",
        reason=HoldReason.OTHER,
        check_at=site.now + timedelta(hours=2),
    )
    take_in_hand(site.database, code, hold, by)
    received = HandReceipt(
        at=parse_moment("2026-06-18T09:00:00Z"),
        channel=Channel.PHONE,
        received_by=ReceivedBy.EDT,
        name="A. Smith",
    )
    enter_receipt(site.database, KEYS, code, received, by)
    intake = Intake(
        database=site.database,
        house=site.house,
        reader=Reader(keys=KEYS, rules={}),
        sources=[EnteredMessages(site.database, KEYS)],
        offsets=Offsets(site.database, "danm"),
    )
    while intake.turn(site.now) == timedelta(0):
        pass
