"""Where a reference is held: the cases it names, and what else it stands in. It is never logged.

Cases are stored under keyed hashes, so a reference is hashed with every key of the ring, in every
spelling that a source's rules would make of it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select

from consumer.quarantined import Quarantined, holds_bytes, listed, rows_of, unsealed
from consumer.reading import kin_keys
from consumer.sources.snapshots import Comparison
from schemas.among import among
from schemas.database import Database
from schemas.file_tables import snapshot_rows
from schemas.keys import KeyRing, KeyTrouble, Subject
from schemas.purge_tables import purged_cases
from schemas.references import (
    AS_IT_STANDS,
    DEFAULT_RULES,
    REFERENCE,
    ReferenceRulesBySource,
)
from schemas.tables import cases, home_cases

_AT_ONCE = 50
"""Messages in quarantine read at once; each may have 256 KiB. Source: assumption."""


class FoundAs(StrEnum):
    """What the reference names in a case."""

    INCIDENT = "incident"
    CHILD = "child"
    HOUSEHOLD = "household"


_KIN = {FoundAs.CHILD: Subject.CHILD, FoundAs.HOUSEHOLD: Subject.HOUSEHOLD}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigests:
    """That the last file of a source told of a reference, of which keyed digests are kept."""

    source: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InQuarantine:
    """Messages in quarantine that name a reference, and how many nobody can look into."""

    naming: tuple[Quarantined, ...]
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One reference to be looked for, by this installation's keys and rules."""

    database: Database
    keys: KeyRing
    spellings: tuple[str, ...] = field(repr=False)

    def codes(self) -> dict[str, tuple[FoundAs, ...]]:
        """Return the case codes it names, sorted, each with what it names in the case."""
        found: dict[str, list[FoundAs]] = {}
        with self.database.read() as connection:
            for found_as in FoundAs:
                for code in self._codes_as(connection, found_as):
                    found.setdefault(code, []).append(found_as)
        return {code: tuple(found[code]) for code in sorted(found)}

    def _codes_as(self, connection: Connection, found_as: FoundAs) -> Iterable[str]:
        handles = select(cases.c.handle)
        if found_as is FoundAs.INCIDENT:
            keys = [key for text in self.spellings for key in self.keys.reference_keys(text)]
            return connection.scalars(handles.where(among(connection, cases.c.case_key, keys)))
        subject = _KIN[found_as]
        kin = [key for text in self.spellings for key in kin_keys(self.keys, subject, text)]
        homes = handles.join(home_cases, home_cases.c.case_key == cases.c.case_key)
        return connection.scalars(homes.where(among(connection, home_cases.c.kin, kin)))

    def purged_at(self) -> datetime | None:
        """Return when a case of this reference was removed by age; None where none was."""
        keys = [key for text in self.spellings for key in self.keys.reference_keys(text)]
        with self.database.read() as connection:
            of_it = among(connection, purged_cases.c.case_key, keys)
            at: datetime | None = connection.scalar(
                select(func.max(purged_cases.c.purged_at)).where(of_it)
            )
        return at

    def quarantine(self) -> InQuarantine:
        """Return the messages in quarantine in whose bytes it stands, however broken they are."""
        with self.database.read() as connection:
            every = listed(connection)
        parts = [every[place : place + _AT_ONCE] for place in range(0, len(every), _AT_ONCE)]
        seen = [one for part in parts for one in self._looked_into(part)]
        return InQuarantine(
            naming=tuple(one for one, names_it in seen if names_it),
            unreadable=sum(names_it is None for _, names_it in seen),
        )

    def _looked_into(
        self, some: Sequence[Quarantined]
    ) -> Iterator[tuple[Quarantined, bool | None]]:
        """Yield messages, each with whether it names the reference; None where nobody can tell."""
        with self.database.read() as connection:
            rows = rows_of(connection, [one.quarantine_id for one in some])
        told = {row.quarantine_id: row for row in rows}
        for one in some:
            yield one, self._names_it(told.get(one.quarantine_id))

    def _names_it(self, row: Row[Any] | None) -> bool | None:
        if row is None or not holds_bytes(row):
            return None
        try:
            return stands_in(unsealed(row, self.keys), self.spellings)
        except KeyTrouble:
            return None

    def file_digests(self, now: datetime) -> list[FileDigests]:
        """Return which sources' last files told of it."""
        with self.database.read() as connection:
            sources = connection.scalars(select(snapshot_rows.c.source).distinct()).all()
            found = (one for name in sources for one in self._digests(connection, name, now))
            return sorted(found, key=lambda one: (one.source, one.told_at))

    def _digests(self, connection: Connection, source: str, now: datetime) -> list[FileDigests]:
        compared = Comparison(source=source, sent_at=now, keys=self.keys)
        keys = {key for text in self.spellings for key in compared.row_keys(text)}
        these = snapshot_rows.c.source == source, snapshot_rows.c.row_key.in_(sorted(keys))
        rows = connection.scalars(select(snapshot_rows.c.told_at).where(*these))
        return [FileDigests(source=source, told_at=at) for at in rows]


def spellings(reference: str, by_source: ReferenceRulesBySource) -> tuple[str, ...]:
    """Return what the rules of any source would make of a reference; of none, it can be none."""
    rules = (DEFAULT_RULES, AS_IT_STANDS, *by_source.values())
    every = dict.fromkeys(one.normalised(reference.strip()) for one in rules)
    return tuple(text for text in every if REFERENCE.fullmatch(text))


def stands_in(raw: bytes, texts: Iterable[str]) -> bool:
    """Whether one of these references stands in bytes, not only as a part of a longer one."""
    # Any byte has a letter in this code page: what is no UTF-8 is searched too.
    plain = raw.decode("latin-1").upper()
    whole = f"{plain}\n{''.join(plain.split())}"
    return any(
        re.search(rf"(?<![A-Z0-9._:/-]){re.escape(one.upper())}(?![A-Z0-9._:/-])", whole)
        for one in texts
    )
