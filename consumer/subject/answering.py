"""Answering an access request: who asks is written to the audit before anything is read."""

from dataclasses import dataclass, field

from consumer.retention.purge import last_purge
from consumer.subject.answer import Answer
from consumer.subject.held import held_case
from consumer.subject.search import Search
from schemas.auditing import Signature, audit_row, write_audit
from schemas.retention import Retention

ASKED = "subject asked"
"""What the audit calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """One person's request for all that is held about one reference."""

    search: Search
    by: Signature
    retention: Retention = field(default_factory=Retention)

    def answer(self) -> Answer:
        """Return everything that is held; one audit row for each case, or one that none was."""
        codes = self.search.codes()
        database = self.search.database
        with database.write() as connection:
            named = [
                audit_row(self.by, ASKED, handle=code, detail=f"found as {' and '.join(found_as)}")
                for code, found_as in codes.items()
            ]
            write_audit(connection, named or [audit_row(self.by, ASKED, detail="no case found")])
        held = []
        for code, found_as in codes.items():
            with database.read() as connection:
                held.append(held_case(connection, code, found_as, self.by.at))
        return Answer(
            asked_at=self.by.at,
            asked_by=self.by.actor,
            cases=tuple(one for one in held if one is not None),
            quarantine=self.search.quarantine(),
            file_digests=tuple(self.search.file_digests(self.by.at)),
            retention=self.retention,
            purged_at=self.search.purged_at(),
            last_purge=last_purge(database),
        )
