"""When each council's contact feed spoke: by which its own rungs ring or stay silent."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from schemas.inserts import put_rows
from schemas.tables import cases, contacts


@dataclass(slots=True)
class _Known:
    """The times at which one council's feed spoke, rising, from an instant on."""

    since: datetime
    times: list[datetime]


class ContactFeeds:
    """What one transaction knows of it: read a council at a time, since many cases ask the same."""

    def __init__(self, connection: Connection) -> None:
        """Take the writing connection."""
        self._connection = connection
        self._notes: dict[bytes, set[datetime]] = {}
        self._council: dict[bytes, str] = {}
        self._known: dict[str, _Known] = {}

    def note(self, case_key: bytes, council: str | None, told: Iterable[datetime]) -> None:
        """Note the contact messages of a case; those noted before have no effect."""
        noted = self._notes.setdefault(case_key, set())
        new = set(told) - noted
        noted |= new
        if council is None:
            return
        self._council[case_key] = council
        if council in self._known:
            for at in new:
                insort(self._known[council].times, at)

    def move(self, case_key: bytes, council: str | None) -> None:
        """Note that a case stored before is another council's now, with all its contacts."""
        moved = update(cases).where(cases.c.case_key == case_key)
        self._connection.execute(moved.values(local_authority=council))
        self._council.pop(case_key, None)
        self._known.clear()

    def spoke(self, council: str, since: datetime, until: datetime) -> bool:
        """Whether a council's contact feed spoke between two instants, both included."""
        known = self._known.get(council)
        if known is None or since < known.since:
            known = self._known[council] = _Known(since, self._read(council, since))
        place = bisect_left(known.times, since)
        return place < len(known.times) and known.times[place] <= until

    def _read(self, council: str, since: datetime) -> list[datetime]:
        stored = (
            select(contacts.c.told_at)
            .join(cases, cases.c.case_key == contacts.c.case_key)
            .where(cases.c.local_authority == council, contacts.c.told_at >= since)
        )
        noted = (key for key, of in self._council.items() if of == council)
        times = [at for key in noted for at in self._notes.get(key, ()) if at >= since]
        return sorted([*self._connection.execute(stored).scalars(), *times])

    def flush(self) -> None:
        """Write what was noted, in this transaction."""
        rows = [
            {"case_key": key, "told_at": at}
            for key in sorted(self._notes)
            for at in sorted(self._notes[key])
        ]
        put_rows(self._connection, contacts, rows)
